import { CustomerService, CustomerServiceError, type InboundEventInput, memoryTicketStore } from "kefu";
import { openclawChannels, openclawPlugin } from "kefu/openclaw";
import { simulatedClock } from "kefu/testing";
import { expect, test, vi } from "vitest";
import { DetailsByMessage } from "../../src/openclaw/message-details.ts";
import { offTopic, technicalIssue } from "../harness.ts";
import { FakeGateway, modelError } from "./gateway.ts";
import { addressOf, hosted } from "./hosted.ts";

const ada = "777001";
const password = { question: "How do I reset my password", answer: "Please visit https://example.com/reset" };

async function messagesOf(service: CustomerService, channelId: string, address: string) {
  const conversation = await service.conversations.find(channelId, address);
  return conversation === null ? [] : service.conversations.messages(conversation.id);
}

test("a customer's question is answered by the desk, and the model never hears of it", async () => {
  const { gateway, service } = await hosted();
  expect(await gateway.write({ from: ada, text: password.question })).toBe(true);
  await service.idle();
  expect(gateway.textsTo(ada)).toEqual([password.answer]);
  expect(gateway.asked).toEqual([]);
});

test("what the bot cannot answer becomes a ticket with an agent", async () => {
  const { gateway, service } = await hosted();
  await gateway.write({ from: ada, text: technicalIssue, channel: "whatsapp" });
  await service.idle();
  expect(await service.tickets.listOf("li")).toMatchObject([{ channelId: "whatsapp", description: technicalIssue }]);
});

test("both hooks' ways to name a thread are one conversation, and accounts are apart", async () => {
  const { gateway, service } = await hosted();
  await gateway.write({ from: ada, text: "hello" });
  await gateway.write({ from: `telegram:${ada}`, text: "hello again" });
  await gateway.write({ from: ada, text: "hello there", accountId: "second/bot" });
  await service.idle();
  const said = async (address: string) =>
    (await messagesOf(service, "telegram", address)).flatMap(({ sender, content }) =>
      sender ? [[sender.ids, content.text]] : [],
    );
  expect(await said(addressOf(ada))).toEqual([
    [[ada], "hello"],
    [[ada], "hello again"],
  ]);
  expect(await said(`second%2Fbot/${ada}`)).toEqual([[[ada], "hello there"]]);
  expect(gateway.batches.map(({ accountId, to }) => [accountId, to])).toContainEqual(["second/bot", ada]);
});

const details = {
  metadata: { senderName: "小明", provider: "telegram" },
  media: [{ path: "/state/media/inbound/7f.png", contentType: "image/png", kind: "image" }, { odd: 1 }, null],
  location: { latitude: 1.5, longitude: 2.5, name: "Home" },
};

test.each(["before", "after"] as const)(
  "name, files and place come with the message when the richer hook is called %s",
  async (received) => {
    const { gateway, service } = await hosted();
    await gateway.write({ from: ada, text: "look", messageId: "5", details, received });
    const [message] = await messagesOf(service, "telegram", addressOf(ada));
    expect(message?.sender?.name).toBe("小明");
    expect(message?.content).toMatchObject({
      text: "look",
      media: [{ kind: "image", id: "/state/media/inbound/7f.png", mimeType: "image/png", fileName: "7f.png" }],
      location: { latitude: 1.5, longitude: 2.5 },
    });
  },
);

test("without the richer hook the message goes on after a moment of the desk's clock", async () => {
  const { gateway, service, clock } = await hosted();
  const writing = gateway.write({ from: ada, text: password.question, received: "never" });
  await clock.advance({ seconds: 1 });
  expect(await writing).toBe(true);
  await service.idle();
  expect(gateway.textsTo(ada)).toEqual([password.answer]);
});

test("details of one chat never go to a message of another chat with the same number", async () => {
  const { gateway, service, clock } = await hosted();
  await gateway.write({ from: ada, text: "look", messageId: "5", details });
  const writing = gateway.write({ from: "777002", text: "hello", messageId: "5", received: "never" });
  await clock.advance({ seconds: 1 });
  await writing;
  const [message] = await messagesOf(service, "telegram", addressOf("777002"));
  expect([message?.sender?.name, message?.content.media]).toEqual([undefined, undefined]);
});

test("details that nobody asks for do not pile up", async () => {
  const details = new DetailsByMessage();
  const clock = simulatedClock();
  for (let number = 0; number <= 1_000; number += 1) details.keep(`${number}`, { senderName: `${number}` });
  const [first, second] = [details.take("0", clock), details.take("1", clock)];
  await clock.advance({ seconds: 1 });
  expect([await first, await second]).toEqual([null, { senderName: "1" }]);
});

test("a photo without a caption comes without the host's words for it", async () => {
  const { gateway, service } = await hosted();
  await gateway.write({ from: ada, text: "<media:image>", details });
  const [message] = await messagesOf(service, "telegram", addressOf(ada));
  expect(message?.content).toMatchObject({ text: "", media: [{ kind: "image" }] });
});

test("a message that the host delivers again after a crash is dealt with once", async () => {
  const { gateway, service } = await hosted();
  for (const _ of [1, 2]) {
    expect(await gateway.write({ from: ada, text: password.question, messageId: "9" })).toBe(true);
    await service.idle();
  }
  // The same number in another chat is another message.
  await gateway.write({ from: "777002", text: password.question, messageId: "9" });
  await service.idle();
  expect([gateway.textsTo(ada), gateway.textsTo("777002")]).toEqual([[password.answer], [password.answer]]);
});

test("who writes the same twice, in messages that have neither id nor time, is heard twice", async () => {
  const { gateway, service, clock } = await hosted();
  for (const _ of [1, 2]) {
    await gateway.write({ from: ada, text: password.question, nameless: true });
    await service.idle();
    await clock.advance({ seconds: 1 });
  }
  expect(gateway.textsTo(ada)).toEqual([password.answer, password.answer]);
});

test("texts that the host merged into one are read as one", async () => {
  const { gateway, service } = await hosted();
  await gateway.write({ from: ada, text: `${technicalIssue}\nwhen I reset my password`, messageId: "3" });
  await service.idle();
  const [ticket] = await service.tickets.listOf("li");
  expect(ticket?.description).toBe(`${technicalIssue}\nwhen I reset my password`);
});

test("groups are the assistant's, unless the desk is to have them", async () => {
  const alone = await hosted({ guard: false });
  expect(await alone.gateway.write({ from: ada, text: offTopic, group: "-100123" })).toBe(false);
  const both = await hosted({ groups: true });
  expect(await both.gateway.write({ from: ada, text: password.question, group: "-100123" })).toBe(true);
  await both.service.idle();
  expect(both.gateway.textsTo("-100123")).toEqual([password.answer]);
});

test("agents, operators and channels that are not the desk's keep the assistant", async () => {
  const { gateway } = await hosted({ agents: { "telegram:9001": "li" }, operators: ["telegram:9000"] });
  expect(await gateway.write({ from: "9001", text: "my tasks for today" })).toBe(false);
  expect(await gateway.write({ from: "9000", text: "what is new" })).toBe(false);
  expect(await gateway.write({ from: ada, text: "hello", channel: "discord" })).toBe(false);
  expect(gateway.asked).toEqual(["my tasks for today", "what is new", "hello"]);
});

const away = new CustomerServiceError("store.unavailable", "The database is away.");

test("a store that is away for a moment costs no message", async () => {
  const store = memoryTicketStore();
  const { gateway, service, clock } = await hosted({}, { store });
  vi.spyOn(store, "transact").mockRejectedValueOnce(away).mockRejectedValueOnce(away);
  const writing = gateway.write({ from: ada, text: password.question });
  await clock.advance({ seconds: 2 });
  expect(await writing).toBe(true);
  await service.idle();
  expect(gateway.textsTo(ada)).toEqual([password.answer]);
});

test.each([
  ["stays away", away],
  ["throws what nobody knows", new TypeError("undefined is not a function")],
])("the customer is told so, and never hears the model, when the store %s", async (_, error) => {
  const store = memoryTicketStore();
  const { gateway, clock } = await hosted({}, { store });
  vi.spyOn(store, "transact").mockRejectedValue(error);
  const writing = Promise.all([
    gateway.write({ from: ada, text: "How do I reset my password" }),
    gateway.write({ from: "777002", text: "如何重置密码" }),
  ]);
  await clock.advance({ seconds: 10 });
  expect(await writing).toEqual([true, true]);
  expect(gateway.textsTo(ada)).toEqual([expect.stringMatching(/^Sorry, we cannot take your message/)]);
  expect(gateway.textsTo("777002")).toEqual([expect.stringMatching(/^抱歉/)]);
  expect(gateway.asked).toEqual([]);
  expect(gateway.logged).toContainEqual(expect.stringContaining("could not be taken"));
});

test("a message without number, or of no shape at all, breaks nothing", async () => {
  const { gateway, service } = await hosted({ guard: false });
  const plugin = openclawPlugin(service, { id: "again", send: gateway.send });
  const hooks = new Map<string, (event: unknown, context: unknown) => unknown>();
  gateway.load({ ...plugin, register: () => {} });
  const on = (name: string, handler: (event: unknown, context: unknown) => unknown) => void hooks.set(name, handler);
  const nothing = () => {};
  plugin.register({
    ...{ config: {}, runtime: { config: { current: () => ({}) } }, on },
    logger: { info: nothing, warn: nothing, error: nothing },
    ...{ registerService: nothing, registerInteractiveHandler: nothing, registerCommand: nothing },
    ...{ registerTool: nothing, registerHttpRoute: nothing },
  });
  const call = (name: string, event: unknown, context: unknown) => hooks.get(name)?.(event, context);
  for (const odd of [null, undefined, 5, "x", [], {}]) {
    expect(call("message_received", odd, odd)).toBeUndefined();
    expect(await call("before_dispatch", odd, odd)).toBeUndefined();
    expect(await call("message_sending", odd, odd)).toBeUndefined();
  }
});

test("the whole conversation is in the desk, as the host's transcript has none of it", async () => {
  const { gateway, service } = await hosted();
  await gateway.write({ from: ada, text: password.question });
  await service.idle();
  const said = await messagesOf(service, "telegram", addressOf(ada));
  expect(said.map(({ author, content, status }) => [author.kind, content.text, status])).toEqual([
    ["customer", password.question, "received"],
    ["bot", password.answer, "sent"],
  ]);
});

test("the fake gateway shows the customer the model's error when nobody claims: what all of this is for", async () => {
  const gateway = new FakeGateway();
  gateway.load({
    id: "none",
    name: "none",
    description: "",
    register: (api) => api.on("before_dispatch", () => Promise.reject(new Error("no"))),
  });
  expect(await gateway.write({ from: ada, text: "hello" })).toBe(false);
  expect(gateway.textsTo(ada)).toEqual([modelError]);
});

test("a channel needs a name, and the plugin the id of its manifest", async () => {
  expect(() => openclawChannels(["telegram", " "])).toThrow('A channel of OpenClaw: it needs its name; got " ".');
  expect(() => openclawChannels(["webchat"])).toThrow("OpenClaw's webchat is the operator's; give the desk its own");
  const event: InboundEventInput = {
    type: "message",
    eventId: "1",
    address: "a",
    from: { ids: ["a"], verified: true },
  };
  const [channel] = openclawChannels(["telegram"]);
  await expect(channel?.take(event)).rejects.toMatchObject({ code: "service.not_running" });
  const service = new CustomerService({ channels: openclawChannels(["telegram"]) });
  expect(() => openclawPlugin(service, { id: "" })).toThrow("Option id");
});
