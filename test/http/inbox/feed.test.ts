import { type Clock, CustomerServiceError, memoryTicketStore, topics } from "kefu";
import { sqliteTicketStore } from "kefu/sqlite";
import { simulatedClock } from "kefu/testing";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import type { InboxEvent, TicketDetails } from "../../../src/http/inbox/protocol.ts";
import { until } from "../../harness.ts";
import { readEvents } from "./event-reader.ts";
import { inboxDesk, inboxFor, salesTicket, takenTicket, visitor, waitingTicket } from "./inbox-desk.ts";

const stores = [
  { name: "memory", open: () => memoryTicketStore() },
  { name: "sqlite", open: () => sqliteTicketStore(":memory:") },
];

describe.each(stores)("the inbox's feed on $name", ({ open }) => {
  test("tells what a ticket is like now, as soon as something of it changes", async () => {
    const made = await inboxDesk({ store: open() });
    const feed = await readEvents(made.as("li"));
    const { id } = await waitingTicket(made, "小明", "应用崩溃，报错了");
    await made.pass({ seconds: 1 });
    expect(await feed.next("ticket")).toMatchObject({ row: { id, agentId: null, customerName: "小明" } });
    await made.service.tickets.take(id, { agentId: "wang" });
    await made.pass({ seconds: 1 });
    const { row } = await feed.next("ticket", ({ row: { agentId } }) => agentId === "wang");
    const list = await made.as("li").get<{ tickets: unknown }>("/api/tickets?view=all");
    expect(list.body.tickets).toEqual([row]);
    expect((await feed.next("agents")).agents.find((agent) => agent.id === "wang")).toMatchObject({ load: 1 });
  });

  test("who comes back is told what they missed, once", async () => {
    const made = await inboxDesk({ store: open() });
    const feed = await readEvents(made.as("li"));
    const ada = await waitingTicket(made, "ada");
    await made.pass({ seconds: 1 });
    await feed.next("ticket");
    await feed.close();
    const bob = await waitingTicket(made, "bob");
    await made.service.tickets.take(bob.id, { agentId: "li" });
    await made.pass({ seconds: 1 });
    const again = await readEvents(made.as("li"), feed.cursor);
    expect(again.ready.reset).toBe(false);
    await again.next("ticket", ({ row }) => row.id === bob.id && row.agentId === "li");
    expect(again.events.filter((event) => event.type === "ticket")).toHaveLength(1);
    expect(JSON.stringify(again.events)).not.toContain(ada.id);
    await again.close();
    const third = await readEvents(made.as("li"), again.cursor);
    await made.service.tickets.note(bob.id, { text: "note" });
    await made.pass({ seconds: 1 });
    await third.next("ticket");
    expect(third.events.filter((event) => event.type === "ticket")).toHaveLength(1);
  });

  test("a cursor of another process, of another time, or of nobody's means: read everything anew", async () => {
    const made = await inboxDesk({ store: open() });
    const { cursor } = (await readEvents(made.as("li"))).ready;
    expect((await readEvents(made.as("li"), cursor)).ready.reset).toBe(false);
    const other = inboxFor(made, { random: { bytes: (length) => new Uint8Array(length).fill(7), fraction: () => 0 } });
    const [epoch] = cursor.split(".");
    for (const foreign of ["", "x", "abc.5", `${epoch}.999`, `${epoch}.-1`, "💥.1"]) {
      expect(
        (
          await made.as("li").get<{ reset: boolean }>(`/api/events?cursor=${encodeURIComponent(foreign)}`, {
            accept: "application/json",
          })
        ).body.reset,
      ).toBe(true);
    }
    expect((await readEvents(visitor(other, "li"), cursor)).ready.reset).toBe(true);
  });

  test("who was away for too much reads everything anew", async () => {
    const made = await inboxDesk({ store: open() });
    const { cursor } = (await readEvents(made.as("li"))).ready;
    for (let count = 0; count < 2_001; count += 1)
      made.service.live.tell(topics.conversation(`${count}`), { type: "changed" });
    expect((await readEvents(made.as("li"), cursor)).ready.reset).toBe(true);
  });

  test("nobody is told of what they may not see, but that it is gone", async () => {
    const made = await inboxDesk({ store: open() });
    const [li, zhao] = [await readEvents(made.as("li")), await readEvents(made.as("zhao"))];
    const { id } = await waitingTicket(made, "ada", "应用崩溃，报错了，secret");
    await made.pass({ seconds: 1 });
    await li.next("ticket");
    await zhao.next("gone");
    expect(JSON.stringify(zhao.events)).not.toMatch(/secret|ada/);
    await made.service.tickets.transfer(id, { queue: "sales" });
    await made.pass({ seconds: 1 });
    expect(await li.next("gone")).toEqual({ type: "gone", ticketId: id });
    expect((await zhao.next("ticket")).row).toMatchObject({ id, queue: "sales" });
  });

  test("who joins a team is told of its tickets from then on, and who leaves it no more", async () => {
    const made = await inboxDesk({ store: open() });
    const { id } = await salesTicket(made, "ada");
    const feed = await readEvents(made.as("wang"));
    await made.service.agents.add({ id: "wang", name: "Wang", teams: ["sales"] });
    await made.service.tickets.note(id, { text: "note" });
    await made.pass({ seconds: 1 });
    expect((await feed.next("ticket")).row.id).toBe(id);
    feed.forget();
    await made.service.agents.add({ id: "wang", name: "Wang", teams: [] });
    await made.service.tickets.note(id, { text: "another" });
    await made.pass({ seconds: 1 });
    expect(await feed.next("gone")).toEqual({ type: "gone", ticketId: id });
    expect(feed.events.filter(({ type }) => type === "ticket")).toEqual([]);
  });

  test("much at once is told once", async () => {
    const made = await inboxDesk({ store: open() });
    const { id } = await takenTicket(made, "ada", "li");
    await made.pass({ seconds: 1 });
    const feed = await readEvents(made.as("li"));
    for (let count = 0; count < 20; count += 1) await made.service.tickets.note(id, { text: `note ${count}` });
    await made.pass({ seconds: 1 });
    await feed.next("ticket");
    await made.pass({ seconds: 1 });
    expect(feed.events.filter(({ type }) => type === "ticket")).toHaveLength(1);
  });

  test("when something may have been missed the feed ends, and who comes back reads everything anew", async () => {
    const store = open();
    let missed = (): void => {};
    const onBroadcast = (hear: (text: string | null) => void) => {
      missed = () => hear(null);
      return () => {};
    };
    const made = await inboxDesk({ store: Object.assign(store, { onBroadcast, broadcast: async () => {} }) });
    const feed = await readEvents(made.as("li"));
    missed();
    await until(() => feed.isOver);
    expect((await readEvents(made.as("li"), feed.cursor)).ready.reset).toBe(true);
  });

  test("a page that can only ask is answered with what came, or with nothing after its wait", async () => {
    const made = await inboxDesk({ store: open() });
    type Page = { reset: boolean; cursor: string; events: readonly InboxEvent[] };
    const poll = (cursor: string, wait = 0) =>
      made.as("li").get<Page>(`/api/events?cursor=${cursor}&wait=${wait}`, { accept: "application/json" });
    const { cursor } = (await poll("")).body;
    expect((await poll(cursor)).body).toEqual({ reset: false, cursor, events: [] });
    const waiting = poll(cursor, 20);
    const { id } = await waitingTicket(made, "ada");
    await made.pass({ seconds: 1 });
    const told = (await waiting).body;
    expect(told.events).toContainEqual(expect.objectContaining({ type: "ticket" }));
    expect(JSON.stringify(told.events)).toContain(id);
    await made.service.idle();
    const rest = (await poll(told.cursor)).body;
    expect((await poll(rest.cursor)).body.events).toEqual([]);
  });

  test("a stream ends after ten minutes at most, so that nobody keeps a role that they lost", async () => {
    const made = await inboxDesk({ store: open() });
    const feed = await readEvents(made.as("li"));
    await made.pass({ minutes: 9 });
    expect(feed.isOver).toBe(false);
    await made.pass({ minutes: 1 });
    await until(() => feed.isOver);
  });
});

describe("what happens just now in the inbox", () => {
  test("that the store is down while somebody writes or looks breaks nothing", async () => {
    const store = memoryTicketStore();
    const made = await inboxDesk({ store });
    const { id, conversationId } = await takenTicket(made, "ada", "li");
    await readEvents(made.as("li"));
    await made.pass({ seconds: 1 });
    const unhandled: unknown[] = [];
    const note = (error: unknown) => void unhandled.push(error);
    process.on("unhandledRejection", note);
    onTestFinished(() => void process.off("unhandledRejection", note));
    let reads = 0;
    store.read = async () => {
      reads += 1;
      throw new Error("down");
    };
    made.service.live.tell(topics.conversation(conversationId), { type: "typing", by: { kind: "agent", id: "li" } });
    made.service.live.tell(`viewing:${id}`, { type: "viewing", agentId: "li", viewing: true });
    await until(() => reads === 2);
    await new Promise<void>((resolve) => void setImmediate(resolve));
    expect(unhandled).toEqual([]);
  });

  test("a page that polls is an agent's sign of life no oftener than one that listens", async () => {
    const made = await inboxDesk({ store: memoryTicketStore() });
    const beats = vi.spyOn(made.service.agents, "heartbeat");
    const poll = () => made.as("li").get("/api/events?wait=0", { accept: "application/json" });
    for (let count = 0; count < 10; count += 1) await poll();
    expect(beats).toHaveBeenCalledTimes(1);
    await made.pass({ seconds: 29 });
    await poll();
    expect(beats).toHaveBeenCalledTimes(1);
    await made.pass({ seconds: 1 });
    await poll();
    expect(beats).toHaveBeenCalledTimes(2);
  });

  test("when the desk stops, feeds end and nothing is left that waits for its time", async () => {
    const clock = simulatedClock();
    let waiting = 0;
    const watched: Clock = {
      now: () => clock.now(),
      after(milliseconds, run) {
        let isOver = false;
        const end = () => {
          if (!isOver) waiting -= 1;
          isOver = true;
        };
        waiting += 1;
        const cancel = clock.after(milliseconds, () => {
          end();
          return run();
        });
        return () => {
          end();
          cancel();
        };
      },
    };
    const warn = vi.fn();
    const logger = { debug() {}, info() {}, warn, error: warn };
    const made = await inboxDesk({ store: memoryTicketStore(), clock }, { clock: watched, logger });
    const { id } = await takenTicket(made, "ada", "li");
    const feed = await readEvents(made.as("li"));
    const poll = made.as("wang").get<{ reset: boolean }>(`/api/events?cursor=${feed.cursor}&wait=20`, {
      accept: "application/json",
    });
    await made.as("li").post(`/api/tickets/${id}/viewing`, { viewing: true });
    await until(() => waiting > 4);
    await made.service.stop({ graceMs: 0 });
    await until(() => feed.isOver);
    await poll;
    expect(waiting).toBe(0);
    expect(warn).not.toHaveBeenCalled();
  });

  test("the desk that stops while it finishes its work is told of nobody, and nobody is warned", async () => {
    const warn = vi.fn();
    const logger = { debug() {}, info() {}, warn, error: warn };
    const made = await inboxDesk({ store: memoryTicketStore() }, { logger });
    await readEvents(made.as("li"));
    const refused = new CustomerServiceError("service.not_running", "The desk is stopped.");
    const beat = vi.spyOn(made.service.agents, "heartbeat").mockRejectedValue(refused);
    await made.pass({ seconds: 40 });
    expect(beat).toHaveBeenCalled();
    expect(warn).not.toHaveBeenCalled();
  });

  test("that somebody writes is shown to the customer and to colleagues who see the ticket, not to who writes", async () => {
    const made = await inboxDesk({ store: memoryTicketStore() });
    const { id, conversationId } = await takenTicket(made, "ada", "li");
    const feeds = { li: await readEvents(made.as("li")), wang: await readEvents(made.as("wang")) };
    const zhao = await readEvents(made.as("zhao"));
    expect((await made.as("li").post(`/api/tickets/${id}/typing`)).status).toBe(204);
    expect(await feeds.wang.next("typing")).toEqual({ type: "typing", conversationId, from: "agent", agentId: "li" });
    expect(made.channel.signals.at(-1)).toMatchObject({ address: "ada", typing: true });
    made.service.live.tell(topics.conversation(conversationId), { type: "typing", by: { kind: "customer", id: null } });
    expect(await feeds.li.next("typing")).toEqual({ type: "typing", conversationId, from: "customer", agentId: null });
    expect(feeds.li.events.filter(({ type }) => type === "typing")).toHaveLength(1);
    expect(zhao.events.filter(({ type }) => type === "typing")).toEqual([]);
  });

  test("who has a ticket before them is told to others, until they leave it or fall silent", async () => {
    const made = await inboxDesk({ store: memoryTicketStore() });
    const { id } = await takenTicket(made, "ada", "li");
    const wang = await readEvents(made.as("wang"));
    const viewersFor = async (person: "li" | "wang") =>
      (await made.as(person).get<TicketDetails>(`/api/tickets/${id}`)).body.viewers;
    const view = (viewing: boolean) => made.as("li").post(`/api/tickets/${id}/viewing`, { viewing });
    expect((await view(true)).status).toBe(204);
    expect(await wang.next("viewing")).toEqual({ type: "viewing", ticketId: id, agentId: "li", viewing: true });
    expect([await viewersFor("wang"), await viewersFor("li")]).toEqual([["li"], []]);
    await view(false);
    await wang.next("viewing", ({ viewing }) => !viewing);
    expect(await viewersFor("wang")).toEqual([]);
    await view(true);
    await made.pass({ seconds: 40 });
    await view(true);
    await made.pass({ seconds: 44 });
    expect(await viewersFor("wang")).toEqual(["li"]);
    wang.forget();
    await made.pass({ seconds: 2 });
    expect(await viewersFor("wang")).toEqual([]);
    expect(await wang.next("viewing")).toMatchObject({ agentId: "li", viewing: false });
  });

  test("an open inbox is an agent's sign of life, in however many windows; without one they are away in time", async () => {
    const made = await inboxDesk({ store: memoryTicketStore(), presenceTimeoutMinutes: 2 });
    const windows = [await readEvents(made.as("li")), await readEvents(made.as("li"))];
    await until(async () => (await made.service.agents.get("li")).lastSeenAt !== null);
    await made.pass({ minutes: 5 });
    expect((await made.service.agents.get("li")).presence).toBe("online");
    await windows[0]?.close();
    await made.pass({ minutes: 3 });
    expect((await made.service.agents.get("li")).presence).toBe("online");
    await windows[1]?.close();
    await made.pass({ minutes: 3 });
    expect((await made.service.agents.get("li")).presence).toBe("away");
  });

  test("one person has at most 20 windows open, and one more when one is closed", async () => {
    const made = await inboxDesk({ store: memoryTicketStore() });
    const windows = await Promise.all(Array.from({ length: 20 }, () => readEvents(made.as("li"))));
    expect((await made.as("li").get("/api/events")).status).toBe(429);
    await (await readEvents(made.as("wang"))).close();
    await windows[0]?.close();
    expect((await readEvents(made.as("li"))).isOver).toBe(false);
  });

  test("notes are no part of what a web chat is told, nor of what the customer's channel gets", async () => {
    const made = await inboxDesk({ store: memoryTicketStore() });
    const { id, conversationId } = await takenTicket(made, "ada", "li");
    const heard: unknown[] = [];
    made.service.live.watch(topics.conversation(conversationId), (signal) => heard.push(signal));
    await made.as("li").post(`/api/tickets/${id}/note`, { text: "内部 secret" });
    await made.service.idle();
    expect(heard).toEqual([{ type: "changed" }]);
    const feed = await readEvents(made.as("wang"));
    await made.as("li").post(`/api/tickets/${id}/note`, { text: "内部 secret" });
    await made.pass({ seconds: 1 });
    await feed.next("ticket");
    expect(JSON.stringify(feed.events)).not.toContain("secret");
    expect(JSON.stringify([made.channel.sent, await made.messagesOf("ada")])).not.toContain("secret");
  });
});
