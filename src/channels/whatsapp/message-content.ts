import * as z from "zod/mini";
import type { InboundEventInput } from "../../model/inbound.ts";
import type { MediaReference } from "../../model/message.ts";
import { id, lenient } from "./thread.ts";

type MessageEvent = Extract<InboundEventInput, { type: "message" }>;

/** What a message says, without who said it and where. */
export type Said = Pick<MessageEvent, "choice" | "media" | "location" | "unsupported"> & { readonly text: string };

/** How one type of message is read; it refuses what is not of that shape. */
type Reader = z.ZodMiniType<Said>;

function reader<S extends z.ZodMiniType>(schema: S, read: (given: z.output<S>) => Said): Reader {
  return z.pipe(schema, z.transform(read));
}

function mediaReader(kind: MediaReference["kind"]): Reader {
  const file = z.looseObject({
    id,
    mime_type: lenient(z.string()),
    filename: lenient(z.string()),
    caption: lenient(z.string()),
  });
  return reader(file, ({ caption = "", mime_type: mimeType, filename: fileName, ...given }) => {
    return { text: caption, media: [{ kind, id: given.id, mimeType, fileName }] };
  });
}

const place = z.looseObject({
  latitude: z.number(),
  longitude: z.number(),
  name: lenient(z.string()),
  address: lenient(z.string()),
});

const card = z.looseObject({
  name: lenient(z.looseObject({ formatted_name: lenient(z.string()) })),
  phones: lenient(z.array(z.looseObject({ phone: lenient(z.string()) }))),
});

const order = z.looseObject({
  text: lenient(z.string()),
  product_items: z.array(
    z.looseObject({
      product_retailer_id: z.string(),
      quantity: z.number(),
      item_price: lenient(z.number()),
      currency: lenient(z.string()),
    }),
  ),
});

const reply = z.looseObject({ id: lenient(id), title: z.string() });
const interactive = z.looseObject({
  type: lenient(z.string().check(z.minLength(1))),
  button_reply: lenient(reply),
  list_reply: lenient(reply),
  nfm_reply: lenient(z.looseObject({ response_json: z.string() })),
});

/** A type without a reader is `unsupported`: the desk knows its name, and an agent can ask. */
const readers: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ["text", reader(z.looseObject({ body: z.string() }), ({ body }) => ({ text: body }))],
  ["image", mediaReader("image")],
  ["video", mediaReader("video")],
  ["audio", mediaReader("audio")],
  ["voice", mediaReader("audio")],
  ["document", mediaReader("document")],
  ["sticker", mediaReader("sticker")],
  [
    "location",
    reader(place, ({ latitude, longitude, name, address }) => {
      return { text: lines([name, address]), location: { latitude, longitude } };
    }),
  ],
  [
    "contacts",
    reader(z.array(card), (cards) => {
      const lineOf = ({ name, phones = [] }: z.output<typeof card>) =>
        [name?.formatted_name, ...phones.map(({ phone }) => phone)].filter((word) => word !== undefined).join(" ");
      return { text: lines(cards.map(lineOf)), unsupported: "contacts" };
    }),
  ],
  [
    "order",
    reader(order, ({ text, product_items: items }) => {
      const item = (one: (typeof items)[number]) =>
        [`${one.quantity} × ${one.product_retailer_id}`, one.item_price, one.currency].filter(
          (word) => word !== undefined,
        );
      return { text: lines([text, ...items.map((one) => item(one).join(" "))]), unsupported: "order" };
    }),
  ],
  [
    "button",
    reader(z.looseObject({ text: z.string(), payload: lenient(id) }), ({ text, payload }) => {
      return { text, choice: payload === undefined ? undefined : { id: payload, title: text } };
    }),
  ],
  [
    "interactive",
    reader(interactive, ({ type, nfm_reply: form, ...given }) => {
      const chosen = given.button_reply ?? given.list_reply;
      if (chosen?.id !== undefined) return { text: chosen.title, choice: { id: chosen.id, title: chosen.title } };
      // A form that was filled in: its fields are JSON of the business's own making.
      if (form !== undefined) return { text: form.response_json, unsupported: "nfm_reply" };
      return { text: chosen?.title ?? "", unsupported: type ?? "interactive" };
    }),
  ],
  [
    "unsupported",
    reader(z.looseObject({ type: z.string().check(z.minLength(1)) }), ({ type }) => ({ text: "", unsupported: type })),
  ],
]);

/** What a message, or the new form of an edited one, says. */
export function contentOf(type: string, message: Readonly<Record<string, unknown>>): Said {
  const { success, data } = readers.get(type)?.safeParse(message[type]) ?? { success: false };
  return success ? data : { text: "", unsupported: type };
}

function lines(given: readonly (string | undefined)[]): string {
  return given.filter((line) => line !== undefined && line !== "").join("\n");
}
