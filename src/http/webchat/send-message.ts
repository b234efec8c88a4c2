import * as z from "zod/mini";
import { attachedMedia } from "../../channels/webchat/attachments.ts";
import { text } from "../../model/check.ts";
import type { InboundEventInput } from "../../model/inbound.ts";
import type { MediaReference } from "../../model/message.ts";
import { maxTextLength } from "../../model/text.ts";
import { readJson } from "../read-json.ts";
import { refusedRequest } from "../refusal.ts";
import type { Chat } from "./chat.ts";
import { eventIdOf } from "./chat-message.ts";
import type { MessageStored, SendMessage } from "./protocol.ts";
import type { Visitor } from "./session-token.ts";

type Said = Pick<Extract<InboundEventInput, { type: "message" }>, "text" | "choice" | "media">;

const mostFiles = 10;

const sendMessage = z.object({
  clientId: z.string().check(z.regex(/^[A-Za-z0-9-]{8,64}$/, "expected 8 to 64 letters, digits and dashes")),
  // How long it may be is an option of the handler's.
  text: z.optional(text(0, maxTextLength)),
  choice: z.optional(z.object({ id: text(1, 512), title: z.optional(text(0, 1_000)) })),
  attachments: z.optional(z.array(z.string().check(z.maxLength(200))).check(z.maxLength(mostFiles))),
}) satisfies z.ZodMiniType<SendMessage>;

/** `POST /messages`. Answers when the message is stored for good, and not before. */
export async function answerMessage(chat: Chat, visitor: Visitor, request: Request): Promise<Response> {
  chat.limits.messages.take(visitor.address);
  const { clientId, text: written = "", choice, attachments = [] } = await readJson(request, sendMessage);
  const { textLimit } = chat.options;
  if (written.length > textLimit) throw invalid(`text: expected at most ${textLimit} characters`);
  if (written.trim() === "" && choice === undefined && attachments.length === 0) {
    throw invalid("expected a text, a choice or a file");
  }
  await countConversation(chat, visitor, request);
  const media = await mediaOf(chat, visitor, attachments);
  const said = { text: written, choice, ...(media.length > 0 && { media }) };
  const stored: MessageStored["stored"] = await hear(chat, visitor, clientId, said);
  return Response.json({ stored } satisfies MessageStored, { status: 202 });
}

/** Gives what the visitor says to the desk; `name` is theirs for it: said twice under one, it is said once. */
export function hear({ desk }: Chat, visitor: Visitor, name: string, said: Said): Promise<"accepted" | "duplicate"> {
  const { address, user } = visitor;
  const keys = user === null ? [] : [{ kind: "user_id", value: user.id }, ...(user.keys ?? [])];
  const from = { ids: [address], verified: user !== null, keys, ...(user?.name && { name: user.name }) };
  return desk.receive({ type: "message", eventId: eventIdOf(visitor, name), address, from, ...said });
}

/** Nobody opens many conversations from one network by being many strangers. */
async function countConversation(chat: Chat, visitor: Visitor, request: Request): Promise<void> {
  const network = visitor.user === null ? chat.networkOf(request) : null;
  if (network === null || (await chat.conversationOf(visitor)) !== null) return;
  chat.limits.conversationsFrom.take(network);
}

async function mediaOf({ channel }: Chat, { digest }: Visitor, ids: readonly string[]): Promise<MediaReference[]> {
  const { attachments } = channel;
  if (ids.length === 0) return [];
  if (attachments === null) throw invalid("attachments: no files are taken");
  const media: MediaReference[] = [];
  // One after the other, each once: the store gives them whole.
  for (const id of new Set(ids)) media.push(await attachedMedia(attachments, id, digest));
  return media;
}

function invalid(rule: string): Error {
  return refusedRequest(422, "invalid", `The message: ${rule}.`);
}
