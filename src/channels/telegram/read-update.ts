import * as z from "zod/mini";
import type { InboundEventInput } from "../../model/inbound.ts";
import { part } from "../webhook/part.ts";
import { reader } from "../webhook/reader.ts";
import { addressOf, contentOf, messageSchema, partySchema, senderOf, writerOf } from "./read-message.ts";

/** An update (core.telegram.org/bots/api#update); all but its number stands under the name of its kind. */
export const updateSchema = z.looseObject({ update_id: z.int() });
export type TelegramUpdate = z.output<typeof updateSchema>;

type WithoutId<E> = E extends unknown ? Omit<E, "eventId"> : never;
type Fact = WithoutId<InboundEventInput>;

/**
 * What the desk is told of an update: one event for each thing in it, which is one thing as long as Telegram keeps its
 * word. What is no message, press or change of one becomes a notice; nothing is lost. Each bot counts its updates for itself.
 */
export function eventsOf(botId: string, { update_id, ...things }: TelegramUpdate): readonly InboundEventInput[] {
  const eventId = `update:${botId}:${update_id}`;
  return Object.entries(things).map(([name, thing], index) => {
    const notice: Fact = { type: "notice", name, data: thing as z.core.util.JSONType };
    const fact = facts.get(name)?.safeParse(thing).data ?? notice;
    return { ...fact, eventId: index === 0 ? eventId : `${eventId}:${index}` };
  });
}

const message = reader(messageSchema, (given): Fact | null => {
  const { chat, migrate_to_chat_id: to, migrate_from_chat_id: from } = given;
  // Both chats are told of it, in any order.
  if (to !== undefined) return { type: "move", address: `${chat.id}`, to: `${to}` };
  if (from !== undefined) return { type: "move", address: `${from}`, to: `${chat.id}` };
  const writer = writerOf(given);
  const content = contentOf(given);
  if (writer === null || content === null) return null;
  return { type: "message", address: addressOf(given), from: writer, ...content };
});

const edit = reader(messageSchema, (given): Fact | null => {
  const content = contentOf(given);
  if (writerOf(given) === null || content === null) return null;
  return { type: "edit", address: addressOf(given), messageId: content.messageId, text: content.text };
});

/** A press on a button (core.telegram.org/bots/api#callbackquery). */
export const pressSchema = z.looseObject({
  id: z.string(),
  from: partySchema,
  message: part(messageSchema),
  data: part(z.string().check(z.minLength(1))),
});

/** On an inline message, or on one too old, it comes without the message: the person's own chat is all there is. */
const press = reader(pressSchema, ({ from, message: pressed, data }): Fact | null => {
  if (data === undefined || from.is_bot) return null;
  const buttons = pressed?.reply_markup?.inline_keyboard.flat() ?? [];
  return {
    type: "message",
    address: pressed === undefined ? `${from.id}` : addressOf(pressed),
    from: senderOf(from),
    choice: { id: data, title: buttons.find((button) => button.callback_data === data)?.text },
    replyTo: pressed && `${pressed.message_id}`,
  };
});

const shortText = z.string().check(z.minLength(1), z.maxLength(64));

/** An emoji of somebody's own has no text: `custom_emoji` stands for it, as Telegram names it. */
const reaction = reader(
  z.looseObject({
    chat: partySchema,
    message_id: z.int(),
    new_reaction: z.array(z.looseObject({ type: shortText, emoji: part(shortText) })),
  }),
  ({ chat, message_id, new_reaction }): Fact => {
    const last = new_reaction.at(-1);
    return {
      type: "reaction",
      address: `${chat.id}`,
      messageId: `${message_id}`,
      emoji: last?.emoji ?? last?.type ?? null,
    };
  },
);

/** In a private chat, the customer alone decides whether the bot is there. */
const reachability = reader(
  z.looseObject({
    chat: z.looseObject({ id: z.int(), type: z.literal("private") }),
    new_chat_member: z.looseObject({ status: z.enum(["member", "kicked"]) }),
  }),
  ({ chat, new_chat_member: { status } }): Fact => {
    return { type: "reachability", address: `${chat.id}`, reachable: status === "member" };
  },
);

/** What kefu understands, by Telegram's names. */
const facts: ReadonlyMap<string, z.ZodMiniType<Fact | null>> = new Map<string, z.ZodMiniType<Fact | null>>([
  ["message", message],
  ["edited_message", edit],
  ["callback_query", press],
  ["message_reaction", reaction],
  ["my_chat_member", reachability],
]);

/** The names of what kefu understands. Reactions only come when they are asked for: core.telegram.org/bots/api#getupdates. */
export const understoodUpdates: readonly string[] = [...facts.keys()];
