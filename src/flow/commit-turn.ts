import { type Act, bot, perform } from "../acts/act.ts";
import { handOver } from "../acts/hand-over.ts";
import { ticketOf } from "../acts/lookup.ts";
import { startWork } from "../acts/move-ticket.ts";
import { say, sayText } from "../acts/say.ts";
import { takeAnswer } from "../acts/survey.ts";
import type { ServiceContext } from "../context.ts";
import { type Conversation, moveConversation } from "../model/conversation.ts";
import type { Decision } from "../model/decision.ts";
import type { Job, Settlement } from "../model/job.ts";
import type { Outcome, Turn } from "./turn.ts";

/** What came of an outcome: the conversation to put, and decisions made on the way. */
interface Carried {
  readonly conversation: Conversation;
  readonly decisions?: readonly Decision[];
}

/**
 * Everything a turn decided, in one fenced commit. When the owner of the conversation changed meanwhile, the bot's reply
 * is stale: a human gets the message instead; `false` when it is the bot's turn again and must be thought out anew.
 */
export async function commitTurn(
  service: ServiceContext,
  job: Job,
  turn: Turn,
  settlement: Settlement = { outcome: "done" },
): Promise<boolean> {
  return perform(service, bot, async (act) => {
    const current = await act.tx.get("conversation", turn.conversation.id, { lock: true });
    if (current === null || turn.outcome === null) throw new Error(`Turn of ${turn.conversation.id} has no outcome.`);
    const stale = current.ownerRevision !== turn.conversation.ownerRevision;
    if (stale && (current.state === "bot" || current.state === "ended")) return false;
    const outcome: Outcome = stale ? { kind: "for_human" } : turn.outcome;
    const dropped = stale && turn.outcome.kind === "reply";
    if (dropped) act.emit("reply.dropped", { conversation: current });

    await keepCustomer(act, turn);
    const known = { ...current, customerId: turn.customer.id, language: turn.language };
    const carried = await carryOut(act, known, turn, outcome);
    const handledSequence = turn.messages.at(-1)?.sequence ?? current.handledSequence;
    const conversation = await act.tx.put("conversation", { ...carried.conversation, handledSequence });
    const { ticketId } = conversation;
    await act.record(ticketId === null ? `conversation:${conversation.id}` : `ticket:${ticketId}`, {
      kind: "decided",
      messageIds: turn.messages.map(({ id }) => id),
      decisions: [...turn.decisions, ...(dropped ? [staleReply] : []), ...(carried.decisions ?? [])],
    });
    await act.tx.settle(job, settlement);
    return true;
  });
}

const staleReply: Decision = { step: "answer", outcome: "dropped", reason: "owner_changed" };

async function keepCustomer(act: Act, turn: Turn): Promise<void> {
  if (turn.customer.version === 0) {
    const customer = await act.tx.put("customer", turn.customer);
    act.emit("customer.created", { customer });
  }
  for (const identity of turn.identities) {
    if (identity.version === 0) await act.tx.put("identity", identity);
  }
}

async function carryOut(act: Act, conversation: Conversation, turn: Turn, outcome: Outcome): Promise<Carried> {
  switch (outcome.kind) {
    case "reply": {
      const { by, confidence } = outcome;
      const said = await say(act, conversation, outcome.content);
      act.emit("question.answered", { conversation: said.conversation, message: said.message, by, confidence });
      return said;
    }
    case "handover":
      return handOver(act, conversation, outcome.handover);
    case "for_human":
      await tellHuman(act, conversation, turn);
      return { conversation };
    case "survey_answer":
      return { conversation: await acceptScore(act, conversation, outcome.surveyId, outcome.score) };
    default:
      return outcome satisfies never;
  }
}

async function tellHuman(act: Act, conversation: Conversation, turn: Turn): Promise<void> {
  if (conversation.ticketId === null) return;
  const found = await ticketOf(act, conversation.ticketId);
  const ticket = found.status === "pending" ? await startWork(act, found, "the customer wrote") : found;
  for (const message of turn.messages) {
    await act.record(`ticket:${ticket.id}`, { kind: "customer_wrote", messageId: message.id }, message.author);
    act.emit("ticket.customer_wrote", { ticket, message });
  }
}

async function acceptScore(act: Act, conversation: Conversation, surveyId: string, score: number): Promise<Conversation> {
  if (!Number.isInteger(score) || score < 1 || score > 5) return sayText(act, conversation, "surveyScale");
  await takeAnswer(act, surveyId, score, null);
  const thanked = await sayText(act, conversation, "surveyThanks");
  const done = thanked.ticketId === null && thanked.state === "bot" ? moveConversation(thanked, "ended") : thanked;
  return { ...done, surveyId: null };
}
