import type { InboundEventInput } from "../../model/inbound.ts";
import type { MediaReference } from "../../model/message.ts";
import type { MessageContent } from "./webhook-schema.ts";

type MessageEvent = Extract<InboundEventInput, { type: "message" }>;

/** What a message says, without who said it and where. */
type Said = Pick<MessageEvent, "choice" | "media" | "location" | "unsupported"> & { readonly text: string };

/** What a message, or the new form of an edited one, says; of what cannot be read, an agent still learns the type. */
export function contentOf(message: MessageContent): Said {
  return read(message) ?? { text: "", unsupported: message.type };
}

function read(message: MessageContent): Said | undefined {
  const { type, text, location, contacts, order, button, interactive, unsupported } = message;
  switch (type) {
    case "text":
      return text && { text: text.body };
    case "image":
    case "video":
    case "audio":
    case "document":
    case "sticker":
      return message[type] && fileOf(type, message[type]);
    case "location":
      return location && placeOf(location);
    case "contacts":
      return contacts && { text: lines(contacts.map(contactLine)), unsupported: type };
    case "order":
      return order && { text: lines([order.text, ...order.product_items.map(itemLine)]), unsupported: type };
    case "button":
      return button && pressOf(button.payload, button.text);
    case "interactive":
      return interactive && answerOf(interactive);
    case "unsupported":
      return unsupported && { text: "", unsupported: unsupported.type };
    default:
      return undefined;
  }
}

type Part<Name extends keyof MessageContent> = NonNullable<MessageContent[Name]>;

function fileOf(kind: MediaReference["kind"], { id, caption = "", mime_type, filename }: Part<"image">): Said {
  return { text: caption, media: [{ kind, id, mimeType: mime_type, fileName: filename }] };
}

function placeOf({ latitude, longitude, name, address }: Part<"location">): Said {
  return { text: lines([name, address]), location: { latitude, longitude } };
}

function pressOf(id: string | undefined, title: string): Said {
  return { text: title, choice: id === undefined ? undefined : { id, title } };
}

/** A press, or a form that was filled in: its fields are JSON of the business's own making. */
function answerOf({ type, button_reply, list_reply, nfm_reply }: Part<"interactive">): Said {
  const chosen = button_reply ?? list_reply;
  if (chosen !== undefined) return pressOf(chosen.id, chosen.title);
  return { text: nfm_reply?.response_json ?? "", unsupported: type };
}

function contactLine({ name, phones = [] }: Part<"contacts">[number]): string {
  return words([name?.formatted_name, ...phones.map(({ phone }) => phone)]);
}

function itemLine({ quantity, product_retailer_id, item_price, currency }: Part<"order">["product_items"][number]) {
  return words([`${quantity} × ${product_retailer_id}`, item_price, currency]);
}

function words(given: readonly (string | number | undefined)[], between = " "): string {
  return given.filter((word) => word !== undefined && word !== "").join(between);
}

function lines(given: readonly (string | undefined)[]): string {
  return words(given, "\n");
}
