import { describe, expect, test } from "vitest";
import { desk, last, offTopic, stores, technicalIssue, until } from "../harness.ts";

describe.each(stores)("what time brings on $name", ({ open }) => {
  test("a resolved ticket closes after its quiet days, once, and is asked about", async () => {
    const { say, service, ticketOf, pass, told } = await desk({ store: open(), autoCloseDays: 4 });
    await say("ada", technicalIssue);
    const { id } = await ticketOf("ada");
    await service.tickets.resolve(id, { agentId: "li" });
    await pass({ days: 3, hours: 23 });
    expect(await ticketOf("ada")).toMatchObject({ status: "resolved" });
    await pass({ hours: 2 });
    expect(await ticketOf("ada")).toMatchObject({ status: "closed", closedBy: "system", closureCount: 1 });
    expect(told("survey.sent")).toMatchObject([{ survey: { agentId: "li" } }]);
    await pass({ days: 30 });
    expect(told("ticket.closed")).toHaveLength(1);
  });

  test("a ticket that was reopened does not close by itself", async () => {
    const { say, service, ticketOf, pass } = await desk({ store: open(), unansweredMinutes: null });
    await say("ada", technicalIssue);
    await service.tickets.resolve((await ticketOf("ada")).id, { agentId: "li" });
    await pass({ days: 3 });
    await say("ada", "The app crashes again");
    await pass({ days: 10 });
    expect(await ticketOf("ada")).toMatchObject({ status: "open", agentId: "li" });
  });

  test("reopened and resolved again, the quiet days count from the last time", async () => {
    const { say, service, ticketOf, pass } = await desk({ store: open() });
    await say("ada", technicalIssue);
    const { id } = await ticketOf("ada");
    await service.tickets.resolve(id, { agentId: "li" });
    await pass({ days: 3 });
    await service.tickets.reopen(id);
    await service.tickets.resolve(id, { agentId: "li" });
    await pass({ days: 3 });
    expect(await ticketOf("ada")).toMatchObject({ status: "resolved" });
    await pass({ days: 2 });
    expect(await ticketOf("ada")).toMatchObject({ status: "closed" });
  });

  test("without auto-close a resolved ticket stays resolved", async () => {
    const { say, service, ticketOf, pass } = await desk({ store: open(), autoCloseDays: null });
    await say("ada", technicalIssue);
    await service.tickets.resolve((await ticketOf("ada")).id);
    await pass({ days: 365 });
    expect(await ticketOf("ada")).toMatchObject({ status: "resolved" });
  });

  test("a ticket no human answers escalates by itself, once", async () => {
    const { say, ticketOf, pass, told, notifications } = await desk({ store: open(), unansweredMinutes: 60 });
    await say("ada", technicalIssue);
    await pass({ minutes: 59 });
    expect(told("ticket.escalated")).toEqual([]);
    await pass({ minutes: 2 });
    expect(await ticketOf("ada")).toMatchObject({
      ...{ status: "escalated", escalationReason: "no human answered in 60 minutes", escalationLevel: 1 },
    });
    await pass({ days: 10 });
    expect(told("ticket.escalated")).toHaveLength(1);
    expect(notifications).toHaveLength(1);
  });

  test("a ticket that waits in its queue escalates too, and keeps its place", async () => {
    const { say, ticketOf, pass } = await desk({ store: open(), agents: [] });
    await say("ada", technicalIssue);
    await pass({ hours: 2 });
    expect(await ticketOf("ada")).toMatchObject({ status: "escalated", waiting: true });
  });

  test("an answered, resolved or closed ticket does not escalate by itself", async () => {
    const { say, service, ticketOf, pass, told } = await desk({ store: open() });
    for (const person of ["answered", "resolved", "closed"]) await say(person, technicalIssue);
    await service.tickets.reply((await ticketOf("answered")).id, { agentId: "li", text: "I am on it." });
    await service.tickets.resolve((await ticketOf("resolved")).id, { agentId: "li" });
    await service.tickets.close((await ticketOf("closed")).id, { agentId: "li" });
    await pass({ days: 3 });
    expect(told("ticket.escalated")).toEqual([]);
  });

  const withoutOtherTimers = { unansweredMinutes: null, survey: false } as const;

  test("a ticket that was reopened or closed leaves no timer behind", async () => {
    const store = open();
    const { say, service, ticketOf } = await desk({ store, ...withoutOtherTimers });
    await say("ada", technicalIssue);
    const { id } = await ticketOf("ada");
    for (const end of ["reopen", "close"] as const) {
      await service.tickets.resolve(id);
      await service.idle();
      expect(await store.nextDueAt("default")).toEqual(new Date("2026-01-09T09:00:00Z"));
      await service.tickets[end](id);
      await service.idle();
      expect(await store.nextDueAt("default")).toBeNull();
    }
  });

  test.each(["acknowledge", "take", "setPending", "close"] as const)(
    "an escalation ended by %s leaves no timer behind",
    async (act) => {
      const store = open();
      const escalation = { levels: [["supervisor"], ["supervisor"]] };
      const { say, service, ticketOf } = await desk({ store, ...withoutOtherTimers, escalation });
      await say("ada", technicalIssue);
      const { id } = await ticketOf("ada");
      await service.tickets.escalate(id, { reason: "over my head" });
      await service.idle();
      expect(await store.nextDueAt("default")).toEqual(new Date("2026-01-05T09:30:00Z"));
      await service.tickets[act](id, { agentId: "li" });
      await service.idle();
      expect(await store.nextDueAt("default")).toBeNull();
    },
  );

  test("work that was due while the desk was away is done when it is back", async () => {
    const { say, service, ticketOf, clock, told } = await desk({ store: open() });
    await say("ada", technicalIssue);
    await service.tickets.resolve((await ticketOf("ada")).id, { agentId: "li" });
    await clock.advance({ days: 400 });
    await service.idle();
    expect(last(told("ticket.closed")).ticket.closedAt?.toISOString()).toBe("2026-01-09T09:00:00.000Z");
  });
});

const levels = [["first"], ["second"], ["third"]];

describe.each(stores)("escalation levels on $name", ({ open }) => {
  async function escalated() {
    const told: string[] = [];
    const notifiers = levels.flat().map((id) => ({
      id,
      notify: async ({ key }: { key: string }) => void told.push(`${id} ${key.slice(key.indexOf(":"))}`),
    }));
    const made = await desk({ store: open(), notifiers, escalation: { acknowledgeMinutes: 30, levels } });
    await made.say("ada", technicalIssue);
    const { id } = await made.ticketOf("ada");
    await made.service.tickets.escalate(id, { agentId: "li", reason: "over my head" });
    await made.service.idle();
    return { ...made, id, notified: told };
  }

  test("each level is told in its turn, once, when the one before did not acknowledge", async () => {
    const { pass, notified, ticketOf } = await escalated();
    expect(notified).toEqual(["first :1:1"]);
    await pass({ minutes: 29 });
    expect(notified).toHaveLength(1);
    await pass({ minutes: 2 });
    expect(notified).toEqual(["first :1:1", "second :2:1"]);
    await pass({ days: 5 });
    expect(notified).toEqual(["first :1:1", "second :2:1", "third :3:1"]);
    expect(await ticketOf("ada")).toMatchObject({ escalationLevel: 3, escalationReason: "over my head" });
  });

  test("an acknowledged escalation tells nobody else", async () => {
    const { pass, notified, service, id, told, clock } = await escalated();
    await service.tickets.acknowledge(id, { agentId: "wang" });
    await pass({ days: 5 });
    expect(notified).toEqual(["first :1:1"]);
    expect(told("ticket.acknowledged")).toMatchObject([{ ticket: { id } }]);
    expect(await service.tickets.get(id)).toMatchObject({ status: "escalated", acknowledgedAt: expect.any(Date) });
    expect(clock.now().getTime()).toBeGreaterThan(
      (await service.tickets.get(id)).acknowledgedAt?.getTime() ?? Infinity,
    );
  });

  test.each(["reply", "setPending", "resolve", "close"] as const)(
    "after %s the ticket is not escalated any more, and tells nobody else",
    async (act) => {
      const { pass, notified, service, id } = await escalated();
      await service.tickets[act](id, { agentId: "li", text: "I have it." });
      await pass({ minutes: 45 });
      expect(notified).toEqual(["first :1:1"]);
    },
  );

  test("a second escalation starts at the first level with a key of its own", async () => {
    const { pass, notified, service, id } = await escalated();
    await service.tickets.reply(id, { agentId: "li", text: "I have it." });
    await pass({ hours: 2 });
    await service.tickets.escalate(id, { agentId: "li", reason: "I do not" });
    await pass({ minutes: 31 });
    expect(notified).toEqual(["first :1:1", "first :1:2", "second :2:2"]);
  });

  test("a notifier that fails is asked again with the same key, until it has the notification", async () => {
    const keys: string[] = [];
    const notifier = {
      id: "pager",
      notify: async ({ key }: { key: string }) => {
        keys.push(key);
        if (keys.length < 3) throw new Error("no line");
      },
    };
    const { say, ticketOf, service, pass, told } = await desk({ store: open(), notifiers: [notifier] });
    await say("ada", technicalIssue);
    const { id } = await ticketOf("ada");
    await service.tickets.escalate(id, { reason: "over my head" });
    await pass({ minutes: 10 });
    expect(keys).toEqual([`${id}:1:1`, `${id}:1:1`, `${id}:1:1`]);
    expect(told("job.died")).toEqual([]);
  });

  test("a notifier that never answers is given up each time, and is a dead letter in the end", async () => {
    const keys: string[] = [];
    const notifier = {
      id: "pager",
      notify: ({ key }: { key: string }) => {
        keys.push(key);
        return new Promise<void>(() => {});
      },
    };
    const { say, ticketOf, service, clock, told } = await desk({ store: open(), notifiers: [notifier] });
    await say("ada", technicalIssue);
    await service.tickets.escalate((await ticketOf("ada")).id, { reason: "over my head" });
    await until(() => keys.length === 1);
    await clock.advance({ seconds: 29 });
    expect(keys).toHaveLength(1);
    await clock.advance({ days: 1 });
    expect(told("job.died")).toEqual([]);
    await clock.advance({ days: 1 });
    expect(told("job.died")).toMatchObject([{ jobKind: "notify", error: "Notifier pager did not answer in time." }]);
    expect(keys).toHaveLength(100);
    expect(new Set(keys).size).toBe(1);
  });

  test("a supervisor is told the agent by name, and that there is none", async () => {
    const { say, ticketOf, service, notifications } = await desk({ store: open() });
    await say("ada", technicalIssue);
    await service.agents.setPresence("wang", "offline");
    await say("bob", offTopic);
    for (const person of ["ada", "bob"]) {
      await service.tickets.escalate((await ticketOf(person)).id, { reason: "over my head" });
      await service.idle();
    }
    expect(notifications.map(({ text }) => text.split("\n").at(-1))).toEqual(["Agent: Li", "Agent: -"]);
  });

  test("a notifier that fails for good is a dead letter, and is told", async () => {
    const notifier = { id: "pager", notify: () => Promise.reject(new Error("no line")) };
    const { say, ticketOf, service, pass, told } = await desk({ store: open(), notifiers: [notifier] });
    await say("ada", technicalIssue);
    await service.tickets.escalate((await ticketOf("ada")).id, { reason: "over my head" });
    await pass({ hours: 20 });
    expect(told("job.died")).toEqual([]);
    await pass({ days: 1 });
    expect(told("job.died")).toMatchObject([{ jobKind: "notify", error: "no line" }]);
  });
});
