import { perform, system } from "../acts/act.ts";
import type { ServiceContext } from "../context.ts";
import type { Conversation } from "../model/conversation.ts";
import type { Message } from "../model/message.ts";
import type { StoredThing } from "../ports/store-maintenance.ts";
import { casesOf, type Person } from "./person.ts";
import { pages, type Reading } from "./reading.ts";
import { markOf } from "./traces.ts";

/**
 * Empties what a person wrote in conversations with others, and resolves with how many messages that were. They keep
 * their numbers, so that the order of the others has no gap. Their marks go first: nothing leads to them afterwards.
 */
export async function emptyMessages(
  service: ServiceContext,
  read: Reading,
  person: Person,
  remove: (marks: readonly StoredThing[]) => Promise<void>,
): Promise<number> {
  const { surveys } = await casesOf(read, person.customerId, []);
  const surveyIds = new Set(surveys.map(({ id }) => id));
  let count = 0;
  for (const group of person.groups) {
    for await (const page of pages(read, "message", "ofConversation", { conversationId: group.id })) {
      const theirs = page.filter(person.wrote);
      await remove(theirs.flatMap(markOf));
      await empty(service, group, theirs);
      count += theirs.length;
    }
    await forget(service, group, person, surveyIds);
  }
  return count;
}

async function empty(service: ServiceContext, group: Conversation, messages: readonly Message[]): Promise<void> {
  if (messages.length === 0) return;
  await perform(service, system, async (act) => {
    await act.tx.get("conversation", group.id, { lock: true });
    for (const { id } of messages) {
      const message = await act.tx.get("message", id, { lock: true });
      if (message === null) continue;
      const nothing = { sender: null, content: { text: "" }, externalId: null, eventId: null, ticketId: null };
      const unchanged = { editedAt: null, deletedAt: null, reaction: null };
      await act.tx.put("message", { ...message, ...nothing, ...unchanged });
    }
  });
}

/** The group is nobody's until the next one writes. A turn that has read the person's messages already is stale. */
async function forget(
  service: ServiceContext,
  group: Conversation,
  { customerId }: Person,
  surveyIds: ReadonlySet<string>,
): Promise<void> {
  await perform(service, system, async (act) => {
    const conversation = await act.tx.get("conversation", group.id, { lock: true });
    if (conversation === null) return;
    const { surveyId, ownerRevision } = conversation;
    await act.tx.put("conversation", {
      ...conversation,
      customerId: conversation.customerId === customerId ? null : conversation.customerId,
      surveyId: surveyId !== null && surveyIds.has(surveyId) ? null : surveyId,
      ownerRevision: ownerRevision + 1,
    });
  });
}
