import type * as z from "zod/mini";
import type { InboundEventInput } from "../../model/inbound.ts";
import { addressOf, contentOf, senderOf, textOf, writerOf } from "./read-message.ts";
import {
  callbackQuerySchema,
  memberSchema,
  messageSchema,
  reactionSchema,
  type TelegramMessage,
  type TelegramUpdate,
} from "./telegram-update.ts";

type WithoutId<E> = E extends unknown ? Omit<E, "eventId"> : never;
type Fact = WithoutId<InboundEventInput>;

/**
 * What the desk is told of an update: one event for each thing in it, which is one thing as long as Telegram keeps its
 * word. What is no message, press or change of one becomes a notice; nothing is lost.
 */
export function eventsOf(update: TelegramUpdate): readonly InboundEventInput[] {
  const { update_id, ...things } = update;
  return Object.entries(things).map(([name, thing], index) => {
    const eventId = index === 0 ? `update:${update_id}` : `update:${update_id}:${index}`;
    return { ...(factOf(name, thing) ?? noticeOf(name, thing)), eventId };
  });
}

/** What kefu understands of it; `null` when it does not. */
function factOf(name: string, thing: unknown): Fact | null {
  switch (name) {
    case "message":
      return read(messageSchema, thing, messageFact);
    case "edited_message":
      return read(messageSchema, thing, editFact);
    case "callback_query":
      return read(callbackQuerySchema, thing, pressFact);
    case "message_reaction":
      return read(reactionSchema, thing, reactionFact);
    case "my_chat_member":
      return read(memberSchema, thing, reachabilityFact);
    default:
      return null;
  }
}

function read<S extends z.ZodMiniType>(
  schema: S,
  thing: unknown,
  factIn: (thing: z.output<S>) => Fact | null,
): Fact | null {
  const parsed = schema.safeParse(thing);
  return parsed.success ? factIn(parsed.data) : null;
}

function noticeOf(name: string, thing: unknown): Fact {
  return { type: "notice", name: name.slice(0, 200) || "update", data: thing as z.core.util.JSONType };
}

function messageFact(message: TelegramMessage): Fact | null {
  const { chat, migrate_to_chat_id: to, migrate_from_chat_id: from } = message;
  // Both chats are told of it, in any order.
  if (to !== undefined) return { type: "move", address: `${chat.id}`, to: `${to}` };
  if (from !== undefined) return { type: "move", address: `${from}`, to: `${chat.id}` };
  const writer = writerOf(message);
  const content = contentOf(message);
  if (writer === null || content === null) return null;
  return { type: "message", address: addressOf(message), from: writer, ...content };
}

function editFact(message: TelegramMessage): Fact | null {
  if (message.message_id === undefined || writerOf(message) === null) return null;
  return { type: "edit", address: addressOf(message), messageId: `${message.message_id}`, text: textOf(message) };
}

/** A press on an inline message, or on one too old, comes without the message: the person's own chat is all there is. */
function pressFact({ from, message, data }: z.output<typeof callbackQuerySchema>): Fact | null {
  if (data === undefined || from.is_bot) return null;
  const buttons = message?.reply_markup?.inline_keyboard.flat() ?? [];
  const title = buttons.find((button) => button.callback_data === data)?.text;
  return {
    type: "message",
    address: message === undefined ? `${from.id}` : addressOf(message),
    from: senderOf(from),
    choice: { id: data, ...(title && { title }) },
    ...(message?.message_id && { replyTo: `${message.message_id}` }),
  };
}

/** An emoji of somebody's own has no text: `custom_emoji` stands for it, as Telegram names it. */
function reactionFact({ chat, message_id, new_reaction }: z.output<typeof reactionSchema>): Fact {
  const reaction = new_reaction.at(-1);
  const emoji = reaction === undefined ? null : (reaction.emoji || reaction.type).slice(0, 64) || null;
  return { type: "reaction", address: `${chat.id}`, messageId: `${message_id}`, emoji };
}

/** In a private chat, the customer alone decides whether the bot is there. */
function reachabilityFact({ chat, new_chat_member: { status } }: z.output<typeof memberSchema>): Fact | null {
  if (chat.type !== "private" || !(status === "member" || status === "kicked")) return null;
  return { type: "reachability", address: `${chat.id}`, reachable: status === "member" };
}
