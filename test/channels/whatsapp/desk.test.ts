import { type AgentInput, CustomerService, type EventName, type Message, memoryTicketStore } from "kefu";
import { seededRandom, simulatedClock } from "kefu/testing";
import { whatsappChannel } from "kefu/whatsapp";
import { expect, onTestFinished, test } from "vitest";
import { faq, until } from "../../harness.ts";
import { graphServer } from "./graph-server.ts";
import { account, ada, messagesOf, requestOf, textMessage, webhookOf } from "./webhooks.ts";

const answer = "请访问 https://example.com/reset";
const li: AgentInput = { id: "li", name: "Li", skills: ["technical"] };

/** A desk with WhatsApp as its channel, and Graph on this machine. */
async function whatsappDesk() {
  const graph = await graphServer();
  const channel = whatsappChannel({ ...account, baseUrl: graph.url });
  const clock = simulatedClock();
  const store = memoryTicketStore();
  const service = new CustomerService({
    channels: [channel],
    agents: [li],
    store,
    faq,
    clock,
    random: seededRandom(1),
  });
  const told: EventName[] = [];
  service.onAny(({ name }) => void told.push(name));
  await service.start();
  onTestFinished(() => service.stop({ graceMs: 0 }));

  const messages = async (address: string = ada.user_id): Promise<readonly Message[]> => {
    const conversation = await service.conversations.find("whatsapp", address);
    return conversation === null ? [] : service.conversations.messages(conversation.id);
  };
  return {
    ...{ graph, clock, service, told, messages },
    /** Meta calls the webhook, and the desk does what follows. */
    async hook(body: string): Promise<void> {
      expect((await service.handle("whatsapp", requestOf(body))).status).toBe(200);
      await service.idle();
    },
    /** The status of a message that went out, as Meta tells it. */
    status: (id: string, status: string, rest: Record<string, unknown> = {}) =>
      webhookOf({ contacts: [ada], statuses: [{ id, status, timestamp: "1", recipient_id: ada.wa_id, ...rest }] }),
    lastOut: async () => (await messages()).findLast(({ direction }) => direction === "outbound"),
  };
}

const question = messagesOf([textMessage("wamid.1", "如何重置密码")]);

test("a question is answered once, however often Meta delivers it", async () => {
  const { hook, graph } = await whatsappDesk();
  for (let time = 0; time < 3; time += 1) await hook(question);
  await hook(messagesOf([textMessage("wamid.1", "如何重置密码"), textMessage("wamid.2", "工作时间")]));
  const texts = graph.sent.map((message) => (message.type === "text" ? message.text.body : message.type));
  expect(texts.filter((text) => text.includes(answer))).toHaveLength(1);
  expect(texts.some((text) => text.includes("9:00-18:00"))).toBe(true);
  expect(graph.sent[0]).toMatchObject({ recipient: ada.user_id });
});

test("statuses in any order, and more than once, end with what is furthest", async () => {
  const { hook, status, lastOut, graph } = await whatsappDesk();
  await hook(question);
  const id = graph.sent[0]?.id ?? "";
  for (const given of ["read", "sent", "delivered", "read", "sent"]) await hook(status(id, given));
  expect(await lastOut()).toMatchObject({ status: "read", externalId: id });
});

test("a message that fails later says why", async () => {
  const { hook, status, lastOut, graph, told } = await whatsappDesk();
  await hook(question);
  const errors = [{ code: 131_026, title: "Message undeliverable" }];
  await hook(status(graph.sent[0]?.id ?? "", "failed", { errors }));
  expect(await lastOut()).toMatchObject({ status: "failed", statusReason: "131026: Message undeliverable" });
  expect(told).toContain("message.failed");
});

test("a message that went out while its answer got lost is known by a later status, and never sent twice", async () => {
  const { hook, status, lastOut, graph, clock } = await whatsappDesk();
  graph.failNext({ breaks: "after" });
  await hook(question);
  expect(await lastOut()).toMatchObject({ status: "unknown", externalId: null });

  const [sent] = graph.sent;
  await hook(status(sent?.id ?? "", "delivered", { biz_opaque_callback_data: sent?.biz_opaque_callback_data }));
  expect(await lastOut()).toMatchObject({ status: "delivered", externalId: sent?.id });
  await clock.advance({ hours: 1 });
  expect(graph.sent).toHaveLength(1);
});

test("a message that surely did not go out is sent again", async () => {
  const { hook, lastOut, graph, clock, service } = await whatsappDesk();
  graph.failNext({ code: 131_016, status: 503 });
  await hook(question);
  expect(graph.sent).toEqual([]);
  await clock.advance({ minutes: 1 });
  await service.idle();
  await until(async () => (await lastOut())?.status === "sent");
  expect(graph.sent).toHaveLength(1);
});

test("who has a number is the same customer on every channel, and who has none is a customer, too", async () => {
  const { hook, service } = await whatsappDesk();
  await hook(question);
  expect(await service.customers.findByKey({ kind: "phone", value: `+${ada.wa_id}` })).toMatchObject({ name: "Ada" });

  const bob = { user_id: "US.77", profile: { name: "Bob" } };
  await hook(messagesOf([{ ...textMessage("wamid.2", "hi"), from: undefined, from_user_id: "US.77" }], [bob]));
  const conversation = await service.conversations.find("whatsapp", "US.77");
  expect(await service.customers.get(conversation?.customerId ?? "")).toMatchObject({ name: "Bob" });
});

test("a conversation goes on under a new number and id, and answers go there", async () => {
  const { hook, graph, messages } = await whatsappDesk();
  await hook(question);
  const system = {
    type: "user_changed_user_id",
    user_id: "CN.2",
    previous_user_id: ada.user_id,
    wa_id: "8613900139000",
  };
  await hook(webhookOf({ messages: [{ id: "wamid.2", type: "system", from: ada.wa_id, timestamp: "1", system }] }));
  const now = { wa_id: "8613900139000", user_id: "CN.2", profile: ada.profile };
  const message = { ...textMessage("wamid.3", "工作时间"), from: now.wa_id, from_user_id: now.user_id };
  await hook(messagesOf([message], [now]));
  expect(graph.sent.at(-1)).toMatchObject({ recipient: "CN.2" });
  expect((await messages("CN.2")).length).toBeGreaterThanOrEqual(4);
});

test("a conversation begun under a number goes on when the person's id first comes", async () => {
  const { hook, service, told } = await whatsappDesk();
  const { user_id, wa_id, profile } = ada;
  const first = { ...textMessage("wamid.1", "The app crashes with an error"), from: wa_id, timestamp: "1" };
  await hook(webhookOf({ contacts: [{ wa_id, profile }], messages: [first] }));
  const begun = await service.conversations.find("whatsapp", wa_id);
  expect(begun?.ticketId).toEqual(expect.any(String));

  await hook(messagesOf([{ id: "wamid.2", type: "reaction", reaction: { message_id: "wamid.1", emoji: "👍" } }]));
  await hook(messagesOf([textMessage("wamid.3", "Are you still there?")]));
  expect(told).toContain("message.reacted");
  expect(told.filter((name) => name === "conversation.moved")).toHaveLength(1);
  expect(await service.conversations.find("whatsapp", user_id)).toMatchObject({
    ...{ id: begun?.id, ticketId: begun?.ticketId, customerId: begun?.customerId },
  });
  expect(await service.conversations.find("whatsapp", wa_id)).toBeNull();
  expect(told.filter((name) => name === "ticket.opened" || name === "conversation.started")).toHaveLength(2);
});

test("a conversation in a group stays there when one of its people writes directly", async () => {
  const { hook, service } = await whatsappDesk();
  await hook(messagesOf([{ ...textMessage("wamid.1", "The app crashes with an error"), group_id: "G1" }]));
  const group = await service.conversations.find("whatsapp", "group:G1");
  await hook(messagesOf([textMessage("wamid.2", "It crashes for me alone")]));
  expect(await service.conversations.find("whatsapp", "group:G1")).toMatchObject({ id: group?.id });
  expect((await service.conversations.find("whatsapp", ada.user_id))?.id).not.toBe(group?.id);
});

test("who has a number that was another's does not get their conversation", async () => {
  const { hook, service } = await whatsappDesk();
  await hook(question);
  const conversation = await service.conversations.find("whatsapp", ada.user_id);
  const bob = { wa_id: ada.wa_id, user_id: "US.99", profile: { name: "Bob" } };
  await hook(messagesOf([{ ...textMessage("wamid.2", "hello"), from_user_id: bob.user_id }], [bob]));
  expect(await service.conversations.find("whatsapp", ada.user_id)).toMatchObject({ id: conversation?.id });
  expect((await service.conversations.find("whatsapp", bob.user_id))?.id).not.toBe(conversation?.id);
});

test("what is edited, taken back or reacted to is kept on the message", async () => {
  const { hook, graph, messages } = await whatsappDesk();
  await hook(question);
  const edited = { type: "text", text: { body: "怎么改密码" } };
  await hook(messagesOf([{ id: "wamid.2", type: "edit", edit: { original_message_id: "wamid.1", message: edited } }]));
  await hook(
    messagesOf([{ id: "wamid.3", type: "reaction", reaction: { message_id: graph.sent[0]?.id, emoji: "👍" } }]),
  );
  const [asked, answered] = await messages();
  expect(asked?.content.text).toBe("怎么改密码");
  expect(answered?.reaction).toBe("👍");
  await hook(messagesOf([{ id: "wamid.4", type: "revoke", revoke: { original_message_id: "wamid.1" } }]));
  expect((await messages())[0]?.deletedAt).not.toBeNull();
});
