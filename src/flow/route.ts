import type { ServiceContext } from "../context.ts";
import type { HandoverReason } from "../model/decision.ts";
import { priorityOf, priorityRank } from "../model/priority.ts";
import { queueName } from "../policy.ts";
import type { Turn } from "./turn.ts";

/**
 * A human is needed: which queue and skills, how urgent, and why. Technical issues go to the technical agents, everything
 * else to the route of its type, or to the general ones.
 */
export function route(turn: Turn, service: ServiceContext): Turn {
  const { policy } = service;
  const type = turn.classification.type ?? policy.unclassifiedType;
  const route = policy.routes[type] ?? "auto_reply";
  const { queue, skills } = route === "auto_reply" ? policy.fallbackRoute : route;
  const judged = priorityOf(turn.text, turn.customer.tier, policy.priorityRules);
  const claimed = turn.classification.priority;
  const byClassifier = claimed !== undefined && priorityRank(claimed) < priorityRank(judged.priority);
  return {
    ...turn,
    outcome: {
      kind: "handover",
      handover: {
        customerId: turn.customer.id,
        text: turn.text || describeUnreadable(turn),
        reason: reasonOf(turn),
        type,
        queue: queueName(policy, queue, turn.conversation.channelId),
        skills,
        priority: byClassifier ? claimed : judged.priority,
        priorityReasons: byClassifier ? [`classifier ${turn.classification.by}`] : judged.reasons,
      },
    },
  };
}

function reasonOf(turn: Turn): HandoverReason {
  const last = turn.decisions.at(-1);
  return last?.step === "answer" && last.outcome === "abstained" ? last.reason : "no_answer";
}

/** What to call a message that has no words. */
function describeUnreadable(turn: Turn): string {
  const kinds = turn.messages.flatMap(({ content }) => [
    ...(content.media ?? []).map(({ kind }) => kind),
    ...(content.location ? ["location"] : []),
    ...(content.unsupported ? [content.unsupported] : []),
  ]);
  return `[${kinds.join(", ") || "empty message"}]`;
}
