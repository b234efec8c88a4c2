import type { MediaReference, MessageContent, MessageOption, MessageTemplate } from "../../model/message.ts";
import type { ChannelCapabilities, OutgoingMessage } from "../../ports/channel-adapter.ts";
import { recipientAt } from "./person.ts";

/** A body for `POST /<number>/messages`, or a part of one; what is undefined in it is not written. */
type Payload = Readonly<Record<string, unknown>>;

const buttons = { max: 3, titleLength: 20 };
const withoutCaption: readonly MediaReference["kind"][] = ["audio", "sticker"];

/**
 * The limits of the Cloud API: .../whatsapp/messages/text-messages, /interactive-reply-buttons-messages,
 * /interactive-list-messages, .../whatsapp/throughput, of developers.facebook.com/documentation/business-messaging. Six
 * seconds between messages to one person, with 45 ahead, are what its error 131056 guards.
 */
export const whatsAppCapabilities: ChannelCapabilities = {
  text: { max: 4_096, unit: "utf16" },
  options: { ...buttons, list: { max: 10, titleLength: 24 }, textLength: 1_024, idBytes: 200 },
  media: { kinds: ["image", "video", "audio", "document", "sticker"], captionLength: 1_024, withoutCaption },
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
    context: content.replyTo && { message_id: content.replyTo },
    ...partOf(content, listLabel),
    biz_opaque_callback_data: idempotencyKey,
  };
}

function partOf({ text, template, options = [], media: [file] = [] }: MessageContent, listLabel?: string): Payload {
  if (template !== undefined) return { type: "template", template: templateOf(template, file) };
  if (file !== undefined) return { type: file.kind, [file.kind]: fileOf(file, text) };
  if (options.length === 0) return { type: "text", text: { body: text } };
  const label = listLabel ?? (/\p{Script=Han}/u.test(text) ? "选择" : "Choose");
  // The text above options may not be empty.
  return { type: "interactive", interactive: { body: { text: text || label }, ...choiceOf(options, label) } };
}

function choiceOf(options: readonly MessageOption[], label: string): Payload {
  const rows = options.map(({ id, title }) => ({ id, title }));
  if (options.length > buttons.max || options.some(({ title }) => title.length > buttons.titleLength)) {
    return { type: "list", action: { button: label, sections: [{ rows }] } };
  }
  return { type: "button", action: { buttons: rows.map((reply) => ({ type: "reply", reply })) } };
}

function fileOf({ id, kind, fileName }: MediaReference, text = ""): Payload {
  return {
    [/^https:\/\//i.test(id) ? "link" : "id"]: id,
    filename: kind === "document" ? fileName : undefined,
    caption: withoutCaption.includes(kind) || text === "" ? undefined : text,
  };
}

/**
 * Parameters named by numbers fill `{{1}}`, `{{2}}`, in this order, which is that of such names in any object; others fill
 * the places of their names.
 */
function templateOf({ name, language, parameters }: MessageTemplate, file: MediaReference | undefined): Payload {
  const isPositional = Object.keys(parameters).every((one) => /^\d+$/.test(one));
  const body = Object.entries(parameters).map(([one, text]) => {
    return { type: "text", parameter_name: isPositional ? undefined : one, text };
  });
  const header = file === undefined ? [] : [{ type: file.kind, [file.kind]: fileOf(file) }];
  const components = [
    { type: "header", parameters: header },
    { type: "body", parameters: body },
  ].filter((component) => component.parameters.length > 0);
  return { name, language: { code: language }, components: components.length > 0 ? components : undefined };
}
