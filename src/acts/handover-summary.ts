import type { Conversation } from "../model/conversation.ts";
import type { Decision, HandoverReason } from "../model/decision.ts";
import { firstCharacters } from "../model/text.ts";
import type { Ticket } from "../model/ticket.ts";
import type { Act } from "./act.ts";
import type { Issue } from "./open-ticket.ts";

const candidatesTold = 3;
const messagesLength = 1_000;

/** What the agent reads first, in the language of the desk. */
export async function summaryFor(
  act: Act,
  { conversation, ticket }: { readonly conversation: Conversation; readonly ticket: Ticket },
  { text, customerId, reason }: Issue & { readonly reason: HandoverReason },
  decisions: readonly Decision[],
): Promise<string> {
  const { texts, policy } = act.service;
  const customer = await act.tx.get("customer", customerId);
  const weighed = decisions.flatMap((one) =>
    one.step === "answer" && one.outcome !== "dropped" ? one.candidates.slice(0, candidatesTold) : [],
  );
  return texts.render(policy.defaultLanguage, "handoverSummary", {
    ...{ subject: ticket.subject, type: ticket.type, priority: ticket.priority, reason },
    ...{ customer: customer?.name ?? "-", tier: customer?.tier ?? "-", language: ticket.language },
    channel: conversation.channelId,
    messages: firstCharacters(text, messagesLength),
    candidates: weighed.map(({ id, confidence }) => `${id} (${confidence.toFixed(2)})`).join(", ") || "-",
  });
}
