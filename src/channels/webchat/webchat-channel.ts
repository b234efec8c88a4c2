import * as z from "zod/mini";
import { ChannelError } from "../../errors.ts";
import type { ChannelAdapter, ChannelCapabilities, ChannelContext } from "../../ports/channel-adapter.ts";
import { channelOptions, matching } from "../webhook/channel-options.ts";
import type { AttachmentStore, Attachments } from "./attachments.ts";
import { type FileType, fileTypes } from "./file-kinds.ts";

/** Options of a web chat. */
export interface WebchatChannelOptions {
  /** Default "webchat". Conversations are kept under it: never change it. */
  readonly id?: string | undefined;
  /** Visitors may send files. Default: they may not. */
  readonly attachments?: WebchatAttachmentOptions | undefined;
}

/** Which files are taken, and where they are kept. */
export interface WebchatAttachmentOptions {
  readonly store: AttachmentStore;
  /** Largest file, in bytes. Default: 5,000,000. */
  readonly maxBytes?: number | undefined;
  /** Default: JPEG, PNG, GIF, WebP and PDF. */
  readonly types?: readonly FileType[] | undefined;
}

/** The channel of a web chat: `webchatHandler` answers its visitors' browsers. */
export interface WebchatChannel extends ChannelAdapter {
  readonly kind: "webchat";
  /** What it was started with; `null` before, and after it stopped. */
  readonly context: ChannelContext | null;
  /** `null`: no files are taken. */
  readonly attachments: Attachments | null;
}

const isStore = (given: unknown): given is AttachmentStore =>
  typeof given === "object" && given !== null && "put" in given && "get" in given;

const optionsSchema = z.strictObject({
  id: z._default(matching(/^[\w.-]{1,64}$/, "expected 1 to 64 letters, digits, dots and dashes"), "webchat"),
  attachments: z.optional(
    z.strictObject({
      store: z.custom<AttachmentStore>(isStore, "expected an AttachmentStore, with put and get"),
      maxBytes: z._default(z.int().check(z.minimum(1)), 5_000_000),
      types: z._default(z.array(z.enum(fileTypes)).check(z.minLength(1)), [
        "image/jpeg",
        "image/png",
        "image/gif",
        "image/webp",
        "application/pdf",
      ]),
    }),
  ),
});

/** A message of the web is as long as the desk's own may be, nearly; what is longer goes in several. */
const longestText = 16_000;

const capabilities: ChannelCapabilities = {
  text: { max: longestText, unit: "utf16" },
  options: { max: 30, titleLength: 200 },
  media: { kinds: ["image", "video", "audio", "document", "sticker"], captionLength: longestText },
  templates: false,
  idempotent: true,
};

/**
 * A web chat as a channel. What is stored is what the page reads, so nothing is sent: a message is there as soon as the desk
 * has it. Its visitors come through `webchatHandler`. Refuses wrong options with `options.invalid`.
 */
export function webchatChannel(options: WebchatChannelOptions = {}): WebchatChannel {
  const { id, attachments = null } = channelOptions("web chat", optionsSchema, options);
  let context: ChannelContext | null = null;
  return {
    id,
    kind: "webchat",
    capabilities,
    attachments,
    get context() {
      return context;
    },
    async start(given) {
      context = given;
    },
    async signal({ address, typing, by = { kind: "bot" } }) {
      if (typing) context?.tellTyping?.(address, by);
    },
    async send({ idempotencyKey }, { signal }) {
      if (context === null) throw new ChannelError("transient", `Channel "${id}" is not started.`);
      if (signal.aborted) throw new ChannelError("transient", `Channel "${id}" was given no time to send.`);
      return { externalId: idempotencyKey };
    },
    async openMedia(media) {
      const file = (await attachments?.store.get(media.id)) ?? null;
      if (file === null) throw new ChannelError("invalid", `Channel "${id}" has no file ${media.id}.`);
      const { body } = new Response(new Uint8Array(file.bytes));
      if (body === null) throw new ChannelError("invalid", `The file ${media.id} is empty.`);
      return { body, mimeType: file.mimeType, size: file.bytes.length };
    },
    async stop() {
      context = null;
    },
  };
}

/** Whether it is one that {@link webchatChannel} made. */
export function isWebchatChannel(channel: ChannelAdapter | undefined): channel is WebchatChannel {
  return channel?.kind === "webchat" && "attachments" in channel && "context" in channel;
}
