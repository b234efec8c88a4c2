import type { ServiceContext } from "../context.ts";
import { cannedText } from "../model/canned-reply.ts";
import { checkText } from "../model/text.ts";
import type { Ticket } from "../model/ticket.ts";
import type { StoreReader } from "../ports/ticket-store.ts";
import { existing } from "./lookup.ts";

/** A reply by name, and what is put into it. */
export interface CannedReply {
  readonly agentId: string;
  /** A name of the option `cannedReplies`. */
  readonly canned: string;
  /** Values for placeholders of your own, and in place of kefu's. */
  readonly values?: Readonly<Record<string, string | number>> | undefined;
}

/** The text of a canned reply to this ticket's customer, in their language. */
export async function cannedReplyTo(
  { policy }: ServiceContext,
  reader: StoreReader,
  ticket: Ticket,
  { agentId, canned, values = {} }: CannedReply,
): Promise<string> {
  const agent = await existing(reader, "agent", agentId);
  const customer = await reader.get("customer", ticket.customerId);
  const conversation = await reader.get("conversation", ticket.conversationId);
  const language = conversation?.language ?? ticket.language;
  const { id, number, queue } = ticket;
  const known = { customer: customer?.name, agent: agent.name, ticket: id, number, queue };
  return checkText(
    cannedText(policy.cannedReplies, canned, [language, policy.defaultLanguage], { ...known, ...values }),
  );
}
