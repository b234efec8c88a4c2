import { describe, expect, test } from "vitest";
import { desk, last, stores, technicalIssue } from "../harness.ts";

const second = { id: "chen", name: "Chen", skills: ["second level"] };
const levels = [
  { notify: ["supervisor"], acknowledgeMinutes: 10 },
  { notify: ["supervisor"], queue: "second" },
];
const routes = { hard: { queue: "second", skills: ["second level"] } };

describe.each(stores)("a level of an escalation with a queue of its own on $name", ({ open }) => {
  test("takes the ticket over: its agents get it, and the customer is told who", async () => {
    const { say, service, ticketOf, conversationOf, pass, channel, told } = await desk({
      ...{ store: open(), routes, escalation: { levels }, agents: [{ id: "li", skills: ["technical"] }, second] },
    });
    await say("ada", technicalIssue);
    const { id } = await ticketOf("ada");
    await service.tickets.escalate(id, { agentId: "li", reason: "over my head" });
    expect(await ticketOf("ada")).toMatchObject({ queue: "technical", agentId: "li" });
    await pass({ minutes: 10 });
    expect(await ticketOf("ada")).toMatchObject({ status: "escalated", queue: "second", agentId: "chen" });
    expect(await conversationOf("ada")).toMatchObject({ state: "human", agentId: "chen" });
    expect(await service.agents.get("li")).toMatchObject({ load: 0 });
    expect(told("ticket.transferred")).toMatchObject([{ from: "technical", reason: "escalation level 2" }]);
    expect(last(channel.sentTo("ada"))).toContain("Chen");
    expect((await service.check()).violations).toEqual([]);
  });

  test("has the ticket wait when nobody of it is there", async () => {
    const { say, service, ticketOf, pass } = await desk({ store: open(), routes, escalation: { levels } });
    await say("ada", technicalIssue);
    await service.tickets.escalate((await ticketOf("ada")).id, { reason: "over my head" });
    await pass({ minutes: 10 });
    expect(await ticketOf("ada")).toMatchObject({ status: "escalated", queue: "second", agentId: null, waiting: true });
    expect((await service.check()).violations).toEqual([]);
  });
});

describe.each(stores)("a ticket that goes to another queue on $name", ({ open }) => {
  const sla = [
    { name: "slow", when: { queues: ["technical"] }, firstResponseMinutes: 100 },
    { name: "fast", when: { queues: ["general"] }, firstResponseMinutes: 50 },
  ];

  test("by overflow has the SLA of that queue, and what was used up counts", async () => {
    const queues = { technical: { overflow: [{ afterMinutes: 20, to: "general" }] } };
    const { say, service, ticketOf, pass, told } = await desk({ store: open(), agents: [], sla, queues });
    await say("ada", technicalIssue);
    const { id } = await ticketOf("ada");
    await pass({ minutes: 20 });
    const { policy, clocks } = await service.tickets.sla(id);
    expect(policy).toMatchObject({ name: "fast" });
    expect(clocks).toMatchObject([{ policy: "fast", targetMinutes: 50, remainingMs: 30 * 60_000 }]);
    await pass({ minutes: 30 });
    expect(told("sla.breached")).toMatchObject([{ ticket: { id } }]);
    expect((await service.check()).violations).toEqual([]);
  });

  test("by hand, too", async () => {
    const { say, service, ticketOf, pass } = await desk({ store: open(), sla });
    await say("ada", technicalIssue);
    const { id } = await ticketOf("ada");
    await pass({ minutes: 5 });
    await service.tickets.transfer(id, { queue: "general" });
    expect(await ticketOf("ada")).toMatchObject({ queue: "general", agentId: "wang" });
    expect((await service.tickets.sla(id)).clocks).toMatchObject([{ policy: "fast", remainingMs: 45 * 60_000 }]);
  });

  test("escalates when nobody answered in the hours of that queue", async () => {
    const late = { zone: "UTC", days: [1, 2, 3, 4, 5, 6, 7], from: "00:00", to: "24:00" };
    const businessHours = { zone: "UTC", days: [1, 2, 3, 4, 5], from: "09:00", to: "10:00" };
    const { say, service, ticketOf, pass, told } = await desk({
      ...{ store: open(), businessHours, calendars: { late }, queues: { general: { businessHours: "late" } } },
      unansweredMinutes: 90,
    });
    await say("ada", technicalIssue);
    await pass({ minutes: 80 });
    await service.tickets.transfer((await ticketOf("ada")).id, { queue: "general" });
    await pass({ minutes: 9 });
    expect(told("ticket.escalated")).toEqual([]);
    await pass({ minutes: 1 });
    expect(told("ticket.escalated")).toHaveLength(1);
  });
});
