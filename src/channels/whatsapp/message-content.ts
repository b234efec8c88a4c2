import * as z from "zod/mini";
import type { InboundEventInput } from "../../model/inbound.ts";
import type { MediaReference } from "../../model/message.ts";
import { part } from "../webhook/part.ts";
import { reader } from "../webhook/reader.ts";
import { id, name, text } from "./webhook-schema.ts";

type MessageEvent = Extract<InboundEventInput, { type: "message" }>;

/** What a message says, without who said it and where. */
type Said = Pick<MessageEvent, "choice" | "media" | "location" | "unsupported"> & { readonly text: string };

function fileReader(kind: MediaReference["kind"]): z.ZodMiniType<Said> {
  const file = z.object({ id, mime_type: text, filename: text, caption: text });
  return reader(file, ({ caption = "", mime_type: mimeType, filename: fileName, ...given }) => {
    return { text: caption, media: [{ kind, id: given.id, mimeType, fileName }] };
  });
}

const press = z.object({ id: part(id), title: z.string() });

function pressOf({ id: chosen, title }: z.output<typeof press>): Said {
  return { text: title, choice: chosen === undefined ? undefined : { id: chosen, title } };
}

const button = z.object({ payload: part(id), text: z.string() });

const interactive = z.object({
  type: z.catch(name, "interactive"),
  button_reply: part(press),
  list_reply: part(press),
  // A form that was filled in: its fields are JSON of the business's own making.
  nfm_reply: part(z.object({ response_json: z.string() })),
});

const card = z.object({
  name: part(z.object({ formatted_name: text })),
  phones: part(z.array(z.object({ phone: text }))),
});

const item = z.object({
  product_retailer_id: z.string(),
  quantity: z.number(),
  item_price: part(z.number()),
  currency: text,
});

/** A message says what stands under the name of its type. */
const readers = new Map<string, z.ZodMiniType<Said>>(
  Object.entries({
    text: reader(z.object({ body: z.string() }), ({ body }) => ({ text: body })),
    image: fileReader("image"),
    video: fileReader("video"),
    audio: fileReader("audio"),
    document: fileReader("document"),
    sticker: fileReader("sticker"),
    location: reader(
      z.object({ latitude: z.number(), longitude: z.number(), name: text, address: text }),
      ({ name: place, address, ...location }) => ({ text: joined([place, address], "\n"), location }),
    ),
    contacts: reader(z.array(card), (cards) => ({ text: joined(cards.map(cardLine), "\n"), unsupported: "contacts" })),
    order: reader(z.object({ text, product_items: z.array(item) }), ({ text: note, product_items: items }) => {
      return { text: joined([note, ...items.map(itemLine)], "\n"), unsupported: "order" };
    }),
    button: reader(button, ({ payload, text: title }) => pressOf({ id: payload, title })),
    interactive: reader(interactive, ({ type, button_reply, list_reply, nfm_reply }) => {
      const chosen = button_reply ?? list_reply;
      return chosen ? pressOf(chosen) : { text: nfm_reply?.response_json ?? "", unsupported: type };
    }),
    unsupported: reader(z.object({ type: name }), ({ type }) => ({ text: "", unsupported: type })),
  }),
);

/** What a message, or the new form of an edited one, says; of what cannot be read, an agent still learns the type. */
export function contentOf(type: string, message: Readonly<Record<string, unknown>>): Said {
  return readers.get(type)?.safeParse(message[type]).data ?? { text: "", unsupported: type };
}

function cardLine({ name: person, phones = [] }: z.output<typeof card>): string {
  return joined([person?.formatted_name, ...phones.map(({ phone }) => phone)], " ");
}

function itemLine({ quantity, product_retailer_id, item_price, currency }: z.output<typeof item>): string {
  return joined([`${quantity} × ${product_retailer_id}`, item_price, currency], " ");
}

function joined(given: readonly (string | number | undefined)[], between: string): string {
  return given.filter((one) => one !== undefined && one !== "").join(between);
}
