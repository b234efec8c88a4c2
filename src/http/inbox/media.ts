import { ChannelError, CustomerServiceError } from "../../errors.ts";
import type { Message } from "../../model/message.ts";
import type { OpenedMedia } from "../../ports/channel-adapter.ts";
import { refusedRequest } from "../refusal.ts";
import type { Visit } from "./inbox-route.ts";

/** A file of a message in a conversation that the person sees. Whatever it is, it is saved, and never run or shown as a page. */
export async function mediaResponse(
  { inbox, request, person }: Visit,
  messageId: string,
  place: string,
): Promise<Response> {
  const { service, sight } = inbox;
  const message = await service.conversations.message(messageId);
  if (!(await sight.seesConversation(person, message.conversationId))) throw noMessage(messageId);
  const index = /^\d{1,3}$/.test(place) ? Number(place) : -1;
  const { body, mimeType, size } = await opened(inbox.service, messageId, index, request.signal);
  return new Response(body, {
    headers: {
      "content-type": soundType(mimeType),
      "content-disposition": disposition(message, index),
      ...(size === null ? {} : { "content-length": `${size}` }),
      "x-content-type-options": "nosniff",
      "content-security-policy": "default-src 'none'; sandbox",
      "cross-origin-resource-policy": "same-origin",
      "cache-control": "private, no-store",
    },
  });
}

async function opened(
  { conversations }: Visit["inbox"]["service"],
  messageId: string,
  index: number,
  signal: AbortSignal,
): Promise<OpenedMedia> {
  try {
    return await conversations.openMedia(messageId, { index, signal });
  } catch (error) {
    if (!(error instanceof ChannelError)) throw error;
    const isGone = error.kind === "invalid" || error.kind === "blocked";
    if (isGone) throw refusedRequest(404, "file_gone", "The channel does not have this file any more.");
    throw refusedRequest(502, "channel", "The channel does not give the file now.");
  }
}

function noMessage(messageId: string): CustomerServiceError {
  return new CustomerServiceError("message.not_found", `There is no message ${messageId}.`, { details: { messageId } });
}

function soundType(mimeType: string | null): string {
  return mimeType !== null && /^[a-z0-9.+-]+\/[a-z0-9.+-]+$/i.test(mimeType) ? mimeType : "application/octet-stream";
}

/** The name as RFC 6266 has it, in a way that every script survives. */
function disposition({ content }: Message, index: number): string {
  const name = content.media?.[index]?.fileName;
  if (name === undefined) return "attachment";
  const encoded = encodeURIComponent(name).replace(/['()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16)}`);
  return `attachment; filename*=UTF-8''${encoded}`;
}
