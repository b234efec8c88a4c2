import { type Attachments, keepAttachment } from "../../channels/webchat/attachments.ts";
import { readBody } from "../../channels/webhook/read-body.ts";
import { ChannelError, isCode } from "../../errors.ts";
import type { OpenedMedia } from "../../ports/channel-adapter.ts";
import { sortableIds } from "../../system/sortable-ids.ts";
import { refusedRequest } from "../refusal.ts";
import type { Chat } from "./chat.ts";
import type { AttachmentStored } from "./protocol.ts";
import type { Visitor } from "./session-token.ts";

/** `POST /attachments`: the body is the file. Refuses with 404 where no files are taken, 413, and 415 by its bytes. */
export async function storeAttachment(chat: Chat, visitor: Visitor, request: Request): Promise<Response> {
  chat.limits.uploads.take(visitor.address);
  const attachments = attachmentsOf(chat);
  const bytes = await readBody(request, attachments.maxBytes);
  if (bytes === "too_long") {
    throw refusedRequest(413, "too_long", `A file has at most ${attachments.maxBytes} bytes.`);
  }
  if (bytes === "broken_off") throw refusedRequest(400, "not_understood", "The file ended early.");
  const upload = { visitor: visitor.digest, bytes, name: fileNameIn(request) };
  try {
    const id = await keepAttachment(attachments, upload, sortableIds(chat.desk.clock, chat.random));
    return Response.json({ id } satisfies AttachmentStored, { status: 201 });
  } catch (error) {
    if (isCode(error, "message.invalid")) throw refusedRequest(415, "file_type", error.message);
    throw error;
  }
}

/** `GET /attachments/<sequence>/<index>`: of a message of the visitor's own conversation, to be saved and never shown. */
export async function sendAttachment(
  chat: Chat,
  visitor: Visitor,
  _request: Request,
  segments: Readonly<Record<string, string>>,
): Promise<Response> {
  chat.limits.looks.take(visitor.address);
  const [sequence, index] = [numberIn(segments.sequence), numberIn(segments.index)];
  const conversation = await chat.conversationOf(visitor);
  if (conversation === null) throw noFile();
  const { conversations } = chat.service;
  const [message] = await conversations.messages(conversation.id, { after: sequence - 1, limit: 1 });
  const media = message?.sequence === sequence && message.direction === "inbound" ? message.content.media : [];
  const file = media?.[index];
  if (message === undefined || file === undefined) throw noFile();
  const { body, mimeType, size } = await opened(conversations.openMedia(message.id, { index }));
  return new Response(body, {
    headers: {
      "content-type": mimeType ?? "application/octet-stream",
      ...(size !== null && { "content-length": `${size}` }),
      "content-disposition": `attachment; filename*=UTF-8''${encoded(file.fileName ?? "file")}`,
      "x-content-type-options": "nosniff",
      "content-security-policy": "sandbox; default-src 'none'",
      "cross-origin-resource-policy": "cross-origin",
      "cache-control": "private, no-store",
    },
  });
}

/** A file that its store has not any more is as good as none. */
async function opened(opening: Promise<OpenedMedia>): Promise<OpenedMedia> {
  try {
    return await opening;
  } catch (error) {
    if (error instanceof ChannelError && error.kind === "invalid") throw noFile();
    throw error;
  }
}

function attachmentsOf({ channel }: Chat): Attachments {
  if (channel.attachments === null) throw refusedRequest(404, "not_found", "No files are taken here.");
  return channel.attachments;
}

function fileNameIn({ headers }: Request): string | null {
  try {
    return decodeURIComponent(headers.get("x-file-name") ?? "");
  } catch {
    return null;
  }
}

/** As RFC 8187 has it: of what `encodeURIComponent` leaves, these are no part of a value. */
function encoded(name: string): string {
  return encodeURIComponent(name).replace(/['()*]/g, (character) => `%${character.charCodeAt(0).toString(16)}`);
}

function numberIn(text: string | undefined): number {
  if (text !== undefined && /^\d{1,9}$/.test(text)) return Number(text);
  throw noFile();
}

function noFile(): Error {
  return refusedRequest(404, "not_found", "There is no such file.");
}
