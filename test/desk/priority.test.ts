import { describe, expect, test } from "vitest";
import { desk, last, stores, technicalIssue } from "../harness.ts";

describe.each(stores)("the priority of a ticket on $name", ({ open }) => {
  test("new facts raise it and never lower it, and its place in the queue follows", async () => {
    const { say, service, ticketOf, told } = await desk({ store: open(), agents: [] });
    await say("ada", technicalIssue);
    await say("bo", technicalIssue);
    await say("bo", "production is down");
    const { id } = await ticketOf("bo");
    expect(await ticketOf("bo")).toMatchObject({ priority: "urgent" });
    expect((await service.tickets.list({ waiting: true }))[0]).toMatchObject({ id });
    await say("bo", "no rush, whenever you can");
    expect(await ticketOf("bo")).toMatchObject({ priority: "urgent" });
    expect(told("ticket.prioritized")).toMatchObject([{ ticket: { id }, from: "high", reasons: ["service is down"] }]);
  });

  test("a person may lower it, and the log says who and why", async () => {
    const { say, service, ticketOf } = await desk({ store: open() });
    await say("ada", `${technicalIssue}, urgent!`);
    const { id } = await ticketOf("ada");
    await service.tickets.setPriority(id, { agentId: "li", priority: "low", reason: "a test account" });
    expect(await ticketOf("ada")).toMatchObject({ priority: "low", priorityRank: 3 });
    const entry = last(await service.tickets.history(id));
    expect(entry).toMatchObject({
      by: { kind: "agent", id: "li" },
      fact: { kind: "prioritized", from: "urgent", to: "low", reasons: ["a test account"] },
    });
  });

  test.each([
    ["high", "high", "urgent"],
    ["high", "medium", "high"],
    ["high", "low", "normal"],
    ["medium", "high", "high"],
    ["medium", "medium", "normal"],
    ["medium", "low", "low"],
    ["low", "high", "normal"],
    ["low", "medium", "low"],
    ["low", "low", "low"],
  ] as const)("impact %s and urgency %s make it %s", async (impact, urgency, priority) => {
    const { say, service, ticketOf } = await desk({ store: open() });
    await say("ada", technicalIssue);
    const { id } = await ticketOf("ada");
    await service.tickets.setPriority(id, { impact });
    expect(await ticketOf("ada")).toMatchObject({ impact, urgency: null, priority: "high" });
    await service.tickets.setPriority(id, { urgency });
    expect(await ticketOf("ada")).toMatchObject({ impact, urgency, priority });
  });

  test("a customer who becomes VIP has their open tickets raised", async () => {
    const { say, service, ticketOf } = await desk({ store: open() });
    await say("ada", "I want to talk to a human");
    const { customerId, priority } = await ticketOf("ada");
    expect(priority).toBe("normal");
    await service.customers.update(customerId, { tier: "vip" });
    await service.idle();
    expect(await ticketOf("ada")).toMatchObject({ priority: "high" });
  });

  test("a priority that is none is refused, and nothing is changed", async () => {
    const { say, service, ticketOf } = await desk({ store: open() });
    await say("ada", technicalIssue);
    const before = await ticketOf("ada");
    const bad = { priority: "enormous" } as unknown as { priority: "urgent" };
    await expect(service.tickets.setPriority(before.id, bad)).rejects.toMatchObject({
      code: "ticket.refused",
      message: expect.stringContaining('expected "low" or "normal" or "high" or "urgent"'),
    });
    expect(await ticketOf("ada")).toEqual(before);
  });
});
