import type { JobSubject, ServiceContext } from "../context.ts";
import type { Conversation } from "../model/conversation.ts";
import { languageOf } from "../model/language.ts";
import type { Message } from "../model/message.ts";
import type { StoreReader } from "../ports/ticket-store.ts";
import { msStillWriting } from "./gather.ts";
import type { StillWriting, Turn } from "./turn.ts";
import { whoWrote } from "./who-wrote.ts";

/** At most so many messages make one turn; the rest make the next. */
const messagesPerTurn = 50;

/**
 * Begins a turn: what was written since the last one, and who wrote it. A customer is known by the identities the channel
 * gives; nobody is taken for somebody else on a guess. `null` when an earlier turn has dealt with everything; with
 * `waits`, how long the customer may still be writing.
 */
export async function identify(
  service: ServiceContext,
  conversationId: string,
  subject?: JobSubject,
  { waits = true }: { readonly waits?: boolean } = {},
): Promise<Turn | StillWriting | null> {
  return service.store.read(service.tenant, async (tx) => {
    const conversation = subject?.conversation ?? (await tx.get("conversation", conversationId));
    if (conversation === null) return null;
    const messages = await unhandledMessages(tx, conversation, subject);
    const first = messages[0];
    if (first === undefined) return null;
    const waitMs = waits ? msStillWriting(conversation, messages, service.policy.gatherSeconds, tx.now) : 0;
    if (waitMs > 0) return { waitMs };
    const text = textOf(messages);
    const { customer, identities, decision } = await whoWrote(service, tx, conversation, first);
    // A third language somebody has set for this customer counts more than what was taken for the conversation's.
    const set = /^(zh|en)\b/.test(customer.language) ? null : customer.language;
    const fallback = set ?? conversation.language ?? customer.language;
    const language = languageOf(text, fallback);
    return {
      conversation,
      messages,
      text,
      language,
      customer: customer.version === 0 ? { ...customer, language } : customer,
      identities,
      classification: { type: null, confidence: 0, candidates: [], wishes: [], by: "nobody" },
      decisions: [decision],
      outcome: null,
    };
  });
}

/** What messages say, as one text. */
export function textOf(messages: readonly Message[]): string {
  return messages.flatMap(({ content }) => content.choice?.title || content.text || []).join("\n");
}

async function unhandledMessages(
  tx: StoreReader,
  conversation: Conversation,
  subject: JobSubject | undefined,
): Promise<readonly Message[]> {
  const missing = conversation.lastSequence - conversation.handledSequence;
  if (missing <= 0) return [];
  if (missing === 1 && subject !== undefined) return [subject.message];
  // Backwards from the latest to the last one handled: more may have come in since the conversation was read.
  const recent: Message[] = [];
  const { id: conversationId, handledSequence } = conversation;
  for (let last: Message | undefined; last === undefined || last.sequence > handledSequence + 1; last = recent.at(-1)) {
    const page = { limit: missing, descending: true, after: last };
    const found = await tx.find("message", "ofConversation", { conversationId }, page);
    if (found.length === 0) break;
    recent.push(...found);
  }
  return (
    recent
      // What came in has a sender, unless it was emptied when its customer was erased.
      .filter(({ sender, sequence }) => sender !== null && sequence > conversation.handledSequence)
      .reverse()
      .slice(0, messagesPerTurn)
  );
}
