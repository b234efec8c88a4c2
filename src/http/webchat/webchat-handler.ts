import { isWebchatChannel } from "../../channels/webchat/webchat-channel.ts";
import type { CustomerService } from "../../customer-service.ts";
import { CustomerServiceError } from "../../errors.ts";
import { silentLogger } from "../../ports/logger.ts";
import type { WebHandler } from "../handler.ts";
import { refusalResponse } from "../refusal.ts";
import { type Route, Routes } from "../routes.ts";
import { answerEvents } from "./answer-events.ts";
import { answerRating } from "./answer-rating.ts";
import { answerTyping } from "./answer-typing.ts";
import { sendAttachment, storeAttachment } from "./attachment-routes.ts";
import { Chat } from "./chat.ts";
import { openSession } from "./open-session.ts";
import { corsHeaders, preflight } from "./origin-rules.ts";
import { answerReadUpTo } from "./read-up-to.ts";
import { answerMessage } from "./send-message.ts";
import type { Visitor } from "./session-token.ts";
import { answerSnapshot } from "./snapshot.ts";
import { parseWebchatOptions, type WebchatHandlerOptions } from "./webchat-options.ts";
import { sendWidget } from "./widget-route.ts";

/**
 * Answers the browsers of a web chat's visitors, and sends them the widget: `<script src="/chat/widget.js" defer></script>`
 * on a page is the whole chat. Mount it at `basePath`. The desk has a channel made by `webchatChannel`; until the desk is
 * started, and after it stopped, 503 is answered. Refuses wrong options with `options.invalid`.
 */
export function webchatHandler(service: CustomerService, options: WebchatHandlerOptions): WebHandler {
  const given = parseWebchatOptions(options);
  const channel = service.channels.get(given.channelId);
  if (!isWebchatChannel(channel)) {
    const sentence = `Options of the web chat refused: channelId: the desk has no webchatChannel "${given.channelId}".`;
    throw new CustomerServiceError("options.invalid", sentence, { details: { option: "channelId" } });
  }
  const chat = new Chat(service, channel, given);
  const table = new Routes(given.basePath, routes);
  return async (request) => {
    let headers: Readonly<Record<string, string>> = {};
    try {
      headers = isForEverybody(request) ? {} : corsHeaders(request, given);
      const asked = request.method === "OPTIONS" ? preflight(headers) : await table.answer(request, { chat, request });
      return withHeaders(asked, headers);
    } catch (error) {
      return withHeaders(refusalResponse(error, channel.context?.logger ?? silentLogger), headers);
    }
  };
}

/** What a route is given. */
interface Asked {
  readonly chat: Chat;
  readonly request: Request;
}

const routes: readonly Route<Asked>[] = [
  { method: "GET", path: "/widget.js", answer: ({ request }) => sendWidget(request) },
  { method: "POST", path: "/session", answer: ({ chat, request }) => openSession(chat, request) },
  { method: "GET", path: "/conversation", answer: forVisitor(answerSnapshot) },
  { method: "GET", path: "/events", answer: forVisitor(answerEvents) },
  { method: "POST", path: "/messages", answer: forVisitor(answerMessage) },
  { method: "POST", path: "/typing", answer: forVisitor(answerTyping) },
  { method: "POST", path: "/read", answer: forVisitor(answerReadUpTo) },
  { method: "POST", path: "/rating", answer: forVisitor(answerRating) },
  { method: "POST", path: "/attachments", answer: forVisitor(storeAttachment) },
  { method: "GET", path: "/attachments/:sequence/:index", answer: forVisitor(sendAttachment) },
];

type VisitorAnswer = (
  chat: Chat,
  visitor: Visitor,
  request: Request,
  segments: Readonly<Record<string, string>>,
) => Promise<Response>;

/** Only for who has a session. */
function forVisitor(answer: VisitorAnswer): Route<Asked>["answer"] {
  return async ({ chat, request }, segments) => answer(chat, await chat.visitorOf(request), request, segments);
}

/** The widget itself has nothing of anybody's. */
function isForEverybody({ url, method }: Request): boolean {
  return method !== "OPTIONS" && method !== "POST" && new URL(url).pathname.endsWith("/widget.js");
}

function withHeaders(response: Response, headers: Readonly<Record<string, string>>): Response {
  for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
  return response;
}
