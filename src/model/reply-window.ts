import type { Conversation } from "./conversation.ts";

const hourMs = 3_600_000;

/** Until when the customer may be written to without a template; `null`: always. */
export function replyWindowEnd(
  { lastInboundAt, createdAt }: Pick<Conversation, "lastInboundAt" | "createdAt">,
  replyWindowHours: number | undefined,
): Date | null {
  if (replyWindowHours === undefined) return null;
  return new Date((lastInboundAt ?? createdAt).getTime() + replyWindowHours * hourMs);
}
