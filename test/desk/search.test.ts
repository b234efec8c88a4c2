import type { TicketFilter } from "kefu";
import { describe, expect, test } from "vitest";
import { desk, last, offTopic, stores, type TestDesk, technicalIssue } from "../harness.ts";

/** Five tickets, an hour apart: 1 Li's, escalated; 2 Wang's; 3 Li's, closed; 4 in Chinese; 5 nobody's. */
async function fullDesk(
  store: ReturnType<(typeof stores)[number]["open"]>,
): Promise<TestDesk & { ids: readonly string[] }> {
  const made = await desk({ store, survey: false, unansweredMinutes: null });
  const ids: string[] = [];
  for (const [person, text] of [
    ["ada", technicalIssue],
    ["bob", offTopic],
    ["cem", "Error 42: the Printer crashed"],
    ["dan", "软件报错了，打印机坏了"],
    ["eve", technicalIssue],
  ] as const) {
    if (person === "eve") for (const agent of ["li", "wang"]) await made.service.agents.setPresence(agent, "offline");
    await made.say(person, text);
    ids.push((await made.ticketOf(person)).id);
    await made.pass({ hours: 1 });
  }
  const [first = "", second = "", third = ""] = ids;
  await made.service.tickets.escalate(first, { reason: "urgent" });
  await made.service.tickets.tag(second, { add: ["VIP", "refund"] });
  await made.service.tickets.setFields(second, { fields: { plan: "pro" } });
  await made.service.tickets.close(third);
  return { ...made, ids };
}

describe.each(stores)("searching tickets on $name", ({ open }) => {
  test("whatever is asked for, it is found, newest first", async () => {
    const { service, ids, clock } = await fullDesk(open());
    const one = await service.tickets.get(ids[0] ?? "");
    const hoursAgo = (hours: number) => new Date(clock.now().getTime() - hours * 3_600_000);
    const expected: readonly [TicketFilter, readonly number[]][] = [
      [{}, [5, 4, 3, 2, 1]],
      [{ text: "PRINTER" }, [3]],
      [{ text: "打印机" }, [4]],
      [{ text: "crashed error" }, [3]],
      [{ text: "＃2" }, [2]],
      [{ text: "#2" }, [2]],
      [{ text: "#99" }, []],
      [{ text: one.id }, [1]],
      [{ text: "vip" }, [2]],
      [{ status: "closed" }, [3]],
      [{ status: ["open", "escalated"] }, [5, 4, 2, 1]],
      [{ queue: "general" }, [2]],
      [{ type: "technical", status: "open" }, [5, 4]],
      [{ tags: ["Refund", "vip"] }, [2]],
      [{ tags: ["refund", "none"] }, []],
      [{ agentId: "wang" }, [2]],
      [{ agentId: "li" }, [4, 3, 1]],
      [{ agentId: null }, [5]],
      [{ customerId: one.customerId }, [1]],
      [{ conversationId: one.conversationId }, [1]],
      [{ channelId: "telegram", escalated: true }, [1]],
      [{ channelId: "fax" }, []],
      [{ escalated: false, status: ["open", "escalated"] }, [5, 4, 2]],
      [{ priority: one.priority, customerId: one.customerId }, [1]],
      [{ fields: { plan: "pro" } }, [2]],
      [{ fields: { plan: "free" } }, []],
      [{ createdAfter: hoursAgo(2.5) }, [5, 4]],
      [{ createdBefore: hoursAgo(2.5).toISOString(), createdAfter: hoursAgo(4.5) }, [3, 2]],
    ];
    for (const [filter, numbers] of expected) {
      const { tickets, after } = await service.tickets.search(filter);
      expect([filter, tickets.map(({ number }) => number)]).toEqual([filter, numbers]);
      expect(after).toBeNull();
    }
    expect((await service.tickets.find(3))?.id).toBe(ids[2]);
    expect(await service.tickets.find(6)).toBeNull();
  });

  test("a ticket is found by its customer's name, alone and beside words of its own", async () => {
    const { service, ids } = await fullDesk(open());
    const { customerId, subject } = await service.tickets.get(ids[0] ?? "");
    await service.customers.update(customerId, { name: "Ming 李小明" });
    const numbers = async (filter: TicketFilter) =>
      (await service.tickets.search(filter)).tickets.map(({ number }) => number);
    expect(await numbers({ text: "小明" })).toEqual([1]);
    expect(await numbers({ text: `MING ${subject}` })).toEqual([1]);
    expect(await numbers({ text: "小明 nowhere" })).toEqual([]);
    expect(await numbers({ text: "小明", status: "closed" })).toEqual([]);
  });

  test("page by page every ticket comes once, also where statuses change between the pages", async () => {
    const { service, ids } = await fullDesk(open());
    const found: number[] = [];
    let after: string | null = null;
    do {
      const page = await service.tickets.search({}, { limit: 2, after });
      found.push(...page.tickets.map(({ number }) => number));
      if (found.length === 2) await service.tickets.close(ids[3] ?? "");
      if (found.length === 2) await service.tickets.resolve(ids[1] ?? "");
      after = page.after;
    } while (after !== null);
    expect(found).toEqual([5, 4, 3, 2, 1]);
  });

  test("one call looks at a thousand tickets at most, and goes on from where it stopped", async () => {
    const quiet = { unansweredMinutes: null, survey: false, autoCloseDays: null } as const;
    const { service, say, pass } = await desk({ store: open(), ...quiet });
    await say("ada", "a needle in the haystack");
    const { customerId, conversationId } = last(await service.tickets.list({ status: "open" }));
    await service.tickets.close(last(await service.tickets.list({ status: "open" })).id);
    await pass({ minutes: 1 });
    for (let count = 0; count < 1_005; count += 1) {
      const { id } = await service.tickets.create({ conversationId, text: `hay ${count}` });
      await service.tickets.close(id);
    }
    const none = await service.tickets.search({ text: "needle", customerId });
    expect(none.tickets).toEqual([]);
    const rest = await service.tickets.search({ text: "needle", customerId }, { after: none.after });
    expect(rest).toMatchObject({ tickets: [{ number: 1 }], after: null });
  }, 120_000);

  test("what is no filter is refused by the name of its part", async () => {
    const { service } = await desk({ store: open() });
    for (const [filter, part] of [
      [{ status: "lost" }, "status"],
      [{ createdAfter: "yesterday" }, "createdAfter"],
      [{ tag: "vip" }, "tag"],
      [{ agentId: "" }, "agentId"],
      [{ tags: ["vip", " "] }, "tags.1: a tag has 1 to 100 characters"],
      [{ tags: ["x".repeat(101)] }, "tags.0: a tag has 1 to 100 characters"],
      [null, "filter"],
    ] as const) {
      await expect(service.tickets.search(filter as TicketFilter)).rejects.toMatchObject({
        ...{ code: "search.invalid", message: expect.stringContaining(part) },
      });
    }
    for (const after of ["nonsense", "9999999999999999:x"]) {
      await expect(service.tickets.search({}, { after })).rejects.toMatchObject({ code: "search.invalid" });
    }
  });

  test("a view keeps a search for everybody or for one agent, until it is removed", async () => {
    const { service, clock } = await fullDesk(open());
    const { views } = service.tickets;
    const createdAfter = new Date(clock.now().getTime() - 9_000_000);
    const recent = await views.save({ name: "Recent", filter: { createdAfter, status: ["open"] } });
    const mine = await views.save({ name: "Mine", owner: "li", filter: { agentId: "li" } });
    expect((await views.list()).map(({ name }) => name)).toEqual(["Recent"]);
    expect((await views.list({ agentId: "li" })).map(({ name }) => name)).toEqual(["Recent", "Mine"]);
    expect((await views.list({ agentId: "wang" })).map(({ name }) => name)).toEqual(["Recent"]);
    expect((await views.run(recent.id)).tickets.map(({ number }) => number)).toEqual([5, 4]);
    const changed = await views.save({
      id: mine.id,
      name: "Mine, open",
      owner: "li",
      filter: { agentId: "li", status: "open" },
    });
    expect(changed).toMatchObject({ id: mine.id, createdAt: mine.createdAt });
    expect((await views.run(mine.id, { limit: 1 })).tickets.map(({ number }) => number)).toEqual([4]);
    await views.remove(recent.id);
    expect(await views.list()).toEqual([]);
    await expect(views.run(recent.id)).rejects.toMatchObject({ code: "view.not_found" });
    await expect(views.remove(recent.id)).rejects.toMatchObject({ code: "view.not_found" });
    await expect(views.save({ id: "none", name: "x", filter: {} })).rejects.toMatchObject({ code: "view.not_found" });
    await expect(views.save({ name: "", filter: {} })).rejects.toMatchObject({ code: "search.invalid" });
    await expect(views.save({ name: "x", filter: { tags: [" "] } })).rejects.toMatchObject({ code: "search.invalid" });
    await expect(views.save({ name: "x", filter: {}, owner: "nobody" })).rejects.toMatchObject({
      code: "agent.not_found",
    });
  });
});
