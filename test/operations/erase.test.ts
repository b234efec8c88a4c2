import { ChannelError, type Logger, type StoredThing, type TicketStore } from "kefu";
import { describe, expect, test } from "vitest";
import { desk, slowAnswerer, stores, type TestDesk, technicalIssue, unstartedDesk, until } from "../harness.ts";
import { brokenStore } from "../stores/broken/broken-store.ts";
import { liveJobs } from "./stored.ts";

const number = "8613800001111";
const wangXiaofang = { from: { ids: [number], name: "王小芳", verified: true } };
/** What is said by her, to her and of her. */
const secrets = [number, "王小芳", "我家的路由器坏了", "请重启路由器", "她很着急", "谢谢小李", "退款政策在哪里"];

/** Wang Xiaofang asked the bot, had a ticket with everything about it, and has another that Li works on. */
async function busyDesk(store: TicketStore): Promise<TestDesk & { readonly customerId: string }> {
  const made = await desk({ store, agents: [{ id: "li", skills: ["technical", "general"], capacity: 1 }] });
  const { service, say, ticketOf, conversationOf } = made;
  await say(number, "退款政策在哪里", wangXiaofang);
  await say(number, "我家的路由器坏了，系统报错", wangXiaofang);
  const { id } = await ticketOf(number);
  await service.tickets.reply(id, { agentId: "li", text: "请重启路由器" });
  await service.tickets.note(id, { agentId: "li", text: "她很着急" });
  await service.tickets.escalate(id, { agentId: "li", reason: `${number} 又来电了` });
  await service.tickets.close(id, { agentId: "li" });
  await service.idle();
  await service.surveys.answer(id, { score: 5, comment: "谢谢小李" });
  await say(number, "我家的路由器坏了，又报错", wangXiaofang);
  await say("bob", technicalIssue);
  const { customerId } = await conversationOf(number);
  return { ...made, customerId: customerId ?? "" };
}

/** Whatever the store has of these texts. */
function mentions(store: TicketStore, texts: readonly string[]): Promise<readonly StoredThing[]> {
  return store.maintenance.mentions("default", texts);
}

describe.each(stores)("erasing a customer on $name", ({ open }) => {
  test("everything said by them, to them and of them is gone for good", async () => {
    const store = open();
    const { service, customerId, conversationOf, ticketOf } = await busyDesk(store);
    const ids = [customerId, (await conversationOf(number)).id, (await ticketOf(number)).id];
    expect((await mentions(store, secrets)).length).toBeGreaterThan(10);
    const { removed, remaining, emptiedMessages } = await service.customers.erase(customerId);
    expect(remaining).toEqual([]);
    expect(await mentions(store, [...secrets, ...ids])).toEqual([]);
    expect(removed).toMatchObject({ customer: 1, identity: 1, conversation: 1, ticket: 1, survey: 1, log: 2 });
    expect(removed.message).toBeGreaterThanOrEqual(8);
    expect(removed.mark).toBeGreaterThanOrEqual(3);
    expect(emptiedMessages).toBe(0);
    expect((await service.check()).violations).toEqual([]);
  });

  test("the agent gets free for who waits, and nothing is said or asked", async () => {
    const { service, customerId, channel, ticketOf, told } = await busyDesk(open());
    expect(await ticketOf("bob")).toMatchObject({ waiting: true });
    const sent = channel.sentTo(number).length;
    const surveys = told("survey.sent").length;
    await service.customers.erase(customerId);
    await service.idle();
    expect(await ticketOf("bob")).toMatchObject({ waiting: null, agentId: "li" });
    expect(await service.agents.get("li")).toMatchObject({ load: 1 });
    expect(channel.sentTo(number)).toHaveLength(sent);
    expect(told("survey.sent")).toHaveLength(surveys);
    expect(told("customer.erased")).toEqual([{ customerId }]);
  });

  test("no timer of theirs goes off later, and nothing fails", async () => {
    const { service, customerId, pass, told, channel } = await busyDesk(open());
    await service.customers.erase(customerId);
    const sent = channel.sentTo(number).length;
    await pass({ days: 10 });
    expect(channel.sentTo(number)).toHaveLength(sent);
    expect(told("job.died")).toEqual([]);
    expect((await service.check()).violations).toEqual([]);
  });

  test("everybody else stays as they are", async () => {
    const { service, customerId, recordsOf, say } = await busyDesk(open());
    await say("cem", `14711 and x${number}9 are numbers`);
    const before = JSON.parse(await recordsOf("cem"));
    await service.customers.erase(customerId);
    expect(JSON.parse(await recordsOf("cem"))).toMatchObject({ messages: before.messages, tickets: before.tickets });
  });

  test("a short name counts as a word of its own only, a number wherever it stands", async () => {
    const { service, say, messagesOf, conversationOf } = await desk({ store: open() });
    await say("ada", "Refund policy", { from: { ids: ["ada", "13800001111"], name: "Ada", verified: true } });
    await say("bob", "My adapter is broken, and adagio too");
    await say("bob", "ask ada, or call +8613800001111");
    const { remaining } = await service.customers.erase((await conversationOf("ada")).customerId ?? "");
    const [message] = (await messagesOf("bob")).filter(({ content }) => content.text.startsWith("ask ada"));
    expect(remaining).toEqual([{ kind: "message", id: message?.id }]);
  });

  test("an id of theirs in the words of others is named too", async () => {
    const { service, customerId, say, ticketOf, messagesOf } = await busyDesk(open());
    await say("bob", `the same as ${(await ticketOf(number)).id}`);
    const { remaining } = await service.customers.erase(customerId);
    const [message] = (await messagesOf("bob")).filter(({ content }) => content.text.startsWith("the same as"));
    expect(remaining).toEqual([{ kind: "message", id: message?.id }]);
  });

  test("a receipt that waits for a second look goes with them", async () => {
    const store = open();
    const { service, say, conversationOf } = await desk({ store });
    await say("ada", "Refund policy");
    for (const address of ["ada", "bob"]) {
      const receipt = { type: "delivery", eventId: `r-${address}`, messageId: "unknown", status: "read" } as const;
      await service.receive("telegram", { ...receipt, address });
    }
    await service.customers.erase((await conversationOf("ada")).customerId ?? "");
    expect(await liveJobs(store, "receipt")).toMatchObject([{ payload: { address: "bob" } }]);
  });

  test("what others wrote of them stays, and is named", async () => {
    const { service, customerId, say, ticketOf, messagesOf } = await busyDesk(open());
    await say("bob", "王小芳 said the same");
    const { id } = await ticketOf("bob");
    await service.tickets.note(id, { text: `call ${number} too` });
    const { remaining } = await service.customers.erase(customerId);
    const message = (await messagesOf("bob")).find(({ content }) => content.text.includes("王小芳"));
    expect(remaining).toContainEqual({ kind: "message", id: message?.id });
    expect(remaining).toContainEqual({ kind: "log", id: `ticket:${id}` });
    expect(JSON.stringify(await service.tickets.history(id))).toContain(number);
  });

  test("who writes again afterwards is somebody new", async () => {
    const { service, customerId, say, conversationOf, messagesOf } = await busyDesk(open());
    await service.customers.erase(customerId);
    await say(number, "退款政策在哪里", wangXiaofang);
    expect((await conversationOf(number)).customerId).not.toBe(customerId);
    expect(await messagesOf(number)).toHaveLength(2);
  });

  test("who only claimed to be somebody is erased without touching whom the channel vouches for", async () => {
    const { service, say, conversationOf, messagesOf } = await desk({ store: open() });
    await say("ada", "Refund policy");
    await say("visitor-1", "Refund policy", { from: { ids: ["ada"], name: "Ada?", verified: false } });
    const { customerId } = await conversationOf("visitor-1");
    expect((await service.customers.erase(customerId ?? "")).removed).toMatchObject({ identity: 1, message: 2 });
    await expect(messagesOf("visitor-1")).rejects.toThrow();
    expect(await messagesOf("ada")).toHaveLength(2);
    expect(await service.customers.find("telegram", "ada")).not.toBeNull();
  });

  test("a redelivered message of theirs is taken for new", async () => {
    const { service, say, channel, conversationOf } = await desk({ store: open() });
    const messages = [
      { text: "Refund policy", eventId: "e1" },
      { text: "Refund policy", eventId: "message:wamid.X", messageId: "wamid.X" },
    ];
    for (const message of messages) await say("ada", message);
    for (const message of messages) expect(await channel.say("ada", message)).toBe("duplicate");
    const { removed } = await service.customers.erase((await conversationOf("ada")).customerId ?? "");
    expect(removed.mark).toBe(2);
    for (const message of messages) expect(await channel.say("ada", message)).toBe("accepted");
  });

  test("marks that name them go, marks that only look alike stay", async () => {
    const { service, say, channel, conversationOf } = await desk({ store: open() });
    await say("4711", { text: "hello", eventId: "m-4711-1", messageId: "m1" });
    await say("bob", { text: "hello", eventId: "m-14711", messageId: "m2" });
    await service.customers.erase((await conversationOf("4711")).customerId ?? "");
    expect(await channel.say("bob", { text: "hello", eventId: "m-14711" })).toBe("duplicate");
    expect(await channel.say("4711", { text: "hello", eventId: "m-4711-1" })).toBe("accepted");
  });

  test("in a group only their own messages are emptied, and the others keep their places", async () => {
    const store = open();
    const { service, say, conversationOf, messagesOf, channel } = await desk({ store });
    const address = "group-7";
    await say("ada", "Refund policy", { address });
    await say("bob", "I am Bob and I want a human", { address });
    await say("ada", "so do I, says ada", { address, messageId: "m-3" });
    await channel.tell({ type: "reaction", address, messageId: "m-3", emoji: "👍" });
    await channel.tell({ type: "edit", address, messageId: "m-3", text: "so do I, says Ada" });
    const group = await conversationOf(address);
    const before = await messagesOf(address);
    const ada = await service.customers.find("telegram", "ada");
    const { removed, emptiedMessages } = await service.customers.erase(ada?.id ?? "");
    const after = await messagesOf(address);
    expect(emptiedMessages).toBe(2);
    expect(removed).toEqual({ customer: 1, identity: 1, mark: 2 });
    expect(after.map(({ sequence }) => sequence)).toEqual(before.map(({ sequence }) => sequence));
    const emptied = after.filter(({ direction, sender }) => direction === "inbound" && sender === null);
    expect(emptied).toHaveLength(2);
    const nothing = { content: { text: "" }, externalId: null, eventId: null, reaction: null, editedAt: null };
    for (const message of emptied) expect(message).toMatchObject(nothing);
    expect(after.some(({ content }) => content.text === "I am Bob and I want a human")).toBe(true);
    expect(await conversationOf(address)).toMatchObject({ customerId: null, ticketId: group.ticketId });
    expect((await service.check()).violations).toEqual([]);
    await say("bob", "anybody there?", { address });
    expect((await conversationOf(address)).customerId).toBe((await service.customers.find("telegram", "bob"))?.id);
    expect(channel.sentTo(address).join()).not.toContain("so do I");
  });

  test("a ticket of theirs in a group goes, and the group is about nothing then", async () => {
    const { service, say, conversationOf, ticketOf } = await desk({ store: open() });
    const address = "group-7";
    await say("bob", "Refund policy", { address });
    await say("ada", technicalIssue, { address });
    const ada = await service.customers.find("telegram", "ada");
    await service.customers.erase(ada?.id ?? "");
    expect(await conversationOf(address)).toMatchObject({ state: "ended", ticketId: null, agentId: null });
    await expect(ticketOf(address)).rejects.toThrow();
    expect(await service.agents.get("li")).toMatchObject({ load: 0 });
    expect((await service.check()).violations).toEqual([]);
  });

  test("a turn that is under way in a group goes on without their message", async () => {
    const slow = slowAnswerer();
    const { service, say, channel, told, messagesOf } = await desk({ store: open(), answerers: [slow] });
    const address = "group-7";
    await say("bob", "Refund policy", { address });
    await say("ada", "What are your opening hours", { address });
    await channel.say("ada", "slow question", { address });
    await until(() => slow.asked() === 1);
    await channel.say("bob", "How do I reset my password", { address });
    const ada = await service.customers.find("telegram", "ada");
    await service.customers.erase(ada?.id ?? "");
    slow.answerWith("Here you are.");
    await service.idle();
    expect(channel.sentTo(address).slice(2)).toEqual(["Please visit https://example.com/reset"]);
    expect(told("ticket.opened")).toEqual([]);
    // Nobody is made of a message that is empty.
    expect(told("customer.created")).toHaveLength(2);
    expect(await messagesOf(address)).toHaveLength(7);
    expect((await service.check()).violations).toEqual([]);
  });

  test("a turn that is under way ends without a word", async () => {
    const warnings: string[] = [];
    const note = (_: object, sentence: string) => void warnings.push(sentence);
    const logger: Logger = { debug() {}, info() {}, warn: note, error: note };
    const slow = slowAnswerer();
    const { service, say, channel, conversationOf, told } = await desk({
      store: open(),
      answerers: [slow],
      logger,
      survey: false,
    });
    await say("ada", "Refund policy");
    await channel.say("ada", "slow question");
    await until(() => slow.asked() === 1);
    const { customerId } = await conversationOf("ada");
    await service.customers.erase(customerId ?? "");
    slow.answerWith("Here you are.");
    await service.idle();
    expect(channel.sentTo("ada")).toHaveLength(1);
    expect(told("job.died")).toEqual([]);
    expect(warnings).toEqual([]);
    expect((await service.check()).checked).toMatchObject({ conversations: 0, messages: 0, tickets: 0, jobs: 0 });
  });

  test("a delivery that is under way ends quietly, and those behind it are not made", async () => {
    const store = open();
    const { service, say, channel, conversationOf, told } = await desk({ store });
    await say("ada", "Refund policy");
    channel.hold();
    await channel.say("ada", "What are your opening hours");
    await channel.say("ada", technicalIssue);
    await until(() => channel.sendCalls === 2);
    const { customerId } = await conversationOf("ada");
    await service.customers.erase(customerId ?? "");
    channel.release();
    await service.idle();
    expect(channel.sendCalls).toBe(2);
    expect(told("job.died")).toEqual([]);
    expect((await service.check()).checked).toMatchObject({ conversations: 0, messages: 0, tickets: 0, jobs: 0 });
    expect(await mentions(store, [customerId ?? "", "opening hours"])).toEqual([]);
  });

  test("dead letters of theirs are gone too, those of others stay", async () => {
    const { service, say, pass, channel, conversationOf, messagesOf, told } = await desk({ store: open() });
    for (const person of ["ada", "bob"]) {
      const deaths = told("job.died").length;
      channel.failNext(new ChannelError("transient", "The channel is away."), 100);
      await say(person, "Refund policy");
      while (told("job.died").length === deaths) await pass({ hours: 8 });
    }
    const [ofAda, ofBob] = await service.deadLetters.list();
    expect(ofAda?.payload).toMatchObject({ messageId: (await messagesOf("ada")).at(-1)?.id });
    await service.customers.erase((await conversationOf("ada")).customerId ?? "");
    expect(await service.deadLetters.list()).toEqual([ofBob]);
  });

  test("whatever stops it half-way, called again it finishes, and nothing is ever in disorder", async () => {
    let left = Number.POSITIVE_INFINITY;
    const fail = async <T>(work: () => Promise<T>): Promise<T> => {
      left -= 1;
      if (left < 0) throw new Error("the process died");
      return work();
    };
    for (let steps = 0; ; steps += 1) {
      left = Number.POSITIVE_INFINITY;
      const store = brokenStore(open(), {
        store: (whole) => ({ transact: (tenant, work) => fail(() => whole.transact(tenant, work)) }),
        maintenance: (maintenance) => ({ remove: (tenant, things) => fail(() => maintenance.remove(tenant, things)) }),
      });
      const { service, customerId } = await busyDesk(store);
      await service.idle();
      left = steps;
      const outcome = await service.customers.erase(customerId).catch((error: Error) => error.message);
      left = Number.POSITIVE_INFINITY;
      await service.idle();
      expect((await service.check()).violations).toEqual([]);
      const finished = outcome !== "the process died";
      if (!finished) expect((await service.customers.erase(customerId)).remaining).toEqual([]);
      expect(await mentions(store, secrets)).toEqual([]);
      await service.stop();
      if (finished) break;
    }
  });

  test("somebody unknown is refused, and somebody erased already", async () => {
    const { service, customerId } = await busyDesk(open());
    await service.customers.erase(customerId);
    for (const id of [customerId, "nobody"]) {
      await expect(service.customers.erase(id)).rejects.toMatchObject({
        code: "customer.not_found",
        details: { customerId: id },
      });
    }
  });

  test("workflows are told of it, and those that wait with a message of theirs go with it", async () => {
    const store = open();
    const erased: string[] = [];
    const { service, say, conversationOf } = unstartedDesk({ store });
    service.workflow("message.received", async () => Promise.reject(new Error("not now")));
    service.workflow("customer.erased", ({ customerId }) => void erased.push(customerId));
    await service.start();
    await say("ada", "Refund policy");
    await say("bob", "Refund policy, says bob", { address: "group-7" });
    await say("ada", "me too, says ada", { address: "group-7" });
    expect(await liveJobs(store, "workflow")).toHaveLength(3);
    const customerId = (await conversationOf("ada")).customerId ?? "";
    expect((await service.customers.erase(customerId)).removed).toMatchObject({ job: 2 });
    await service.idle();
    expect(erased).toEqual([customerId]);
    const jobs = await liveJobs(store, "workflow");
    expect(jobs).toHaveLength(1);
    expect(JSON.stringify(jobs)).toContain("says bob");
  });
});
