import { silentLogger } from "kefu";
import { simulatedClock } from "kefu/testing";
import { whatsappChannel } from "kefu/whatsapp";
import { describe, expect, test } from "vitest";
import { eventsOf, runningChannel } from "./running-channel.ts";
import { account, ada, messagesOf, requestOf, textMessage, webhookOf } from "./webhooks.ts";

describe("who they are", () => {
  const senderOf = async (message: Record<string, unknown>, contacts: readonly Record<string, unknown>[]) => {
    const messages = [{ ...textMessage("wamid.1", "hi"), ...message }];
    const [event] = await eventsOf(webhookOf({ messages, contacts }));
    return event?.type === "message" ? { address: event.address, ...event.from } : event;
  };
  const phone = [{ kind: "phone", value: "+8613800138000" }];

  test("with a number and an id: both are theirs, and answers go to the id", async () => {
    const expected = { address: ada.user_id, ids: [ada.user_id, ada.wa_id], name: "Ada", keys: phone, verified: true };
    expect(await senderOf({ from: ada.wa_id, from_user_id: ada.user_id }, [ada])).toEqual(expected);
    // Older webhooks name the id beside the contact only.
    expect(await senderOf({ from: ada.wa_id }, [ada])).toEqual(expected);
    expect(await senderOf({ from: Number(ada.wa_id) }, [ada])).toEqual(expected);
  });

  test("with a user name, and no number", async () => {
    const { wa_id: _, ...nameless } = ada;
    const contact = { ...nameless, profile: { username: "ada" } };
    const expected = { address: ada.user_id, ids: [ada.user_id], name: "ada", keys: [], verified: true };
    expect(await senderOf({ from_user_id: ada.user_id }, [contact])).toEqual(expected);
    expect(await senderOf({}, [contact])).toEqual(expected);
  });

  test("with a number alone", async () => {
    const expected = { address: ada.wa_id, ids: [ada.wa_id], name: "Ada", keys: phone, verified: true };
    expect(await senderOf({ from: ada.wa_id }, [{ wa_id: ada.wa_id, profile: ada.profile }])).toEqual(expected);
  });

  test("never as somebody whose contact came along", async () => {
    const bob = { from: "4915112345678" };
    expect(await senderOf(bob, [ada])).toMatchObject({
      address: "4915112345678",
      ids: ["4915112345678"],
      name: undefined,
    });
    expect(await senderOf({}, [ada, { wa_id: "4915112345678" }])).toMatchObject({ type: "notice", name: "messages" });
  });

  test("in a group, answers go to the group", async () => {
    const groupId = "Y2FwaV9ncm91cDoxNzA1";
    const sender = await senderOf({ from: ada.wa_id, from_user_id: ada.user_id, group_id: groupId }, [ada]);
    expect(sender).toMatchObject({ address: `group:${groupId}`, ids: [ada.user_id, ada.wa_id] });
  });
});

describe("a number and an id in one message are one person's", () => {
  const { wa_id, user_id } = ada;
  const move = { type: "move", eventId: `ids:${user_id}:${wa_id}`, address: wa_id, to: user_id, from: { name: "Ada" } };

  test("which is told before the message, and once for all that follow", async () => {
    const { channel, moves } = await runningChannel();
    const reaction = { id: "wamid.2", type: "reaction", reaction: { message_id: "wamid.0", emoji: "👍" } };
    await channel.handle(requestOf(messagesOf([reaction, textMessage("wamid.1", "hi")])));
    await channel.handle(requestOf(messagesOf([textMessage("wamid.3", "hello?")])));
    expect(moves).toMatchObject([move]);
  });

  test("which is told again until the desk has stored it", async () => {
    const channel = whatsappChannel(account);
    const received: string[] = [];
    let isDown = true;
    await channel.start({
      async receive({ eventId }) {
        received.push(eventId);
        if (isDown) throw new Error("The store is down.");
        return "accepted";
      },
      clock: simulatedClock(),
      logger: silentLogger,
    });
    const body = messagesOf([textMessage("wamid.1", "hi")]);
    expect((await channel.handle(requestOf(body))).status).toBe(503);
    isDown = false;
    expect((await channel.handle(requestOf(body))).status).toBe(200);
    expect(received).toEqual([move.eventId, move.eventId, "message:wamid.1"]);
  });

  test("which is not told of a group, where others write, too, nor of who has only one of them", async () => {
    const { channel, moves } = await runningChannel();
    await channel.handle(requestOf(messagesOf([{ ...textMessage("wamid.1", "hi"), group_id: "Y2Fw" }])));
    await channel.handle(requestOf(messagesOf([{ ...textMessage("wamid.2", "hi"), from: undefined }], [{ user_id }])));
    await channel.handle(requestOf(messagesOf([{ ...textMessage("wamid.3", "hi"), from_user_id: "" }], [{ wa_id }])));
    expect(moves).toEqual([]);
  });
});

describe("new numbers and ids", () => {
  const old = { from: "15550001", from_user_id: "US.1" };
  const newSender = { ids: ["US.2", "15550002"], keys: [{ kind: "phone", value: "+15550002" }], verified: true };

  test.each<[string, Record<string, unknown>, Record<string, unknown>, readonly Record<string, unknown>[]]>([
    [
      "a number",
      { from: "15550001" },
      { type: "user_changed_number", wa_id: "15550002" },
      [{ address: "15550001", to: "15550002" }],
    ],
    [
      "a number, and the id with it",
      { from: "15550001" },
      { type: "user_changed_number", wa_id: "15550002", user_id: "US.2", previous_user_id: "US.1" },
      [
        { address: "US.1", to: "US.2", from: newSender },
        { address: "15550001", to: "US.2", from: newSender },
      ],
    ],
    [
      "an id",
      {},
      { type: "user_changed_user_id", user_id: "US.2", previous_user_id: "US.1" },
      [{ address: "US.1", to: "US.2", from: { ids: ["US.2"], keys: [], verified: true } }],
    ],
    [
      "a number, under the same id",
      old,
      { type: "user_changed_number", wa_id: "15550002" },
      [
        { address: "US.1", to: "US.1" },
        { address: "15550001", to: "US.1" },
      ],
    ],
  ])("%s moves the thread", async (_, from, system, expected) => {
    const body = webhookOf({ messages: [{ id: "wamid.1", timestamp: "1", type: "system", ...from, system }] });
    expect(await eventsOf(body)).toMatchObject(expected.map((event) => ({ type: "move", ...event })));
  });

  test.each(["user_id_update", "messages"])("an id, as told in user_id_update of the field %s", async (field) => {
    const update = { wa_id: "15550001", detail: "Updated", user_id: { previous: "US.1", current: "US.2" } };
    const body = webhookOf({ user_id_update: [update, {}] }, field);
    expect(await eventsOf(body)).toMatchObject([
      { type: "move", address: "US.1", to: "US.2" },
      { type: "move", address: "15550001", to: "US.2" },
      { type: "notice", name: "user_id_update", data: {} },
    ]);
  });
});

describe("an id that goes back and forth", () => {
  const update = (previous: string, current: string, more: object = {}) => ({
    user_id: { previous, current },
    ...more,
  });
  const there = (more?: object) => update("US.1", "US.2", more);
  const back = (more?: object) => update("US.2", "US.1", more);

  test("moves the thread each time, by the time of each change", async () => {
    const user_id_update = [
      there({ timestamp: "1" }),
      back({ timestamp: 2 }),
      there({ timestamp: 3 }),
      back({ timestamp: 2 }),
    ];
    const events = await eventsOf(webhookOf({ user_id_update }, "user_id_update"));
    expect(events.map(({ to }) => to)).toEqual(["US.2", "US.1", "US.2"]);
  });

  test("moves it each time, by the time of the entries", async () => {
    const entry = [there(), back(), there()].flatMap((one, time) => {
      const [first] = JSON.parse(webhookOf({ user_id_update: [one] }, "user_id_update")).entry;
      return [
        { ...first, time },
        { ...first, time },
      ];
    });
    const events = await eventsOf(JSON.stringify({ object: "whatsapp_business_account", entry }));
    expect(events.map(({ to }) => to)).toEqual(["US.2", "US.1", "US.2"]);
  });
});
