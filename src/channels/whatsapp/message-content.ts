import * as z from "zod/mini";
import type { InboundEventInput } from "../../model/inbound.ts";
import type { MediaReference } from "../../model/message.ts";
import { part } from "../webhook/part.ts";
import { reader } from "../webhook/reader.ts";
import { id, listOf, name, text, written } from "./webhook-schema.ts";

type MessageEvent = Extract<InboundEventInput, { type: "message" }>;

/** What a message says, without who said it and where. */
type Said = Pick<MessageEvent, "choice" | "media" | "location" | "unsupported"> & { readonly text: string };

function fileReader(kind: MediaReference["kind"]): z.ZodMiniType<Said> {
  const file = z.object({ id: part(id), mime_type: text, filename: text, caption: text });
  return reader(file, ({ caption = "", mime_type: mimeType, filename: fileName, ...given }) => {
    if (given.id === undefined) return { text: caption, unsupported: kind };
    return { text: caption, media: [{ kind, id: given.id, mimeType, fileName }] };
  });
}

const press = z.object({ id: part(id), title: text });

function pressOf(type: string, { id: chosen, title = "" }: z.output<typeof press>): Said {
  if (chosen === undefined) return { text: title, unsupported: title === "" ? type : undefined };
  return { text: title, choice: { id: chosen, title } };
}

const button = z.object({ payload: part(id), text });

/** A number, or a text of one. */
const degrees = z.pipe(z.pipe(z.union([z.number(), z.string().check(z.regex(/\d/))]), z.transform(Number)), z.number());
const place = z.object({ latitude: part(degrees), longitude: part(degrees), name: text, address: text });

function placeOf({ latitude, longitude, ...given }: z.output<typeof place>): Said {
  const said = joined([given.name, given.address], "\n");
  if (latitude === undefined || longitude === undefined) return { text: said, unsupported: "location" };
  return { text: said, location: { latitude, longitude } };
}

const interactive = z.object({
  type: z.catch(name, "interactive"),
  button_reply: part(press),
  list_reply: part(press),
  // A form that was filled in: its fields are JSON of the business's own making.
  nfm_reply: part(z.object({ response_json: z.string() })),
});

const card = z.object({
  name: part(z.object({ formatted_name: text })),
  phones: listOf(z.object({ phone: text })),
});

const item = z.object({
  product_retailer_id: text,
  quantity: text,
  item_price: part(z.union([z.string(), z.number()])),
  currency: text,
});

/** A message says what stands under the name of its type. */
const readers = new Map<string, z.ZodMiniType<Said>>(
  Object.entries({
    text: reader(z.object({ body: written }), ({ body }) => ({ text: body })),
    image: fileReader("image"),
    video: fileReader("video"),
    audio: fileReader("audio"),
    document: fileReader("document"),
    sticker: fileReader("sticker"),
    location: reader(place, placeOf),
    contacts: reader(listOf(card), (cards) => ({ text: joined(cards.map(cardLine), "\n"), unsupported: "contacts" })),
    order: reader(z.object({ text, product_items: listOf(item) }), ({ text: note, product_items: items }) => {
      return { text: joined([note, ...items.map(itemLine)], "\n"), unsupported: "order" };
    }),
    button: reader(button, ({ payload, text: title }) => pressOf("button", { id: payload, title })),
    interactive: reader(interactive, ({ type, button_reply, list_reply, nfm_reply }) => {
      const chosen = button_reply ?? list_reply;
      return chosen ? pressOf(type, chosen) : { text: nfm_reply?.response_json ?? "", unsupported: type };
    }),
    unsupported: reader(z.object({ type: name }), ({ type }) => ({ text: "", unsupported: type })),
  }),
);

/** What a message, or the new form of an edited one, says; of what cannot be read, an agent still learns the type. */
export function contentOf(type: string, message: Readonly<Record<string, unknown>>): Said {
  return readers.get(type)?.safeParse(message[type]).data ?? { text: "", unsupported: type };
}

function cardLine({ name: person, phones }: z.output<typeof card>): string {
  return joined([person?.formatted_name, ...phones.map(({ phone }) => phone)], " ");
}

function itemLine({ quantity, product_retailer_id, item_price, currency }: z.output<typeof item>): string {
  return joined([joined([quantity, product_retailer_id], " × "), item_price, currency], " ");
}

function joined(given: readonly (string | number | undefined)[], between: string): string {
  return given.filter((one) => one !== undefined && one !== "").join(between);
}
