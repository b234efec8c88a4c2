import { whatsappChannel } from "kefu/whatsapp";
import { describe, expect, test } from "vitest";
import { parseInboundEvent } from "../../../src/model/inbound.ts";
import { runningChannel } from "./running-channel.ts";
import { account, ada, forgeriesOf, messagesOf, requestOf, signatureOf, textMessage, webhookOf } from "./webhooks.ts";

const body = messagesOf([textMessage("wamid.1", "您好 — héllo 😀")]);

describe("a webhook is taken only when Meta signed these very bytes", () => {
  test.each(Object.entries(forgeriesOf(body)))("not with a signature that is: %s", async (_, request) => {
    const { channel, events } = await runningChannel();
    expect((await channel.handle(request)).status).toBe(401);
    expect(events).toEqual([]);
  });

  test("a genuine one is taken, in whatever script it is written, and again as a duplicate", async () => {
    const { channel, events } = await runningChannel();
    expect((await channel.handle(requestOf(body))).status).toBe(200);
    expect((await channel.handle(requestOf(body))).status).toBe(200);
    expect(events).toMatchObject([{ type: "message", text: "您好 — héllo 😀" }]);
  });

  test("the signature is of the bytes as they came, with Meta's own escapes", async () => {
    const escaped = body.replace("您好", String.raw`\u60a8\u597d`).replace(/\//g, String.raw`\/`);
    const { channel, events } = await runningChannel();
    expect((await channel.handle(requestOf(escaped))).status).toBe(200);
    expect((await channel.handle(requestOf(escaped, { "x-hub-signature-256": signatureOf(body) }))).status).toBe(401);
    expect(events).toMatchObject([{ text: "您好 — héllo 😀" }]);
  });
});

describe("the handshake", () => {
  const good = { "hub.mode": "subscribe", "hub.verify_token": account.verifyToken, "hub.challenge": "1158201444" };
  const ask = (query: Record<string, string>) => {
    const request = new Request(`https://desk.example.com/whatsapp?${new URLSearchParams(query)}`);
    return whatsappChannel(account).handle(request);
  };

  test("gives the challenge back as plain text", async () => {
    const response = await ask(good);
    expect([response.status, await response.text()]).toEqual([200, "1158201444"]);
    expect(response.headers.get("content-type")).toBe("text/plain; charset=utf-8");
  });

  test.each([
    ["another token", { ...good, "hub.verify_token": "guessed" }],
    ["a token that goes on", { ...good, "hub.verify_token": `${account.verifyToken}!` }],
    ["another mode", { ...good, "hub.mode": "unsubscribe" }],
    ["no token", { "hub.mode": "subscribe", "hub.challenge": "1" }],
    ["no challenge", { "hub.mode": "subscribe", "hub.verify_token": account.verifyToken }],
    ["nothing", {}],
  ])("is refused with %s", async (_, query) => {
    const response = await ask(query as Record<string, string>);
    expect([response.status, await response.text()]).toEqual([403, "Forbidden."]);
  });
});

describe("what is not WhatsApp's, or cannot be taken", () => {
  test.each([
    ["no JSON", "{"],
    ["no object", "null"],
    ["a list", "[]"],
    ["another product of Meta's", JSON.stringify({ object: "page", entry: [] })],
    ["no entries", JSON.stringify({ object: "whatsapp_business_account" })],
  ])("is refused with 400: %s", async (_, given) => {
    const { channel, events } = await runningChannel();
    expect((await channel.handle(requestOf(given))).status).toBe(400);
    expect(events).toEqual([]);
  });

  test("is refused with 413 beyond Meta's 3 MB, and taken up to there", async () => {
    const { channel } = await runningChannel();
    const sized = (bytes: number) => body.padEnd(body.length + bytes - Buffer.byteLength(body));
    expect((await channel.handle(requestOf(sized(3_145_728)))).status).toBe(200);
    expect((await channel.handle(requestOf(sized(3_145_729)))).status).toBe(413);
  });

  test("is asked for again with 503 while the channel does not run", async () => {
    const { channel } = await runningChannel();
    await channel.stop();
    expect((await channel.handle(requestOf(body))).status).toBe(503);
  });

  test("a webhook of another number of the app is answered, told to operators, and left to its channel", async () => {
    const { channel, events, logged } = await runningChannel();
    const other = webhookOf({ contacts: [ada], messages: [textMessage("wamid.2", "for them")] }, "messages", "42");
    expect((await channel.handle(requestOf(other))).status).toBe(200);
    expect(events).toEqual([]);
    expect(logged).toEqual(['A webhook of another number was left out. {"phoneNumberId":"42","field":"messages"}']);
  });
});

describe("the number that a webhook is of", () => {
  const messages = [{ ...textMessage("wamid.1", "hi"), from: ada.wa_id }];
  const withNumber = (phoneNumberId: unknown) =>
    webhookOf({ contacts: [ada], messages, metadata: { phone_number_id: phoneNumberId } });

  test.each([[Number(account.phoneNumberId)], [undefined]])("is ours when it is %s", async (given) => {
    const { channel, events } = await runningChannel();
    await channel.handle(requestOf(withNumber(given)));
    expect(events).toMatchObject([{ type: "message", text: "hi" }]);
  });

  test.each([[null], [true], [""], [{}], [["1"]]])(
    "is not known when it is %j: what it says is a notice",
    async (given) => {
      const { channel, events } = await runningChannel();
      await channel.handle(requestOf(withNumber(given)));
      expect(events).toMatchObject([{ type: "notice", name: "messages", data: { messages } }]);
    },
  );

  test("is another's when it is another number", async () => {
    const { channel, events } = await runningChannel();
    await channel.handle(requestOf(withNumber(999)));
    expect(events).toEqual([]);
  });
});

describe("odd parts take nothing else along", () => {
  const odd = [null, 7, "text", [], {}, { id: 5 }, { id: "wamid.x" }, { id: "x".repeat(600), from: ada.wa_id }];

  test("odd messages and statuses are told as they came, between those that are read", async () => {
    const { channel, events } = await runningChannel();
    const messages = [textMessage("wamid.1", "one"), ...odd, textMessage("wamid.2", "two")].map((message) =>
      typeof message === "object" && message !== null && "text" in message ? { from: ada.wa_id, ...message } : message,
    );
    const statuses = [...odd, { id: "wamid.3", status: "read", recipient_id: ada.wa_id }];
    const contacts = [...odd, ada];
    expect((await channel.handle(requestOf(webhookOf({ contacts, messages, statuses })))).status).toBe(200);
    expect(events.filter(({ type }) => type !== "notice")).toMatchObject([
      { type: "message", text: "one", address: ada.user_id },
      { type: "message", text: "two", address: ada.user_id },
      { type: "delivery", status: "read", address: ada.user_id },
    ]);
    const told = events.flatMap((event) => (event.type === "notice" ? [event.data] : []));
    expect(told).toHaveLength(odd.length * 2);
    expect(told).toEqual(expect.arrayContaining(odd));
  });

  test("odd entries and changes, too", async () => {
    const { channel, events } = await runningChannel();
    const { object, entry } = JSON.parse(body);
    const oddChanges = [null, {}, { field: "messages" }, { field: "messages", value: "text" }, { value: {} }];
    const all = [...odd, { id: "1", changes: oddChanges }, ...entry];
    expect((await channel.handle(requestOf(JSON.stringify({ object, entry: all })))).status).toBe(200);
    expect(events.filter(({ type }) => type === "message")).toHaveLength(1);
    expect(events).toHaveLength(odd.length + oddChanges.length + 1);
  });

  test.each<[string, Record<string, unknown>, Record<string, unknown>[]?]>([
    ["context", { context: "wamid.0" }],
    ["the name of a contact", {}, [{ ...ada, profile: { name: 7 } }]],
    ["a referral", { referral: null }],
  ])("an odd part of a message does not make it unreadable: %s", async (_, part, contacts = [ada]) => {
    const { channel, events } = await runningChannel();
    await channel.handle(requestOf(messagesOf([{ ...textMessage("wamid.1", "one"), ...part }], contacts)));
    expect(events[0]).toMatchObject({ type: "message", text: "one" });
  });
});

describe("notices", () => {
  const template = (time: number) =>
    JSON.stringify({
      object: "whatsapp_business_account",
      entry: [{ id: "1", time, changes: [{ field: "message_template_status_update", value: { event: "REJECTED" } }] }],
    });

  test("have the field's name and its value, once, however often they come", async () => {
    const { channel, events } = await runningChannel();
    for (let time = 0; time < 2; time += 1) await channel.handle(requestOf(template(1)));
    expect(events).toMatchObject([
      { type: "notice", name: "message_template_status_update", data: { event: "REJECTED" } },
    ]);
  });

  test("that say the same at another time are another notice", async () => {
    const { channel, events } = await runningChannel();
    await channel.handle(requestOf(template(1)));
    await channel.handle(requestOf(template(2)));
    expect(events).toHaveLength(2);
  });
});

test("ids as long as they may be are taken, whatever is made of them", async () => {
  const { channel, events, logged } = await runningChannel();
  const person = `US.ENT.${"a".repeat(128)}`;
  const long = "w".repeat(300);
  const messages = [
    { ...textMessage(long, "hi"), from_user_id: person },
    {
      id: `${long.slice(1)}s`,
      type: "system",
      system: { type: "user_changed_user_id", user_id: person, previous_user_id: `${person}b` },
    },
  ];
  const statuses = [
    {
      id: long,
      status: "delivered",
      recipient_type: "group",
      recipient_id: long,
      recipient_participant_user_id: person,
    },
  ];
  const user_id_update = [{ user_id: { previous: person, current: `${person}b` } }];
  await channel.handle(requestOf(webhookOf({ messages, statuses, user_id_update })));
  for (const event of events) parseInboundEvent(event);
  expect(events.map(({ type }) => type)).toEqual(["message", "move", "delivery", "move"]);
  expect(logged).toEqual([]);
});
