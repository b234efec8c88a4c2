import { memoryTicketStore, type TicketStore } from "kefu";
import { expect, onTestFinished, test } from "vitest";
import { desk, last, offTopic } from "../../harness.ts";
import { type SlackSubject, slackSubject } from "./slack-subject.ts";

async function slackDesk(store: TicketStore = memoryTicketStore()) {
  const subject = await slackSubject();
  onTestFinished(async () => void (await subject.close?.().catch(() => null)));
  const made = await desk({ store, channels: [subject.channel] });
  const handle = async (request: Request) => {
    const { status } = await made.service.handle("slack", request);
    await made.service.idle();
    return status;
  };
  const messages = async (address = "slack:D1:") => {
    const conversation = await made.service.conversations.find("slack", address);
    return conversation === null ? [] : made.service.conversations.messages(conversation.id, { limit: 100 });
  };
  return { ...made, ...subject, handle, messages };
}

const written = { type: "message", user: "UADA", channel: "D1", channel_type: "im", ts: "1600000000.2001" };
const eventOf = ({ event }: SlackSubject, content: object, id = "Ev1") => event({ event_id: id, event: content });

test("a question in a direct message is answered there", async () => {
  const slack = await slackDesk();
  expect(await slack.handle(eventOf(slack, { ...written, text: "如何重置密码" }))).toBe(200);
  expect(slack.posted).toEqual([{ text: "请访问 https://example.com/reset", channel: "D1", buttons: [] }]);
  expect(last((await slack.messages()).slice(0, 1)).sender).toMatchObject({ ids: ["UADA"], name: "Ada" });
});

test("a thread of a public channel is a conversation of its own, and answered in the thread", async () => {
  const slack = await slackDesk();
  await slack.handle(eventOf(slack, { ...written, channel: "C1", channel_type: "channel", text: "refund policy" }));
  expect(slack.posted.map(({ channel }) => channel)).toEqual(["C1"]);
  expect(await slack.messages("slack:C1:1600000000.2001")).toHaveLength(2);
});

test("a rating that is pressed is read, in the conversation in which it was asked for", async () => {
  const slack = await slackDesk();
  await slack.handle(eventOf(slack, { ...written, text: offTopic }));
  const [ticket] = slack.told("ticket.opened").map((told) => told.ticket);
  await slack.service.tickets.close(ticket?.id ?? "", { agentId: "wang" });
  await slack.service.idle();
  const four = last(slack.posted).buttons[3];
  await slack.press?.({ eventId: "press-1", optionId: four?.id ?? "" });
  await slack.service.idle();
  expect(await slack.service.surveys.listOf(ticket?.id ?? "")).toMatchObject([{ status: "answered", score: 4 }]);
});

test("what a bot or the desk itself wrote is nothing for the desk", async () => {
  const slack = await slackDesk();
  await slack.handle(eventOf(slack, { ...written, user: "UDESK", text: "refund policy" }, "Ev1"));
  await slack.handle(eventOf(slack, { ...written, bot_id: "BOTHER", text: "refund policy" }, "Ev2"));
  expect(await slack.messages()).toEqual([]);
  expect(slack.posted).toEqual([]);
});

test("edits, deletions and reactions reach the desk", async () => {
  const slack = await slackDesk();
  await slack.handle(eventOf(slack, { ...written, text: "refund policie" }));
  const [first] = await slack.messages();
  const { ts } = written;
  const message = { ...written, text: "refund policy", edited: { user: "UADA", ts: "1600000001.0" } };
  const place = { type: "message", channel: "D1", channel_type: "im" };
  const changed = { ...place, subtype: "message_changed", message, ts: "1600000001.1", event_ts: "1600000001.1" };
  expect(await slack.handle(eventOf(slack, changed, "Ev2"))).toBe(200);
  expect((await slack.messages())[0]?.content.text).toBe("refund policy");
  const reaction = { type: "reaction_added", user: "UADA", reaction: "+1", item: { ...place, ts }, event_ts: "1.2" };
  expect(await slack.handle(eventOf(slack, reaction, "Ev3"))).toBe(200);
  expect((await slack.messages())[0]?.reaction).toBe("+1");
  const deleted = {
    ...place,
    subtype: "message_deleted",
    deleted_ts: ts,
    ts: "1600000003.1",
    previous_message: message,
  };
  expect(await slack.handle(eventOf(slack, deleted, "Ev4"))).toBe(200);
  expect((await slack.messages())[0]).toMatchObject({ id: first?.id, deletedAt: expect.any(Date) });
});

test("a slash command is read as the text that it is, once however often it is delivered", async () => {
  const slack = await slackDesk();
  const fields = {
    command: "/refund",
    text: "policy",
    user_id: "UADA",
    user_name: "ada",
    channel_id: "D1",
    team_id: "T1",
  };
  const deliver = (trigger_id: string) => slack.handle(slack.form({ ...fields, trigger_id }));
  expect([await deliver("1"), await deliver("1"), await deliver("2")]).toEqual([200, 200, 200]);
  const inbound = (await slack.messages()).filter(({ direction }) => direction === "inbound");
  expect(inbound.map(({ content }) => content.text)).toEqual(["/refund policy", "/refund policy"]);
});

test("an event that the desk could not store is taken when Slack delivers it again", async () => {
  const store = memoryTicketStore();
  const slack = await slackDesk(store);
  const { transact } = store;
  store.transact = () => Promise.reject(new Error("The disk is full."));
  const request = () => eventOf(slack, { ...written, text: "refund policy" });
  expect((await slack.service.handle("slack", request())).status).toBe(503);
  store.transact = transact;
  const again = request();
  again.headers.set("x-slack-retry-num", "1");
  expect(await slack.handle(again)).toBe(200);
  expect(slack.posted).toHaveLength(1);
});

test("when Slack cannot be reached, it is known that nothing was sent", async () => {
  const { channel, close } = await slackDesk();
  await close?.();
  const message = {
    address: "slack:D1:",
    content: { text: "hi" },
    author: { kind: "bot" },
    idempotencyKey: "1",
  } as const;
  const send = () => channel.send(message, { signal: new AbortController().signal });
  // Of what goes out on a connection that is still open, and breaks, nobody knows.
  await expect(send()).rejects.toMatchObject({ name: "ChannelError" });
  await expect(send()).rejects.toMatchObject({ name: "ChannelError", kind: "transient", channelCode: "ECONNREFUSED" });
});

test("three messages at once in one thread are all kept", async () => {
  const slack = await slackDesk();
  const texts = ["one", "two", "three"];
  const requests = texts.map((text, index) => eventOf(slack, { ...written, text, ts: `1600000000.300${index}` }, text));
  await Promise.all(requests.map((request) => slack.service.handle("slack", request)));
  await slack.service.idle();
  const inbound = (await slack.messages()).filter(({ direction }) => direction === "inbound");
  expect(inbound.map(({ content }) => content.text).sort()).toEqual([...texts].sort());
});
