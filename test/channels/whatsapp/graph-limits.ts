import * as z from "zod";

// The limits of the Cloud API, as its pages of each type of message have them.

const id = z.string().min(1);
const media = z.union([z.strictObject({ id }), z.strictObject({ link: z.url({ protocol: /^https$/ }) })]);
const captioned = z.union([
  z.strictObject({ id, caption: z.string().min(1).max(1_024).optional() }),
  z.strictObject({ link: z.url({ protocol: /^https$/ }), caption: z.string().min(1).max(1_024).optional() }),
]);
const document = z.union([
  z.strictObject({ id, caption: z.string().min(1).max(1_024).optional(), filename: z.string().optional() }),
  z.strictObject({ link: z.url(), caption: z.string().min(1).max(1_024).optional(), filename: z.string().optional() }),
]);
const areDifferent = (titles: readonly string[]) => new Set(titles).size === titles.length;

const buttons = z.strictObject({
  type: z.literal("button"),
  body: z.strictObject({ text: z.string().min(1).max(1_024) }),
  action: z.strictObject({
    buttons: z
      .array(
        z.strictObject({
          type: z.literal("reply"),
          reply: z.strictObject({ id: z.string().min(1).max(256), title: z.string().min(1).max(20) }),
        }),
      )
      .min(1)
      .max(3)
      .refine((all) => areDifferent(all.map(({ reply }) => reply.title))),
  }),
});
const list = z.strictObject({
  type: z.literal("list"),
  body: z.strictObject({ text: z.string().min(1).max(1_024) }),
  action: z.strictObject({
    button: z.string().min(1).max(20),
    sections: z.tuple([
      z.strictObject({
        rows: z
          .array(z.strictObject({ id: z.string().min(1).max(200), title: z.string().min(1).max(24) }))
          .min(1)
          .max(10),
      }),
    ]),
  }),
});

const parameter = z.union([
  z.strictObject({ type: z.literal("text"), parameter_name: z.string().min(1).optional(), text: z.string().min(1) }),
  z.strictObject({ type: z.literal("image"), image: media }),
  z.strictObject({ type: z.literal("document"), document }),
]);
const template = z.strictObject({
  name: z.string().min(1),
  language: z.strictObject({ code: z.string().min(2) }),
  components: z
    .array(z.strictObject({ type: z.enum(["header", "body"]), parameters: z.array(parameter).min(1) }))
    .min(1)
    .optional(),
});

const common = {
  messaging_product: z.literal("whatsapp"),
  recipient_type: z.enum(["individual", "group"]),
  to: z.string().min(1).optional(),
  recipient: z
    .string()
    .regex(/^[A-Z]{2}\.(?:ENT\.)?[A-Za-z0-9]{1,128}$/)
    .optional(),
  context: z.strictObject({ message_id: z.string().min(1) }).optional(),
  biz_opaque_callback_data: z.string().max(512).optional(),
};

/** A message that the Cloud API takes. */
export const acceptable = z
  .discriminatedUnion("type", [
    z.strictObject({
      ...common,
      type: z.literal("text"),
      text: z.strictObject({ body: z.string().min(1).max(4_096) }),
    }),
    z.strictObject({ ...common, type: z.literal("image"), image: captioned }),
    z.strictObject({ ...common, type: z.literal("video"), video: captioned }),
    z.strictObject({ ...common, type: z.literal("audio"), audio: media }),
    z.strictObject({ ...common, type: z.literal("sticker"), sticker: media }),
    z.strictObject({ ...common, type: z.literal("document"), document }),
    z.strictObject({ ...common, type: z.literal("interactive"), interactive: z.union([buttons, list]) }),
    z.strictObject({ ...common, type: z.literal("template"), template }),
  ])
  .refine(({ to, recipient }) => (to === undefined) !== (recipient === undefined))
  .refine(({ recipient_type, to }) => recipient_type === "group" || to === undefined || /^\+?\d{5,15}$/.test(to));

/** What shows that somebody read, and that we write. */
export const readMark = z.strictObject({
  messaging_product: z.literal("whatsapp"),
  status: z.literal("read"),
  message_id: z.string().min(1),
  typing_indicator: z.strictObject({ type: z.literal("text") }).optional(),
});

export type AcceptedMessage = z.output<typeof acceptable>;
export type ReadMark = z.output<typeof readMark>;
