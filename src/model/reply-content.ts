import * as z from "zod/mini";
import { CustomerServiceError } from "../errors.ts";
import { checked, text } from "./check.ts";
import type { MediaReference, MessageContent, MessageOption } from "./message.ts";
import { maxTextLength } from "./text.ts";

const webAddressOrId = text(1, 2_048);
const file = z.strictObject({
  kind: z.enum(["image", "video", "audio", "document", "sticker"]),
  id: webAddressOrId,
  mimeType: z.optional(text(1, 1_000)),
  fileName: z.optional(text(1, 1_000)),
});
const option = z.strictObject({ id: text(1, 512), title: text(1, 1_000) });

const replyContent = z
  .object({
    text: z._default(text(0, maxTextLength), ""),
    media: z.optional(z.array(file).check(z.minLength(1), z.maxLength(20))),
    options: z.optional(z.array(option).check(z.minLength(1), z.maxLength(100))),
  })
  .check(
    z.refine(
      ({ text, media }) => text.trim() !== "" || media !== undefined,
      "expected a text that is not all space, or a file",
    ),
    z.refine(({ text, options }) => options === undefined || text.trim() !== "", "expected a text above options"),
  );

/** What somebody of the desk says. */
export interface ReplyContent {
  readonly text?: string | undefined;
  /** Files, sent before the text: each with an https address that the channel can fetch, or an id the channel gave. */
  readonly media?: readonly MediaReference[] | undefined;
  /** What the customer may choose; buttons, a list or numbered lines, as the channel can. */
  readonly options?: readonly MessageOption[] | undefined;
}

/** The checked content; refuses with `message.invalid`. */
export function parseReplyContent({ text, media, options }: ReplyContent): MessageContent {
  return checked(replyContent, { text, media, options }, (where, rule) => {
    return new CustomerServiceError("message.invalid", `Reply refused: ${where || "the message"}: ${rule}.`);
  });
}
