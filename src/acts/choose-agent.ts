import { addDays } from "date-fns";
import type { ServiceContext } from "../context.ts";
import type { Agent } from "../model/agent.ts";
import { type AgentRejection, type AgentRequirement, screenAgents } from "../model/agent-filters.ts";
import { withPreference } from "../model/agent-order.ts";
import type { Decision } from "../model/decision.ts";
import type { Ticket } from "../model/ticket.ts";
import { queueTermsOf } from "../policy.ts";
import type { RoutingRequest } from "../ports/routing-strategy.ts";
import type { Act } from "./act.ts";
import { orderAgents } from "./order-agents.ts";

type AssignDecision = Extract<Decision, { step: "assign" }>;

/** Whom routing chose, and on what grounds. */
export interface AgentChoice {
  readonly chosen: Agent | null;
  readonly decision: AssignDecision;
}

/**
 * Who is asked to take a ticket, and why not the others. `lastAgentId`: who had it before it was reopened, and is asked
 * first if they are suitable.
 */
export async function chooseAgentFor(
  act: Act,
  ticket: Ticket,
  lastAgentId: string | null = null,
): Promise<AgentChoice> {
  const { routing } = queueTermsOf(act.service.policy, ticket.queue);
  const strategy = typeof routing === "string" ? routing : routing.name;
  if (routing === "manual") {
    const nobody = { agentId: null, suitable: [], rejected: [] };
    return { chosen: null, decision: { step: "assign", strategy, queue: ticket.queue, ...nobody } };
  }
  const preferred = await preferredAgent(act, ticket, lastAgentId);
  // One choice at a time, since each changes what the next one has to choose from.
  await act.tx.lock("routing");
  const request = {
    ...{ queue: ticket.queue, ticket, now: act.now, lastAgentId: preferred?.agentId ?? null },
    lastAssignedId: await lastTurn(act, ticket.queue),
  };
  const { chosen, suitable, rejected, error } = await choose(act, request);
  if (chosen !== null) await noteTurn(act, ticket.queue, chosen.id);
  const ids = suitable.map(({ id }) => id);
  const agentId = chosen?.id ?? null;
  const decision = { step: "assign", strategy, queue: ticket.queue, agentId, suitable: ids, rejected } as const;
  return { chosen, decision: { ...decision, ...(preferred && { preferred }), ...(error && { error }) } };
}

interface Ordered {
  readonly chosen: Agent | null;
  /** Best first. */
  readonly suitable: readonly Agent[];
  readonly rejected: readonly AgentRejection[];
  readonly error: string | null;
}

/** The best of those who could take it, as they are now: what a list says of an agent may be over. */
async function choose(act: Act, request: RoutingRequest): Promise<Ordered> {
  const { service, tx, now } = act;
  const requirement = requirementOf(service, request.ticket, now);
  let agents = await service.roster.read(tx);
  for (;;) {
    const { suitable, rejected } = screenAgents(agents, requirement);
    const { ordered, error } =
      suitable.length === 0 ? { ordered: suitable, error: null } : orderAgents(service, suitable, request);
    const asked = withPreference(ordered, request.lastAgentId, request.ticket.passedBy);
    const grounds = { suitable: asked, rejected: [...rejected, ...leftOut(suitable, asked)], error };
    const [best] = asked;
    if (best === undefined) return { chosen: null, ...grounds };
    const current = await tx.get("agent", best.id, { lock: true, known: best });
    if (current?.version === best.version) return { chosen: current, ...grounds };
    // From here on nobody else changes this one, so each is looked at again once at most.
    agents = agents.flatMap((agent) => (agent.id === best.id ? (current ?? []) : agent));
  }
}

function leftOut(suitable: readonly Agent[], asked: readonly Agent[]): readonly AgentRejection[] {
  if (asked.length === suitable.length) return [];
  const ids = new Set(asked.map(({ id }) => id));
  const others = suitable.flatMap(({ id }) => (ids.has(id) ? [] : [id]));
  return [{ filter: "strategy", reason: "is left out by the strategy", agentIds: others }];
}

/** What this ticket asks of an agent now. */
export function requirementOf(service: ServiceContext, ticket: Ticket, now: Date): AgentRequirement {
  const { channelId, language, skills, queue, reservedFor, reservedUntil } = ticket;
  const mayAskAgain = reservedFor !== null || reservedUntil === null || reservedUntil <= now;
  return {
    ...{ skills, language, teams: queueTermsOf(service.policy, queue).teams, weight: weightOf(service, ticket) },
    channel: { id: channelId, kind: kindOf(service, channelId) },
    passedBy: mayAskAgain ? [] : ticket.passedBy,
  };
}

/** How much of an agent's capacity this ticket takes. */
export function weightOf(service: ServiceContext, { channelId }: Ticket): number {
  const { channelWeights } = service.policy;
  return channelWeights[channelId] ?? channelWeights[kindOf(service, channelId)] ?? 1;
}

function kindOf(service: ServiceContext, channelId: string): string {
  return service.channels.get(channelId)?.kind ?? channelId;
}

/** Whoever knows the case: the ticket's last agent, else, for some days, the customer's. */
async function preferredAgent(
  act: Act,
  ticket: Ticket,
  lastAgentId: string | null,
): Promise<NonNullable<AssignDecision["preferred"]> | null> {
  if (lastAgentId !== null) return { agentId: lastAgentId, because: "last_agent" };
  const { stickyDays } = queueTermsOf(act.service.policy, ticket.queue);
  const customer = stickyDays === null ? null : await act.tx.get("customer", ticket.customerId);
  if (stickyDays === null || customer === null || customer.lastAgentId === null) return null;
  const isRecent = customer.lastServedAt !== null && customer.lastServedAt >= addDays(act.now, -stickyDays);
  return isRecent ? { agentId: customer.lastAgentId, because: "sticky" } : null;
}

/** Only strategies that go by turns need to know whose the last one was. */
function goesByTurns(act: Act, queue: string): boolean {
  const { routing } = queueTermsOf(act.service.policy, queue);
  return routing !== "skill_based" && routing !== "least_busy";
}

const turnOf = (queue: string): string => `routing.turn:${queue}`;

async function lastTurn(act: Act, queue: string): Promise<string | null> {
  const turn = goesByTurns(act, queue) ? await act.tx.get("setting", turnOf(queue), { lock: true }) : null;
  return typeof turn?.value === "string" ? turn.value : null;
}

async function noteTurn(act: Act, queue: string, agentId: string): Promise<void> {
  if (!goesByTurns(act, queue)) return;
  const id = turnOf(queue);
  const turn = await act.tx.get("setting", id, { lock: true });
  await act.tx.put("setting", { id, version: turn?.version ?? 0, value: agentId });
}
