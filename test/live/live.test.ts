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
  // The other says that it watches; until that is heard, nothing is told.
  await until(() => {
    if (there.length === 0) one.service.live.tell(topics.conversation(id), typing);
    return there.length > 0;
  });
  const typed = here.length;
  await one.say("ada", offTopic);
  await one.clock.advance({ seconds: 1 });
  await until(() => there.some(({ type }) => type === "changed"));
  expect(there.filter(({ type }) => type === "typing").length).toBeLessThanOrEqual(typed);
  expect(here.filter(({ type }) => type === "typing")).toHaveLength(typed);
});

/** A store that several processes share, as far as they tell each other what happens. */
function sharedAir() {
  const hearers = new Set<(text: string | null) => void>();
  const said: string[] = [];
  return {
    said,
    /** What was said since it was last asked. */
    news: () => said.splice(0).map((text) => JSON.parse(text)),
    store(): TicketStore {
      const broadcast = async (text: string) => {
        said.push(text);
        for (const hear of hearers) hear(text);
      };
      const onBroadcast = (hear: (text: string | null) => void) => {
        hearers.add(hear);
        return () => void hearers.delete(hear);
      };
      return Object.assign(stores[0]?.open() as TicketStore, { broadcast, onBroadcast });
    },
  };
}

test("while nobody watches in another process nothing is told to it; whoever begins to is told from then on", async () => {
  const air = sharedAir();
  const one = await desk({ store: air.store(), random: seededRandom(1) });
  const other = await desk({ store: air.store(), random: seededRandom(2) });
  const busy = async () => {
    air.news();
    await one.say("ada", "hello");
    await one.pass({ seconds: 1 });
    return air.news();
  };
  expect(await busy()).toEqual([]);
  const stop = other.service.live.watchAll(() => {});
  expect(air.news()).toMatchObject([{ says: "watches" }]);
  expect(await busy()).toMatchObject([{ told: [[expect.stringMatching(/^conversation:/), { type: "changed" }]] }]);
  stop();
  // It is believed for a while that it watches, and then no more.
  await one.pass({ seconds: 51 });
  expect(await busy()).toEqual([]);
});

test("a process that begins asks who watches, and who does says so every 20 seconds", async () => {
  const air = sharedAir();
  const one = await desk({ store: air.store(), random: seededRandom(1) });
  one.service.live.watchAll(() => {});
  air.news();
  const other = await desk({ store: air.store(), random: seededRandom(2) });
  expect(air.news()).toMatchObject([{ says: "asks" }, { says: "watches" }]);
  await one.pass({ seconds: 20 });
  expect(air.news()).toMatchObject([{ says: "watches" }]);
  await other.service.agents.setPresence("li", "away");
  await other.pass({ seconds: 1 });
  expect(air.news()).toMatchObject([{ told: [["agents", { type: "changed" }]] }]);
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
