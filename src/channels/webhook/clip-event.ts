import type { InboundEventInput } from "../../model/inbound.ts";
import { maxIdLength, maxNoticeLength, maxNoticeNameLength } from "../../model/inbound.ts";
import { firstCharacters, maxTextLength } from "../../model/text.ts";

const longestName = 1_000;
const mostFiles = 20;

/**
 * The event with its texts cut to what the desk takes: better a message whose end is missing than none. Ids of
 * events, messages and people are left as they are.
 */
export function clipEvent(event: InboundEventInput): InboundEventInput {
  switch (event.type) {
    case "message":
      return {
        ...event,
        text: clipped(event.text, maxTextLength),
        from: clippedSender(event.from),
        ...clippedParts(event),
      };
    case "edit":
      return { ...event, text: cut(event.text, maxTextLength) };
    case "delivery":
      return { ...event, reason: clipped(event.reason, longestName) };
    case "move":
      return { ...event, from: event.from && clippedSender(event.from) };
    case "notice":
      return { ...event, name: cut(event.name, maxNoticeNameLength), data: fits(event.data) ? event.data : null };
    case "deletion":
    case "reaction":
    case "reachability":
      return event;
    default:
      return event satisfies never;
  }
}

/** Deeper than anything a channel tells: what is nested without end breaks those who look into it. */
const deepest = 100;

function fits(data: unknown): boolean {
  return !isDeeperThan(deepest, data) && JSON.stringify(data).length <= maxNoticeLength;
}

function isDeeperThan(levels: number, data: unknown): boolean {
  if (typeof data !== "object" || data === null) return false;
  return levels === 0 || Object.values(data).some((part) => isDeeperThan(levels - 1, part));
}

type MessageEvent = Extract<InboundEventInput, { type: "message" }>;

/** What has an id that the desk does not take is left out, and the rest stays. */
function clippedParts({ choice, media, unsupported, replyTo, albumId }: MessageEvent): Partial<MessageEvent> {
  const files = media?.filter((file) => hasRoom(file.id)).slice(0, mostFiles);
  const isWhole = files?.length === media?.length;
  return {
    choice: choice && hasRoom(choice.id) ? { ...choice, title: clipped(choice.title, longestName) } : undefined,
    media: files?.map(({ mimeType, fileName, ...file }) => {
      return { ...file, mimeType: clipped(mimeType, longestName), fileName: clipped(fileName, longestName) };
    }),
    unsupported: clipped(unsupported ?? (isWhole ? undefined : media?.[0]?.kind), longestName),
    ...(replyTo === undefined || hasRoom(replyTo) ? {} : { replyTo: undefined }),
    ...(albumId === undefined || hasRoom(albumId) ? {} : { albumId: undefined }),
  };
}

function hasRoom(id: string): boolean {
  return id.length <= maxIdLength;
}

function clippedSender(sender: MessageEvent["from"]): MessageEvent["from"] {
  return { ...sender, name: clipped(sender.name, longestName) };
}

function clipped(text: string | undefined, length: number): string | undefined {
  return text === undefined ? undefined : cut(text, length);
}

/** Never in the middle of a character, however many units it has. */
function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  const whole = firstCharacters(text.slice(0, length), length);
  return /[\uD800-\uDBFF]$/.test(whole) ? whole.slice(0, -1) : whole;
}
