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
 * The customer may not be done: the last message is younger than the pause that would end a burst. Its own turn, due
 * then, reads all of it. Who never pauses is not kept waiting for ever, and for a human nothing is held back.
 */
export function isStillWriting(
  { state }: Conversation,
  messages: readonly Message[],
  gatherSeconds: number,
  now: Date,
): boolean {
  const [first, last] = [messages[0], messages.at(-1)];
  if (first === undefined || last === undefined || state === "human" || state === "queued") return false;
  const seconds = secondsToGather(last, gatherSeconds);
  if (seconds === 0) return false;
  const age = (message: Message) => now.getTime() - message.createdAt.getTime();
  return age(last) < seconds * 1_000 && age(first) < longestBurst * seconds * 1_000;
}
