import { describe, expect, test } from "vitest";
import { eventsOf } from "./running-channel.ts";
import { ada, messagesOf, textMessage, webhookOf } from "./webhooks.ts";

const file = { id: "1234567890", mime_type: "image/jpeg", sha256: "4654+8g=" };
const media = { id: "1234567890", mimeType: "image/jpeg" };

describe("what people send", () => {
  test.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ["text", { text: { body: "hi" } }, { text: "hi" }],
    ["image", { image: { ...file, caption: "look" } }, { text: "look", media: [{ kind: "image", ...media }] }],
    ["video", { video: file }, { text: "", media: [{ kind: "video", ...media }] }],
    ["audio", { audio: { ...file, voice: true } }, { media: [{ kind: "audio", ...media }] }],
    ["sticker", { sticker: { ...file, animated: true } }, { media: [{ kind: "sticker", ...media }] }],
    [
      "document",
      { document: { ...file, filename: "发票.pdf" } },
      { media: [{ kind: "document", ...media, fileName: "发票.pdf" }] },
    ],
    [
      "location",
      { location: { latitude: 37.46, longitude: -122.2, name: "HQ", address: "1 Way" } },
      { text: "HQ\n1 Way", location: { latitude: 37.46, longitude: -122.2 } },
    ],
    [
      "contacts",
      { contacts: [{ name: { formatted_name: "Monica" }, phones: [{ phone: "+1 666" }] }, { name: {} }] },
      { text: "Monica +1 666", unsupported: "contacts" },
    ],
    [
      "order",
      {
        order: {
          text: "soon",
          product_items: [{ product_retailer_id: "SODA", quantity: 2, item_price: 10, currency: "ILS" }],
        },
      },
      { text: "soon\n2 × SODA 10 ILS", unsupported: "order" },
    ],
    ["button", { button: { payload: "yes-1", text: "Yes" } }, { text: "Yes", choice: { id: "yes-1", title: "Yes" } }],
    [
      "interactive",
      { interactive: { type: "button_reply", button_reply: { id: "a", title: "A" } } },
      { text: "A", choice: { id: "a", title: "A" } },
    ],
    [
      "interactive",
      { interactive: { type: "list_reply", list_reply: { id: "b", title: "B", description: "d" } } },
      { text: "B", choice: { id: "b", title: "B" } },
    ],
    [
      "interactive",
      { interactive: { type: "nfm_reply", nfm_reply: { response_json: '{"a":"1"}', body: "Sent", name: "flow" } } },
      { text: '{"a":"1"}', unsupported: "nfm_reply" },
    ],
    [
      "interactive",
      { interactive: { type: "call_permission_reply", call_permission_reply: { response: "accept" } } },
      { text: "", unsupported: "call_permission_reply" },
    ],
    ["interactive", {}, { text: "", unsupported: "interactive" }],
    ["unsupported", { errors: [{ code: 131_051 }] }, { text: "", unsupported: "unsupported" }],
    ["unsupported", { unsupported: { type: "poll" } }, { text: "", unsupported: "poll" }],
    ["image", { image: { mime_type: "image/jpeg" } }, { text: "", unsupported: "image" }],
    [
      "image",
      { image: { id: "9".repeat(400), caption: "my broken screen" } },
      { text: "my broken screen", media: undefined, unsupported: "image" },
    ],
    ["image", { image: { id: 1234, caption: "look" } }, { text: "look", media: [{ kind: "image", id: "1234" }] }],
    // JavaScript does not keep all of its digits.
    ["video", { video: { id: 2 ** 60, caption: "look" } }, { text: "look", media: undefined, unsupported: "video" }],
    [
      "location",
      { location: { latitude: "37.46", longitude: "-122.2", name: "HQ" } },
      { text: "HQ", location: { latitude: 37.46, longitude: -122.2 } },
    ],
    [
      "location",
      { location: { latitude: "north", longitude: 1, name: "HQ", address: "1 Way" } },
      { text: "HQ\n1 Way", unsupported: "location" },
    ],
    [
      "contacts",
      {
        contacts: [
          { name: { formatted_name: "Bob" }, phones: [null, { phone: 1666 }] },
          null,
          { name: { formatted_name: "Eve" } },
        ],
      },
      { text: "Bob 1666\nEve", unsupported: "contacts" },
    ],
    [
      "order",
      {
        order: {
          text: "soon",
          product_items: [
            { product_retailer_id: "SODA", quantity: "2", item_price: "3.5", currency: "ILS" },
            null,
            { product_retailer_id: 7, quantity: {}, item_price: 2.5 },
          ],
        },
      },
      { text: "soon\n2 × SODA 3.5 ILS\n7 2.5", unsupported: "order" },
    ],
    ["button", { button: { payload: "yes-1" } }, { text: "", choice: { id: "yes-1" } }],
    ["button", { button: {} }, { text: "", choice: undefined, unsupported: "button" }],
    [
      "interactive",
      { interactive: { type: "button_reply", button_reply: { id: 1 } } },
      { text: "", choice: { id: "1" } },
    ],
    [
      "interactive",
      { interactive: { type: "list_reply", list_reply: { title: "B" } } },
      { text: "B", choice: undefined, unsupported: undefined },
    ],
    ["hologram", { hologram: {} }, { text: "", unsupported: "hologram" }],
    ["constructor", {}, { text: "", unsupported: "constructor" }],
  ])("%s with %o", async (type, part, expected) => {
    const events = await eventsOf(messagesOf([{ id: "wamid.1", type, ...part }]));
    expect(events).toMatchObject([{ type: "message", eventId: "message:wamid.1", messageId: "wamid.1", ...expected }]);
  });

  test("a reply says to which message", async () => {
    const [event] = await eventsOf(messagesOf([{ ...textMessage("wamid.2", "yes"), context: { id: "wamid.1" } }]));
    expect(event).toMatchObject({ replyTo: "wamid.1" });
  });

  test("who comes from an ad is heard, and the ad is told beside it", async () => {
    const referral = { source_type: "ad", source_id: "ADID", ctwa_clid: "CLICK" };
    expect(await eventsOf(messagesOf([{ ...textMessage("wamid.1", "hi"), referral }]))).toMatchObject([
      { type: "message", text: "hi" },
      { type: "notice", name: "referral", data: { messageId: "wamid.1", referral } },
    ]);
  });

  test.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    [
      "an edited text",
      { type: "edit", edit: { original_message_id: "wamid.1", message: { type: "text", text: { body: "new" } } } },
      { type: "edit", messageId: "wamid.1", text: "new" },
    ],
    [
      "an edited caption",
      {
        type: "edit",
        edit: { original_message_id: "wamid.1", message: { type: "image", image: { ...file, caption: "new" } } },
      },
      { type: "edit", messageId: "wamid.1", text: "new" },
    ],
    [
      "an edit that cannot be read",
      { type: "edit", edit: { original_message_id: "wamid.1", message: { type: "text", text: {} } } },
      { type: "notice", name: "edit" },
    ],
    [
      "a message taken back",
      { type: "revoke", revoke: { original_message_id: "wamid.1" } },
      { type: "deletion", messageId: "wamid.1" },
    ],
    [
      "an emoji",
      { type: "reaction", reaction: { message_id: "wamid.1", emoji: "😮" } },
      { type: "reaction", messageId: "wamid.1", emoji: "😮" },
    ],
    [
      "an emoji taken off, by an empty one",
      { type: "reaction", reaction: { message_id: "wamid.1", emoji: "" } },
      { type: "reaction", emoji: null },
    ],
    [
      "an emoji taken off, by none",
      { type: "reaction", reaction: { message_id: "wamid.1" } },
      { type: "reaction", emoji: null },
    ],
    ["a reaction that cannot be read", { type: "reaction", reaction: {} }, { type: "notice", name: "reaction" }],
    [
      "a new phone with the same number",
      { type: "system", system: { type: "customer_identity_changed", body: "User identity changed" } },
      { type: "notice", name: "system" },
    ],
  ])("%s", async (_, message, expected) => {
    expect(await eventsOf(messagesOf([{ id: "wamid.9", ...message }]))).toMatchObject([expected]);
  });
});

describe("what became of a message", () => {
  const status = (given: Record<string, unknown>) =>
    eventsOf(webhookOf({ statuses: [{ id: "wamid.out", recipient_id: ada.wa_id, timestamp: "1", ...given }] }));

  test.each([
    ["sent", "sent"],
    ["delivered", "delivered"],
    ["read", "read"],
    ["played", "read"],
    ["failed", "failed"],
  ])("%s is told as %s", async (given, expected) => {
    expect(await status({ status: given })).toMatchObject([
      {
        type: "delivery",
        eventId: `status:wamid.out:${given}`,
        messageId: "wamid.out",
        status: expected,
        address: ada.wa_id,
      },
    ]);
  });

  test.each(["deleted", "warning", "RINGING"])("%s is a notice", async (given) => {
    expect(await status({ status: given })).toMatchObject([
      { type: "notice", name: "statuses", data: { status: given } },
    ]);
  });

  test("a payment's is a notice, and a message's a delivery", async () => {
    const payment = { status: "failed", type: "payment", payment: { reference_id: "r" } };
    expect(await status(payment)).toMatchObject([{ type: "notice", name: "statuses", data: payment }]);
    expect(await status({ status: "failed", type: "message" })).toMatchObject([{ type: "delivery" }]);
  });

  test("it is known by our key when nobody is named, and by nothing without it", async () => {
    const nobody = { status: "delivered", recipient_id: undefined };
    expect(await status({ ...nobody, biz_opaque_callback_data: "message-1" })).toMatchObject([
      { type: "delivery", messageId: "wamid.out", idempotencyKey: "message-1", status: "delivered" },
    ]);
    expect(await status(nobody)).toMatchObject([{ type: "notice", name: "statuses" }]);
  });

  test("odd parts of it do not make it unreadable", async () => {
    const errors = [{ code: "131047", title: 1 }, null, { code: 131_026, title: "Undeliverable" }];
    const given = { status: "failed", recipient_id: Number(ada.wa_id), errors };
    expect(await status(given)).toMatchObject([
      { type: "delivery", address: ada.wa_id, reason: "131047: 1; 131026: Undeliverable" },
    ]);
  });

  test("a failure says why, for people", async () => {
    const details = "More than 24 hours have passed since the recipient last replied.";
    const errors = [
      { code: 131_047, title: "Re-engagement message", message: "Re-engagement message", error_data: { details } },
    ];
    expect(await status({ status: "failed", errors })).toMatchObject([
      { reason: `131047: Re-engagement message: ${details}` },
    ]);
  });

  test("it gives the key of the message back, and the id of the person", async () => {
    const given = { status: "sent", biz_opaque_callback_data: "message-1:0", recipient_user_id: ada.user_id };
    expect(await status(given)).toMatchObject([{ idempotencyKey: "message-1:0", address: ada.user_id }]);
  });

  test("in a group, each member reads by themselves", async () => {
    const group = { recipient_id: "Y2Fw", recipient_type: "group", status: "read" };
    const [one] = await status({ ...group, recipient_participant_user_id: "US.1" });
    const [other] = await status({ ...group, recipient_participant_user_id: "US.2" });
    expect([one?.address, one?.eventId, other?.eventId]).toEqual([
      "group:Y2Fw",
      "status:wamid.out:read:US.1",
      "status:wamid.out:read:US.2",
    ]);
  });
});
