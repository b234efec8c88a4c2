import type { ServiceContext } from "../context.ts";
import type { Agent } from "../model/agent.ts";
import { byLongestIdle, byShareOfCapacity, inTurns } from "../model/agent-order.ts";
import { queueTermsOf } from "../policy.ts";
import type { RoutingRequest, RoutingStrategy } from "../ports/routing-strategy.ts";

/** The agents as the strategy of the queue has them, best first, and what it did wrong. */
export interface OrderedAgents {
  readonly ordered: readonly Agent[];
  readonly error: string | null;
}

export function orderAgents(
  service: ServiceContext,
  suitable: readonly Agent[],
  request: RoutingRequest,
): OrderedAgents {
  const { routing } = queueTermsOf(service.policy, request.queue);
  switch (routing) {
    case "skill_based":
      return { ordered: byLongestIdle(suitable), error: null };
    case "round_robin":
      return { ordered: inTurns(suitable, request.lastAssignedId), error: null };
    case "least_busy":
      return { ordered: byShareOfCapacity(suitable), error: null };
    case "manual":
      return { ordered: [], error: null };
    default:
      return byStrategy(service, routing, suitable, request);
  }
}

/** A strategy that fails loses no ticket: the longest idle is asked then, and the decision says why. */
function byStrategy(
  service: ServiceContext,
  strategy: RoutingStrategy,
  suitable: readonly Agent[],
  request: RoutingRequest,
): OrderedAgents {
  try {
    const known = new Map(suitable.map((agent) => [agent.id, agent]));
    const ids = new Set(namesIn(strategy.order(suitable, request)));
    const unknown = [...ids].filter((id) => !known.has(id));
    const ordered = [...ids].flatMap((id) => known.get(id) ?? []);
    if (unknown.length === 0) return { ordered, error: null };
    const asked = ordered.length > 0 ? ordered : byLongestIdle(suitable);
    return failed(service, strategy, asked, `it names ${unknown.join(", ")}, who cannot take it`);
  } catch (error) {
    return failed(service, strategy, byLongestIdle(suitable), String(error), error);
  }
}

/** What a strategy of the user's gave, whatever its types promise. */
function namesIn(answer: readonly Agent[] | Promise<unknown>): readonly string[] {
  if (!(answer instanceof Promise)) return answer.map(({ id }) => id);
  // Its failure is told as this one; unheard, it would end the process.
  answer.catch(() => {});
  throw new TypeError("it gave a promise, but a strategy awaits nothing");
}

function failed(
  { logger }: ServiceContext,
  { name }: RoutingStrategy,
  ordered: readonly Agent[],
  what: string,
  error?: unknown,
): OrderedAgents {
  logger.error({ strategy: name, error }, `Routing strategy ${name} failed: ${what}.`);
  return { ordered, error: `strategy ${name}: ${what}` };
}
