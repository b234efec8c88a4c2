import { memoryTicketStore, type TicketStore } from "kefu";
import { expect, test, vi } from "vitest";
import type { InboxEvent } from "../../../src/http/inbox/protocol.ts";
import { last, until } from "../../harness.ts";
import { type EventReader, readEvents } from "./event-reader.ts";
import { type InboxDesk, inboxDesk, takenTicket, waitingTicket } from "./inbox-desk.ts";

/** A store into which other processes write, too: those that die before they tell write with its `transact`. */
function sharedStore(): TicketStore {
  const store = memoryTicketStore();
  return Object.assign(store, { traits: { ...store.traits, shared: true } });
}

async function feedOf(made: InboxDesk): Promise<EventReader> {
  const feed = await readEvents(made.as("li"));
  await made.pass({ seconds: 21 });
  await made.pass({ seconds: 1 });
  feed.forget();
  return feed;
}

/** Time in which the desk looks, and one in which it tells what it found. */
async function lookAgain(made: InboxDesk): Promise<void> {
  await made.pass({ seconds: 20 });
  await made.pass({ seconds: 1 });
}

function ticketsIn({ events }: EventReader): readonly InboxEvent[] {
  return events.filter(({ type }) => type === "ticket" || type === "gone");
}

test("what another process changed and died before it told is told within 20 s", async () => {
  const store = sharedStore();
  const made = await inboxDesk({ store });
  const [ada, bob] = [await waitingTicket(made, "ada"), await takenTicket(made, "小红", "li")];
  const agent = await made.service.agents.get("wang");
  const feed = await feedOf(made);
  await store.transact("default", async (tx) => {
    await tx.put("ticket", { ...ada, subject: "changed" });
    await tx.put("agent", { ...agent, presence: "away" });
  });
  await lookAgain(made);
  expect((await feed.next("ticket")).row).toMatchObject({ id: ada.id, subject: "changed" });
  expect((await feed.next("agents")).agents.find(({ id }) => id === "wang")).toMatchObject({ presence: "away" });
  feed.forget();
  await store.transact("default", async (tx) => {
    await tx.put("ticket", { ...bob, status: "closed", closedAt: made.clock.now() });
  });
  await lookAgain(made);
  expect((await feed.next("ticket")).row).toMatchObject({ id: bob.id, status: "closed" });
  feed.forget();
  await lookAgain(made);
  expect(ticketsIn(feed)).toEqual([]);
});

test("a message of which nobody told is shown to who has its ticket before them", async () => {
  const store = sharedStore();
  const made = await inboxDesk({ store });
  const { id } = await takenTicket(made, "ada", "li");
  const feed = await feedOf(made);
  const view = () => made.as("li").post(`/api/tickets/${id}/viewing`, { viewing: true });
  await view();
  await lookAgain(made);
  await view();
  feed.forget();
  const message = last(await made.messagesOf("ada"));
  await store.transact("default", async (tx) => {
    await tx.put("message", { ...message, content: { text: "还在吗？" } });
  });
  await lookAgain(made);
  expect((await feed.next("ticket")).row).toMatchObject({ id, preview: { text: "还在吗？" } });
});

test("what was missed while nobody had the inbox open is told to who takes up their feed again", async () => {
  const store = sharedStore();
  const made = await inboxDesk({ store });
  const ticket = await waitingTicket(made, "ada");
  const { id } = ticket;
  const feed = await feedOf(made);
  await feed.close();
  await store.transact("default", async (tx) => {
    await tx.put("ticket", { ...ticket, subject: "changed" });
  });
  const again = await readEvents(made.as("li"), feed.cursor);
  expect(again.ready.reset).toBe(false);
  await lookAgain(made);
  expect((await again.next("ticket")).row).toMatchObject({ id, subject: "changed" });
});

test("nobody looks where nobody else writes, nor while nobody has the inbox open", async () => {
  for (const store of [memoryTicketStore(), sharedStore()]) {
    const made = await inboxDesk({ store });
    const looks = vi.spyOn(made.service.tickets, "list");
    const feed = await readEvents(made.as("li"));
    await made.pass({ minutes: 1 });
    expect(looks.mock.calls.length > 0).toBe(store.traits.shared);
    await feed.close();
    await until(() => feed.isOver);
    looks.mockClear();
    await made.pass({ minutes: 5 });
    expect(looks).not.toHaveBeenCalled();
  }
});
