import * as z from "zod/mini";
import { type InboundEventInput, maxIdLength } from "../../model/inbound.ts";
import { digestOf } from "../webhook/digest.ts";
import { mediaOf } from "./chat-sdk-media.ts";

const author = z.object({
  userId: z.string().check(z.minLength(1)),
  userName: z.catch(z.optional(z.string()), undefined),
  fullName: z.catch(z.optional(z.string()), undefined),
  isBot: z.catch(z.union([z.boolean(), z.string()]), false),
  isMe: z.catch(z.boolean(), false),
  isSystem: z.catch(z.optional(z.boolean()), undefined),
});
const message = z.object({
  id: z.string().check(z.minLength(1)),
  text: z.catch(z.string(), ""),
  author,
  metadata: z.catch(z.object({ edited: z.catch(z.boolean(), false) }), { edited: false }),
  attachments: z.catch(z.array(z.unknown()), []),
  raw: z.unknown(),
});
const action = z.object({
  actionId: z.string(),
  messageId: z.string(),
  threadId: z.string().check(z.minLength(1)),
  user: author,
  raw: z.unknown(),
});
const reaction = z.object({
  added: z.boolean(),
  messageId: z.string(),
  threadId: z.string().check(z.minLength(1)),
  rawEmoji: z.string(),
  user: author,
  raw: z.unknown(),
});
const command = z.object({
  command: z.string(),
  text: z.string(),
  channelId: z.string().check(z.minLength(1)),
  user: author,
  raw: z.unknown(),
});
const deletion = z.object({ messageId: z.string(), threadId: z.string().check(z.minLength(1)), raw: z.unknown() });

type Events = readonly InboundEventInput[];

/** A message; what bots and we ourselves wrote is nothing for the desk. Some adapters tell an edit as a message, too. */
export async function messageEvents(address: string, input: unknown): Promise<Events> {
  const { id, text, author, attachments, metadata, raw } = message.parse(input);
  if (isOurs(author)) return [];
  if (metadata.edited) {
    const eventId = await digestId("edit", [address, id, text, raw]);
    return [{ type: "edit", eventId, address, messageId: id, text }];
  }
  const media = attachments.flatMap(mediaOf);
  const { length } = attachments;
  const unsupported = media.length === length ? {} : { unsupported: "attachment" };
  const eventId = await messageEventId(address, id);
  return [{ type: "message", eventId, address, messageId: id, from: senderOf(author), text, media, ...unsupported }];
}

/** A message that its author changed. */
export function editEvents(address: string, input: unknown): Promise<Events> {
  const changed = message.parse(input);
  return messageEvents(address, { ...changed, metadata: { edited: true } });
}

/** A press of a button. */
export async function choiceEvents(addressOf: (threadId: string) => string, input: unknown): Promise<Events> {
  const { actionId, messageId, threadId, user, raw } = action.parse(input);
  const eventId = await digestId("choice", [threadId, messageId, actionId, raw]);
  const from = senderOf(user);
  return [{ type: "message", eventId, address: addressOf(threadId), from, text: "", choice: { id: actionId } }];
}

/** An emoji that was put on a message, or taken off. */
export async function reactionEvents(addressOf: (threadId: string) => string, input: unknown): Promise<Events> {
  const { added, messageId, threadId, rawEmoji, user, raw } = reaction.parse(input);
  if (isOurs(user)) return [];
  const eventId = await digestId("reaction", [threadId, messageId, user.userId, rawEmoji, added, raw]);
  const emoji = added ? rawEmoji.slice(0, 64) : null;
  return [{ type: "reaction", eventId, address: addressOf(threadId), messageId, emoji }];
}

/** A slash command, as the text that it is. */
export async function commandEvents(addressOf: (threadId: string) => string, input: unknown): Promise<Events> {
  const { command: name, text, channelId, user, raw } = command.parse(input);
  const eventId = await digestId("command", [channelId, name, text, user.userId, raw]);
  const said = `${name} ${text}`.trim();
  return [{ type: "message", eventId, address: addressOf(channelId), from: senderOf(user), text: said }];
}

/** A message that was taken back. */
export async function deletionEvents(addressOf: (threadId: string) => string, input: unknown): Promise<Events> {
  const { messageId, threadId, raw } = deletion.parse(input);
  const eventId = await digestId("deletion", [threadId, messageId, raw]);
  return [{ type: "deletion", eventId, address: addressOf(threadId), messageId }];
}

function isOurs({ isMe, isBot, isSystem }: z.infer<typeof author>): boolean {
  return isMe || isBot === true || isSystem === true;
}

function senderOf({ userId, userName, fullName }: z.infer<typeof author>) {
  const name = fullName || userName;
  return { ids: [userId], ...(name === undefined ? {} : { name }), verified: true };
}

/** Thread and message by their names, as long as the desk takes ids of that length. */
async function messageEventId(address: string, id: string): Promise<string> {
  const named = `message:${address}:${id}`;
  return named.length <= maxIdLength ? named : `message:${await digestOf(named)}`;
}

/** For events without an id of their own: what is delivered again is the same to the last byte of the raw event. */
async function digestId(kind: string, content: readonly [...unknown[], raw: unknown]): Promise<string> {
  return `${kind}:${await digestOf(writtenOut(content))}`;
}

/** Raw events are JSON from the wire, but not with every adapter: some hold big numbers, or lead back to themselves. */
function writtenOut(content: readonly [...unknown[], raw: unknown]): string {
  const met = new Set<unknown>();
  const write = (_key: string, value: unknown): unknown => {
    if (typeof value === "bigint") return `${value}`;
    if (typeof value !== "object" || value === null) return value;
    if (met.has(value)) return "met before";
    met.add(value);
    return value;
  };
  try {
    return JSON.stringify(content, write);
  } catch {
    // It is nested without end, or refuses to be read.
    return JSON.stringify(content.slice(0, -1));
  }
}
