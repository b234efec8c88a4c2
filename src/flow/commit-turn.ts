import { type Act, bot, perform } from "../acts/act.ts";
import { handBackIfAway } from "../acts/agent-presence.ts";
import { putInQueue } from "../acts/assign-ticket.ts";
import { awaitReply } from "../acts/await-reply.ts";
import { endJob } from "../acts/end-job.ts";
import { escalateForCause } from "../acts/escalate-ticket.ts";
import { handOver } from "../acts/hand-over.ts";
import { isStillWriter, keepCustomer, noteConflict } from "../acts/keep-customer.ts";
import { ticketIn } from "../acts/lookup.ts";
import { wake, wakeOthers } from "../acts/move-ticket.ts";
import { raisePriority } from "../acts/prioritize-ticket.ts";
import { say } from "../acts/say.ts";
import { returnToBot } from "../acts/work-ticket.ts";
import type { ServiceContext } from "../context.ts";
import type { Conversation } from "../model/conversation.ts";
import { type Decision, type Fact, type IdentityConflict, logOf } from "../model/decision.ts";
import { escalationCauses } from "../model/escalation.ts";
import type { Job, Settlement } from "../model/job.ts";
import { priorityOf } from "../model/priority.ts";
import { heardIn } from "../model/signals.ts";
import { isLookedAfter } from "../model/wait.ts";
import { acceptComment, acceptScore, forgetSurvey, sayOver } from "./take-survey.ts";
import type { Outcome, OutcomeOf, Turn } from "./turn.ts";

/**
 * Everything a turn decided, in one fenced commit. When the owner of the conversation changed meanwhile, the bot's reply
 * is stale: a human gets the message instead; `false` when it is the bot's turn again, or who wrote is somebody else by now:
 * then the turn must be thought out anew.
 */
export async function commitTurn(
  service: ServiceContext,
  job: Job,
  turn: Turn,
  settlement: Settlement = { outcome: "done" },
): Promise<boolean> {
  return perform(service, bot, async (act) => {
    const current = await act.tx.get("conversation", turn.conversation.id, { lock: true, known: turn.conversation });
    if (current === null) return endOfErased(act, job);
    if (turn.outcome === null) throw new Error(`Turn of ${turn.conversation.id} has no outcome.`);
    const stale = current.ownerRevision !== turn.conversation.ownerRevision;
    if (stale && (current.state === "bot" || current.state === "ended")) return false;
    if (!(await isStillWriter(act, current, turn))) return false;
    const outcome: Outcome = stale && speaksForBot(turn.outcome) ? { kind: "for_human" } : turn.outcome;
    const dropped = outcome !== turn.outcome && turn.outcome.kind === "reply";
    if (dropped) act.emit("reply.dropped", { conversation: current });

    await keepCustomer(act, turn);
    for (const conflict of conflictsOf(turn)) await noteConflict(act, turn.customer.id, conflict);
    // In a group the first who wrote stays the conversation's customer; a ticket is of the one who asked.
    const known = { ...current, customerId: current.customerId ?? turn.customer.id, language: turn.language };
    const decisions = dropped ? [...turn.decisions, staleReply] : turn.decisions;
    const conversation = await carryOut(act, known, { ...turn, decisions }, outcome);
    const last = turn.messages.at(-1)?.sequence ?? current.handledSequence;
    // When nothing came meanwhile, what the desk just said itself is no reason to look again.
    const handledSequence = current.lastSequence === last ? conversation.lastSequence : last;
    const kept = await act.tx.put("conversation", { ...conversation, handledSequence });
    await escalateIfCaused(act, kept, turn, outcome);
    await endJob(act, job, settlement);
    return true;
  });
}

/** What a customer wrote about a ticket may call for a supervisor, whoever has it. */
async function escalateIfCaused(act: Act, conversation: Conversation, turn: Turn, { kind }: Outcome): Promise<void> {
  const { ticketId, botFailures } = conversation;
  if (ticketId === null || (kind !== "handover" && kind !== "for_human")) return;
  const { text, customer, classification } = turn;
  const facts = { text, tier: customer.tier, signals: heardIn(text, classification), botFailures };
  const causes = escalationCauses(facts, act.service.policy.escalation.triggers);
  if (causes.length > 0) await escalateForCause(act, await ticketIn(act, ticketId), causes);
}

/** The customer was erased while the turn was thought out: there is nobody to answer. */
async function endOfErased(act: Act, job: Job): Promise<true> {
  await act.tx.settle(job, { outcome: "done" });
  return true;
}

/** A survey's answer is the customer's, whoever has the conversation; what looked like its comment may be for the human. */
function speaksForBot({ kind }: Outcome): boolean {
  return kind === "reply" || kind === "handover" || kind === "survey_comment";
}

const staleReply: Decision = { step: "answer", outcome: "dropped", reason: "owner_changed" };

function conflictsOf({ decisions }: Turn): readonly IdentityConflict[] {
  return decisions.flatMap((decision) => (decision.step === "identify" ? (decision.conflicts ?? []) : []));
}

async function carryOut(act: Act, conversation: Conversation, turn: Turn, outcome: Outcome): Promise<Conversation> {
  switch (outcome.kind) {
    case "reply":
      return reply(act, conversation, turn, outcome);
    case "handover":
      return handOver(act, conversation, outcome.handover, decidedIn(turn));
    case "for_human":
      return tellHuman(act, conversation, turn);
    case "survey_answer":
      await act.record(logOf(conversation), decidedIn(turn));
      return acceptScore(act, conversation, turn, outcome);
    case "return_to_bot":
      return giveBack(act, conversation, turn);
    case "survey_comment":
      await act.record(logOf(conversation), decidedIn(turn));
      return acceptComment(act, conversation, turn, outcome);
    case "survey_over":
      await act.record(logOf(conversation), decidedIn(turn));
      return sayOver(act, conversation);
    default:
      return outcome satisfies never;
  }
}

function decidedIn({ messages, decisions }: Turn): Extract<Fact, { kind: "decided" }> {
  return { kind: "decided", messageIds: messages.map(({ id }) => id), decisions };
}

async function reply(act: Act, conversation: Conversation, turn: Turn, outcome: OutcomeOf<"reply">) {
  const { content, by, confidence } = outcome;
  await act.record(logOf(conversation), decidedIn(turn));
  // A courtesy asks nothing that could be answered with a number.
  const known = by === "courtesy" ? conversation : await forgetSurvey(act, conversation, turn);
  const said = await say(act, known, content);
  act.emit("question.answered", { ...said, by, confidence });
  return said.conversation;
}

async function tellHuman(act: Act, conversation: Conversation, turn: Turn): Promise<Conversation> {
  const log = logOf(conversation);
  const author = { kind: "customer", id: turn.customer.id } as const;
  for (const { id } of turn.messages) await act.record(log, { kind: "customer_wrote", messageId: id }, author);
  await act.record(log, decidedIn(turn));
  if (conversation.ticketId === null) return conversation;
  const found = await ticketIn(act, conversation.ticketId);
  await wakeOthers(act, conversation);
  // Of which tier they are was known before: what a person made of it stands.
  const judged = priorityOf(turn.text, "standard", act.service.policy.priorityRules);
  const raised = await raisePriority(act, await wake(act, found), judged);
  const held = isLookedAfter(raised) ? raised : await putInQueue(act, raised);
  const ticket = await awaitReply(act, held);
  await handBackIfAway(act, ticket);
  for (const message of turn.messages) act.emit("ticket.customer_wrote", { ticket, message });
  return conversation;
}

/** The customer would rather have the bot again: the ticket waits for them, without an agent. */
async function giveBack(act: Act, conversation: Conversation, turn: Turn): Promise<Conversation> {
  await act.record(logOf(conversation), decidedIn(turn));
  if (conversation.ticketId === null) return conversation;
  return returnToBot(act, conversation, await ticketIn(act, conversation.ticketId), "the customer asked for the bot");
}
