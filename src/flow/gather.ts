import type { Conversation } from "../model/conversation.ts";
import type { Message } from "../model/message.ts";

/** Pictures of one album come one by one, in no time. */
const albumSeconds = 1;

/** How long the bot waits after this message for more that belongs to it. */
export function secondsToGather({ content }: Message, gatherSeconds: number): number {
  return content.albumId === undefined ? gatherSeconds : Math.max(gatherSeconds, albumSeconds);
}

/** So many times the pause that ends a burst, the bot waits for its end. */
const longestBurst = 4;

/**
 * The customer may not be done: the last message is younger than the pause that would end a burst. Tells how long to
 * wait for the rest, 0 for not at all. Who never pauses is not kept waiting for ever, and for a human nothing is held back.
 */
export function msStillWriting(
  { state }: Conversation,
  messages: readonly Message[],
  gatherSeconds: number,
  now: Date,
): number {
  const [first, last] = [messages[0], messages.at(-1)];
  if (first === undefined || last === undefined || state === "human" || state === "queued") return 0;
  const pauseMs = secondsToGather(last, gatherSeconds) * 1_000;
  const endOfPause = last.createdAt.getTime() + pauseMs;
  const endOfBurst = first.createdAt.getTime() + longestBurst * pauseMs;
  return Math.max(Math.min(endOfPause, endOfBurst) - now.getTime(), 0);
}
