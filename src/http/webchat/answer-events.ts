import { cursorOf, serveFeed } from "../feed.ts";
import type { Chat } from "./chat.ts";
import { openChatFeed } from "./chat-feed.ts";
import type { Visitor } from "./session-token.ts";

/** `GET /events`. */
export async function answerEvents(chat: Chat, visitor: Visitor, request: Request): Promise<Response> {
  const { desk, limits, options, service, streams } = chat;
  limits.looks.take(visitor.address);
  const feed = await openChatFeed(chat, visitor, cursorOf(request));
  // From here to where it is counted, nothing is waited for.
  streams.refuseBeyond(visitor.address);
  const { heartbeatMs, longestMs } = options;
  const { lookAgainMs } = service.live;
  return serveFeed(request, feed, { clock: desk.clock, logger: desk.logger, heartbeatMs, longestMs, lookAgainMs });
}
