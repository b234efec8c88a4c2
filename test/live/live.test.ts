import { type CustomerService, type LiveSignal, type TicketStore, topics } from "kefu";
import { postgresTicketStore } from "kefu/postgres";
import { seededRandom } from "kefu/testing";
import { describe, expect, onTestFinished, test } from "vitest";
import { desk, offTopic, stores, until } from "../harness.ts";
import { lendTables } from "../postgres/lent-tables.ts";

/** What is heard of a topic from now on. */
function heard(service: CustomerService, topic: string): LiveSignal[] {
  const signals: LiveSignal[] = [];
  onTestFinished(service.live.watch(topic, (signal) => void signals.push(signal)));
  return signals;
}

describe.each(stores)("on $name", ({ open }) => {
  test("whoever watches a conversation hears that it changed, and what is read then is there", async () => {
    const { service, say, conversationOf, messagesOf } = await desk({ store: open() });
    await say("ada", "hello");
    const { id } = await conversationOf("ada");
    const lengths: Promise<number>[] = [];
    onTestFinished(
      service.live.watch(topics.conversation(id), () => {
        lengths.push(messagesOf("ada").then((messages) => messages.length));
      }),
    );
    await say("ada", offTopic);
    expect(lengths.length).toBeGreaterThan(0);
    expect((await Promise.all(lengths)).at(-1)).toBe((await messagesOf("ada")).length);
  });

  test("who waits for a thread to begin hears that it did; others' conversations are not heard", async () => {
    const { service, say, conversationOf } = await desk({ store: open() });
    await say("bob", "hello");
    const ofAda = heard(service, topics.thread("telegram", "ada"));
    const ofBob = heard(service, topics.conversation((await conversationOf("bob")).id));
    await say("ada", "hello");
    expect(ofAda).toContainEqual({ type: "changed" });
    expect(ofBob).toEqual([]);
  });
});

test("a note is told, to listeners and to who watches", async () => {
  const { service, say, ticketOf, told } = await desk({ store: stores[0]?.open() as TicketStore });
  await say("ada", offTopic);
  const ticket = await ticketOf("ada");
  const signals = heard(service, topics.conversation(ticket.conversationId));
  await service.tickets.note(ticket.id, { text: "她昨天来过电话", agentId: "wang" });
  expect(told("ticket.noted")).toMatchObject([{ text: "她昨天来过电话", ticket: { version: ticket.version + 1 } }]);
  expect(signals).toEqual([{ type: "changed" }]);
});

test("what somebody does just now is heard, by who watches the topic or everything, until they stop", async () => {
  const { service } = await desk({ store: stores[0]?.open() as TicketStore });
  const signal: LiveSignal = { type: "typing", by: { kind: "agent", id: "li" } };
  const ofEverything: unknown[] = [];
  const stop = service.live.watchAll((one, topic) => void ofEverything.push([topic, one]));
  const ofOne = heard(service, "conversation:1");
  service.live.tell("conversation:1", signal);
  stop();
  service.live.tell("conversation:1", signal);
  expect(ofOne).toEqual([signal, signal]);
  expect(ofEverything).toEqual([["conversation:1", signal]]);
});

test("a watcher who throws keeps nobody else from hearing", async () => {
  const { service } = await desk({ store: stores[0]?.open() as TicketStore });
  service.live.watch("agents", () => {
    throw new Error("my own fault");
  });
  const signals = heard(service, "agents");
  await service.agents.setPresence("li", "away");
  expect(signals).toEqual([{ type: "changed" }]);
});

test("two processes on PostgreSQL hear each other's changes and signals, and none twice", async () => {
  const { pool, schema, ready, giveBack } = lendTables();
  onTestFinished(giveBack);
  await ready();
  const process = (seed: number) =>
    desk({ store: postgresTicketStore({ pool, schema, time: "service" }), random: seededRandom(seed) });
  const [one, other] = [await process(1), await process(2)];
  expect(one.service.live.lookAgainMs).toBe(20_000);
  await one.say("ada", "hello");
  const { id } = await one.conversationOf("ada");
  const [here, there] = [heard(one.service, topics.conversation(id)), heard(other.service, topics.conversation(id))];
  const typing: LiveSignal = { type: "typing", by: { kind: "customer", id: null } };
  one.service.live.tell(topics.conversation(id), typing);
  await until(() => there.length > 0);
  await one.say("ada", offTopic);
  await one.clock.advance({ seconds: 1 });
  await until(() => there.some(({ type }) => type === "changed"));
  expect(there.filter(({ type }) => type === "typing")).toEqual([typing]);
  expect(here.filter(({ type }) => type === "typing")).toEqual([typing]);
});

test("who stops tells the others what it was about to tell them, and what nobody of this version says is not heard", async () => {
  const store = stores[0]?.open() as TicketStore;
  const told: string[] = [];
  let hear = (_text: string): void => {};
  const broadcast = async (text: string) => void told.push(text);
  const onBroadcast = (heard: (text: string | null) => void) => {
    hear = heard;
    return () => {};
  };
  const { service } = await desk({ store: Object.assign(store, { broadcast, onBroadcast }) });
  const signals = heard(service, topics.agents);
  const tenant = "default";
  for (const text of [
    "",
    "garbage",
    "null",
    "[]",
    "{}",
    JSON.stringify({ tenant, origin: "x", told: "agents" }),
    JSON.stringify({ tenant, origin: "x", told: [["agents", { type: "dancing" }], null] }),
  ]) {
    hear(text);
  }
  expect(signals).toEqual([]);
  hear(JSON.stringify({ tenant, origin: "x", told: [["agents", { type: "changed" }]] }));
  expect(signals).toEqual([{ type: "changed" }]);
  told.length = 0;
  await service.agents.setPresence("li", "away");
  await service.stop({ graceMs: 0 });
  expect(told.map((text) => JSON.parse(text).told)).toEqual([[["agents", { type: "changed" }]]]);
});

test("what no process has for itself alone is looked at again now and then; what one has alone is not", async () => {
  const { service } = await desk({ store: stores[0]?.open() as TicketStore });
  expect(service.live.lookAgainMs).toBeNull();
});
