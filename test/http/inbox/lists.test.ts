import { describe, expect, test } from "vitest";
import type { TicketList, TicketRow } from "../../../src/http/inbox/protocol.ts";
import { stores } from "../../harness.ts";
import { type InboxDesk, inboxDesk, type PersonId, salesTicket, takenTicket, waitingTicket } from "./inbox-desk.ts";

async function list(made: InboxDesk, person: PersonId, query: string): Promise<TicketList> {
  const { status, body } = await made.as(person).get<TicketList>(`/api/tickets?${query}`);
  if (status !== 200) throw new Error(JSON.stringify(body));
  return body;
}

async function names(made: InboxDesk, person: PersonId, query: string): Promise<readonly (string | null)[]> {
  return (await list(made, person, query)).tickets.map(({ customerName }) => customerName);
}

/** Every page of a list, one behind the other. */
async function pages(made: InboxDesk, person: PersonId, query: string): Promise<readonly (readonly TicketRow[])[]> {
  const found: (readonly TicketRow[])[] = [];
  for (let after: string | null = ""; after !== null; ) {
    const page: TicketList = await list(
      made,
      person,
      after === "" ? query : `${query}&after=${encodeURIComponent(after)}`,
    );
    found.push(page.tickets);
    after = page.after;
  }
  return found;
}

describe.each(stores)("the inbox's lists on $name", ({ open }) => {
  test("mine are those that are offered to me, and mine", async () => {
    const queues = { technical: { teams: ["support"], reservationSeconds: 60 }, general: { teams: ["support"] } };
    const made = await inboxDesk({ store: open(), routing: "skill_based", queues });
    const { reservedFor } = await waitingTicket(made, "ada");
    await made.service.agents.setPresence(reservedFor === "li" ? "wang" : "li", "offline");
    const taken = await takenTicket(made, "bob", reservedFor ?? "");
    expect(taken.agentId).toBe(reservedFor);
    expect(await names(made, reservedFor as PersonId, "view=mine")).toEqual(["ada", "bob"]);
    expect(await names(made, "zhao", "view=mine")).toEqual([]);
  });

  test("unassigned are those that wait, urgent first, then those that are left to the bot", async () => {
    const made = await inboxDesk({ store: open() });
    const left = await takenTicket(made, "carl", "li");
    await made.service.tickets.handBack(left.id);
    await waitingTicket(made, "ada");
    const urgent = await waitingTicket(made, "小红", "应用崩溃，报错了");
    await made.service.tickets.setPriority(urgent.id, { priority: "urgent" });
    await takenTicket(made, "bob", "li");
    expect(await names(made, "wang", "view=unassigned")).toEqual(["小红", "ada", "carl"]);
    expect(await names(made, "zhao", "view=unassigned")).toEqual([]);
  });

  test("a queue is what somebody has still to work on there; of other teams' nothing is told", async () => {
    const made = await inboxDesk({ store: open() });
    await waitingTicket(made, "ada");
    await made.pass({ seconds: 1 });
    await takenTicket(made, "bob", "li");
    const done = await takenTicket(made, "carl", "li");
    await made.service.tickets.close(done.id);
    await salesTicket(made, "dora");
    expect(await names(made, "wang", "view=queue&queue=technical")).toEqual(["bob", "ada"]);
    expect(await names(made, "wang", "view=queue&queue=sales")).toEqual([]);
    expect(await names(made, "zhao", "view=queue&queue=sales")).toEqual(["dora"]);
    expect(await names(made, "sun", "view=queue&queue=sales")).toEqual(["dora"]);
    expect((await made.as("li").get("/api/tickets?view=queue")).status).toBe(422);
  });

  test("all is what one sees, newest first: a supervisor everything, an agent their queues and what is theirs", async () => {
    const made = await inboxDesk({ store: open() });
    await waitingTicket(made, "ada");
    await made.pass({ seconds: 1 });
    const sales = await salesTicket(made, "bob");
    expect(await names(made, "sun", "view=all")).toEqual(["bob", "ada"]);
    expect(await names(made, "li", "view=all")).toEqual(["ada"]);
    await made.service.tickets.assign(sales.id, { to: "li" });
    expect(await names(made, "li", "view=all")).toEqual(["bob", "ada"]);
  });

  test("escalated ones are a list of their own", async () => {
    const made = await inboxDesk({ store: open() });
    await waitingTicket(made, "ada");
    const { id } = await takenTicket(made, "bob", "li");
    await made.service.tickets.escalate(id, { reason: "很急" });
    expect((await list(made, "wang", "view=escalated")).tickets).toMatchObject([
      { id, status: "escalated", escalationLevel: 1 },
    ]);
  });

  test("breaching are those whose clock is or will be due within half an hour, soonest first", async () => {
    const sla = [{ name: "all", firstResponseMinutes: 60 }];
    const made = await inboxDesk({ store: open(), sla });
    await waitingTicket(made, "ada");
    await made.pass({ minutes: 20 });
    await waitingTicket(made, "bob");
    expect(await names(made, "li", "view=breaching")).toEqual([]);
    await made.pass({ minutes: 15 });
    expect((await list(made, "li", "view=breaching")).tickets).toMatchObject([
      { customerName: "ada", due: { metric: "first_response", at: "2026-01-05T10:00:00.000Z", breached: false } },
    ]);
    await made.pass({ minutes: 30 });
    expect(
      (await list(made, "li", "view=breaching")).tickets.map(({ customerName, due }) => [customerName, due?.breached]),
    ).toEqual([
      ["ada", true],
      ["bob", false],
    ]);
    expect(await names(made, "zhao", "view=breaching")).toEqual([]);
  });

  test("search finds by number and by words of any script, ended ones too, and only what one sees", async () => {
    const made = await inboxDesk({ store: open() });
    const done = await takenTicket(made, "ada", "li", "应用崩溃，报错代码 E42");
    await made.service.tickets.close(done.id);
    await salesTicket(made, "bob");
    expect(await names(made, "wang", `view=search&text=${encodeURIComponent("报错")}`)).toEqual(["ada"]);
    expect(await names(made, "wang", `view=search&text=${encodeURIComponent(`#${done.number}`)}`)).toEqual(["ada"]);
    expect(await names(made, "wang", "view=search&text=crashes")).toEqual([]);
    expect(await names(made, "zhao", "view=search&text=crashes")).toEqual(["bob"]);
    expect((await made.as("li").get(`/api/tickets?view=search&text=${"x".repeat(1_001)}`)).status).toBe(422);
  });

  test("a line shows what was said last, by whom, and since when the customer waits", async () => {
    const made = await inboxDesk({ store: open() });
    const { id } = await takenTicket(made, "小明", "li", "应用崩溃，报错了");
    await made.say("小明", "还在吗？\n".repeat(100));
    const { tickets } = await list(made, "li", "view=mine");
    expect(tickets).toMatchObject([
      {
        ...{ id, number: 1, status: "in_progress", queue: "technical", agentId: "li", customerName: "小明" },
        ...{ channelId: "telegram", channelKind: "telegram", awaitingReplySince: "2026-01-05T09:00:00.000Z" },
        preview: { from: "customer", at: "2026-01-05T09:00:00.000Z" },
      },
    ]);
    expect(tickets[0]?.preview?.text.length).toBe(140);
  });

  test("what is no view, and no place in one, is refused", async () => {
    const made = await inboxDesk({ store: open() });
    for (const query of ["view=theirs", "", "view=unassigned&after=x", "view=all&after=x", "view=breaching&after=1"]) {
      expect((await made.as("sun").get(`/api/tickets?${query}`)).status).toBe(422);
    }
    // Times that no calendar has.
    for (const query of ["view=unassigned&after=1:9999999999999999:x", "view=breaching&after=9999999999999999:x"]) {
      expect((await made.as("sun").get(`/api/tickets?${query}`)).status).toBe(422);
    }
  });
});

describe.each(stores.filter(({ name }) => name !== "postgres"))("long lists on $name", ({ open }) => {
  test.each(["view=unassigned", "view=all", "view=queue&queue=technical", "view=search", "view=breaching"])(
    "%s comes in pages, each ticket once",
    async (query) => {
      const made = await inboxDesk({ store: open(), sla: [{ name: "all", firstResponseMinutes: 10 }] });
      for (let count = 1; count <= 120; count += 1)
        await made.channel.say(`customer ${count}`, "The app crashes with an error");
      await made.service.idle();
      const found = await pages(made, "li", query);
      expect(found.map(({ length }) => length).filter((length) => length > 0)).toEqual([50, 50, 20]);
      expect(new Set(found.flat().map(({ id }) => id)).size).toBe(120);
    },
  );

  test("mine come in pages", async () => {
    const made = await inboxDesk({ store: open() });
    for (let count = 1; count <= 60; count += 1) await takenTicket(made, `customer ${count}`, "li");
    const found = await pages(made, "li", "view=mine");
    expect(found.map(({ length }) => length)).toEqual([50, 10]);
    expect(new Set(found.flat().map(({ id }) => id)).size).toBe(60);
  });

  test("the few that somebody sees stand together, however many others lie between them", async () => {
    const made = await inboxDesk({ store: open() });
    const first = await waitingTicket(made, "first");
    for (let count = 1; count <= 70; count += 1) await salesTicket(made, `customer ${count}`);
    await made.pass({ seconds: 1 });
    const latest = await waitingTicket(made, "latest");
    const { tickets, after } = await list(made, "li", "view=all");
    expect([tickets.map(({ id }) => id), after]).toEqual([[latest.id, first.id], null]);
  });
});
