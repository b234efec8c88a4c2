import type { MediaReference, MessageContent, MessageOption, MessageTemplate } from "../../model/message.ts";
import type { ChannelCapabilities, OutgoingMessage } from "../../ports/channel-adapter.ts";
import { recipientAt } from "./thread.ts";

/** A body for `POST /<number>/messages`, or a part of one. */
export type Payload = Readonly<Record<string, unknown>>;

const buttonLimits = { max: 3, titleLength: 20 };

/**
 * The limits of the Cloud API: .../whatsapp/messages/text-messages, /interactive-reply-buttons-messages,
 * /interactive-list-messages, .../whatsapp/throughput, of developers.facebook.com/documentation/business-messaging. Six
 * seconds between messages to one person, with 45 ahead, are what its error 131056 guards.
 */
export const whatsAppCapabilities: ChannelCapabilities = {
  text: { max: 4_096, unit: "utf16" },
  options: { ...buttonLimits, list: { max: 10, titleLength: 24 }, textLength: 1_024, idBytes: 200 },
  media: {
    kinds: ["image", "video", "audio", "document", "sticker"],
    captionLength: 1_024,
    withoutCaption: ["audio", "sticker"],
  },
  templates: true,
  replyWindowHours: 24,
  pacing: { perSecond: 80, inConversation: () => ({ intervalMs: 6_000, burst: 45 }) },
};

/** The message as Graph takes it. The key comes back with each status: it settles what became of an unanswered send. */
export function messagePayload(
  { address, content, idempotencyKey }: OutgoingMessage,
  listLabel: string | undefined,
): Payload {
  return {
    messaging_product: "whatsapp",
    ...recipientAt(address),
    ...(content.replyTo === undefined ? {} : { context: { message_id: content.replyTo } }),
    ...partOf(content, listLabel),
    biz_opaque_callback_data: idempotencyKey,
  };
}

function partOf(content: MessageContent, listLabel: string | undefined): Payload {
  const { text, template, options = [], media: [file] = [] } = content;
  if (template !== undefined) return { type: "template", template: templateOf(template, file) };
  if (file !== undefined) return { type: file.kind, [file.kind]: { ...fileOf(file), ...captionOf(file, text) } };
  if (options.length === 0) return { type: "text", text: { body: text } };
  const label = listLabel ?? (/\p{Script=Han}/u.test(text) ? "选择" : "Choose");
  // The text above options may not be empty.
  return { type: "interactive", interactive: { body: { text: text || label }, ...actionOf(options, label) } };
}

function actionOf(options: readonly MessageOption[], label: string): Payload {
  const { max, titleLength } = buttonLimits;
  const rows = options.map(({ id, title }) => ({ id, title }));
  if (options.length > max || options.some(({ title }) => title.length > titleLength)) {
    return { type: "list", action: { button: label, sections: [{ rows }] } };
  }
  return { type: "button", action: { buttons: rows.map((reply) => ({ type: "reply", reply })) } };
}

function fileOf({ id, kind, fileName }: MediaReference): Payload {
  const name = kind === "document" && fileName !== undefined ? { filename: fileName } : {};
  return { ...(/^https:\/\//i.test(id) ? { link: id } : { id }), ...name };
}

function captionOf({ kind }: MediaReference, text: string): Payload {
  const takesCaption = whatsAppCapabilities.media?.withoutCaption?.includes(kind) !== true;
  return takesCaption && text !== "" ? { caption: text } : {};
}

/**
 * Parameters named by numbers fill `{{1}}`, `{{2}}`, in this order, which is that of such names in any object; others fill
 * the places of their names.
 */
function templateOf({ name, language, parameters }: MessageTemplate, file: MediaReference | undefined): Payload {
  const isPositional = Object.keys(parameters).every((one) => /^\d+$/.test(one));
  const body = Object.entries(parameters).map(([one, text]) => {
    return { type: "text", ...(isPositional ? {} : { parameter_name: one }), text };
  });
  const header = file === undefined ? [] : [{ type: file.kind, [file.kind]: fileOf(file) }];
  const components = [
    { type: "header", parameters: header },
    { type: "body", parameters: body },
  ].filter((component) => component.parameters.length > 0);
  return { name, language: { code: language }, ...(components.length > 0 ? { components } : {}) };
}
