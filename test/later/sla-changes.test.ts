import { describe, expect, test } from "vitest";
import { desk, offTopic, stores, technicalIssue } from "../harness.ts";
import { clockEvents, minute, slaDesk, slaOf } from "./sla-desk.ts";

const quiet = { unansweredMinutes: null, escalation: { levels: [["supervisor"]] } } as const;

describe.each(stores)("SLA clocks of tickets that change on $name", ({ open }) => {
  test("a resolution clock stands still while the ticket is pending, a response clock does not", async () => {
    const made = await slaDesk(open(), { firstResponseMinutes: 60, resolutionMinutes: 60 });
    const { say, pass, service, ticketOf } = made;
    await say("ada", technicalIssue);
    const { id } = await ticketOf("ada");
    await pass({ minutes: 10 });
    await service.tickets.setPending(id, { agentId: "li" });
    await pass({ minutes: 40 });
    expect((await slaOf(made)).clocks).toMatchObject([
      { metric: "first_response", state: "running", elapsedMs: 50 * minute },
      { metric: "resolution", state: "paused", elapsedMs: 10 * minute, dueAt: null },
    ]);
    expect(clockEvents(made)).toEqual(["warned first_response 1"]);
    await say("ada", "still there?");
    await pass({ minutes: 9 });
    const [, resolution] = (await slaOf(made)).clocks;
    expect(resolution).toMatchObject({ state: "running", elapsedMs: 19 * minute });
  });

  test("statuses that pause are the policy's to say", async () => {
    const made = await slaDesk(open(), { resolutionMinutes: 60, pauseOn: ["open", "escalated"] });
    const { say, pass, service, ticketOf } = made;
    await say("ada", technicalIssue);
    const { id } = await ticketOf("ada");
    await pass({ minutes: 30 });
    await service.tickets.take(id, { agentId: "li" });
    await pass({ minutes: 5 });
    await service.tickets.escalate(id, { agentId: "li", reason: "over my head" });
    await pass({ minutes: 30 });
    await service.tickets.take(id, { agentId: "li" });
    await service.tickets.setPending(id, { agentId: "li" });
    await pass({ minutes: 5 });
    expect((await slaOf(made)).clocks).toMatchObject([{ state: "running", elapsedMs: 10 * minute }]);
    expect((await slaOf(made)).findings).toEqual([]);
  });

  test("another policy, since the priority rose: what was used up stays, the pauses too, and the deadline is its", async () => {
    const made = await desk({
      ...quiet,
      store: open(),
      sla: [
        { name: "urgent", when: { priorities: ["urgent"] }, firstResponseMinutes: 15, resolutionMinutes: 40 },
        { name: "others", firstResponseMinutes: 60, resolutionMinutes: 120 },
      ],
    });
    const { say, pass, service, ticketOf } = made;
    await say("ada", technicalIssue);
    const { id } = await ticketOf("ada");
    await pass({ minutes: 10 });
    await service.tickets.reply(id, { agentId: "li", text: "Which version?" });
    await service.tickets.setPending(id, { agentId: "li" });
    await pass({ hours: 30 });
    await say("ada", "hm");
    await pass({ minutes: 10 });
    await say("ada", "This is urgent, asap!");
    const { policy, clocks } = await slaOf(made);
    expect(policy?.name).toBe("urgent");
    expect(clocks[1]).toMatchObject({ policy: "urgent", elapsedMs: 20 * minute, remainingMs: 20 * minute });
    await pass({ minutes: 20 });
    expect(clockEvents(made)).toContain("breached resolution 1");
  });

  test("a policy that changes while the clock stands still keeps its pause and what was used up", async () => {
    const made = await desk({
      ...{ ...quiet, store: open() },
      sla: [
        { name: "vip", when: { tiers: ["vip"] }, resolutionMinutes: 40 },
        { name: "others", resolutionMinutes: 120 },
      ],
    });
    const { say, pass, service, ticketOf } = made;
    await say("ada", technicalIssue);
    const { id, customerId } = await ticketOf("ada");
    await pass({ minutes: 20 });
    await service.tickets.reply(id, { agentId: "li", text: "Which version?" });
    await service.tickets.setPending(id, { agentId: "li" });
    await pass({ days: 1 });
    await service.customers.update(customerId, { tier: "vip" });
    await service.idle();
    expect((await slaOf(made)).clocks).toMatchObject([
      { policy: "vip", state: "paused", elapsedMs: 20 * minute, remainingMs: 20 * minute, dueAt: null },
    ]);
    await pass({ days: 1 });
    expect(clockEvents(made)).toEqual([]);
    await say("ada", "1.2");
    await pass({ minutes: 20 });
    expect(clockEvents(made)).toEqual(["warned resolution 1", "breached resolution 1"]);
    expect((await slaOf(made)).findings).toEqual([]);
  });

  test("a target that is used up already when it comes into force is breached at once", async () => {
    const made = await desk({
      ...{ ...quiet, store: open() },
      sla: [
        { name: "urgent", when: { priorities: ["urgent"] }, firstResponseMinutes: 5 },
        { name: "others", firstResponseMinutes: 60 },
      ],
    });
    const { say, pass, ticketOf } = made;
    await say("ada", technicalIssue);
    await pass({ minutes: 20 });
    await say("ada", "This is urgent, asap!");
    expect(clockEvents(made)).toEqual(["breached first_response 1"]);
    expect(await ticketOf("ada")).toMatchObject({ status: "escalated" });
  });

  test("what the new policy does not measure ends, what only it measures begins; and back again", async () => {
    const made = await desk({
      ...{ ...quiet, store: open() },
      sla: [
        { name: "vip", when: { tiers: ["vip"] }, firstResponseMinutes: 30 },
        { name: "others", resolutionMinutes: 120 },
      ],
    });
    const { say, pass, service, ticketOf } = made;
    await say("ada", technicalIssue);
    const { customerId } = await ticketOf("ada");
    await pass({ minutes: 10 });
    await service.customers.update(customerId, { tier: "vip" });
    await service.idle();
    await pass({ minutes: 10 });
    expect((await slaOf(made)).clocks).toMatchObject([
      { metric: "resolution", state: "cancelled", elapsedMs: 10 * minute },
      { metric: "first_response", state: "running", elapsedMs: 10 * minute },
    ]);
    await service.customers.update(customerId, { tier: "standard" });
    await service.idle();
    await pass({ minutes: 10 });
    expect((await slaOf(made)).clocks).toMatchObject([
      { metric: "resolution", state: "running", elapsedMs: 20 * minute },
      { metric: "first_response", state: "cancelled" },
    ]);
    expect((await slaOf(made)).findings).toEqual([]);
    expect((await service.check()).violations).toEqual([]);
  });

  test("an issue of another type, in another queue, has the policy of that queue", async () => {
    const made = await desk({
      ...{ ...quiet, store: open() },
      sla: [
        { name: "technical", when: { queues: ["technical"] }, totalResolutionMinutes: 60 },
        { name: "others", when: { types: ["simple", "general"] }, totalResolutionMinutes: 600 },
      ],
    });
    const { say, service, ticketOf } = made;
    await say("ada", offTopic);
    await service.tickets.handBack((await ticketOf("ada")).id, { agentId: "wang" });
    await say("ada", technicalIssue);
    expect((await slaOf(made)).clocks).toMatchObject([{ policy: "technical", targetMinutes: 60, state: "running" }]);
  });

  test("one answer has one clock, whatever a new policy also measures", async () => {
    const made = await desk({
      ...{ ...quiet, store: open() },
      sla: [
        { name: "urgent", when: { priorities: ["urgent"] }, firstResponseMinutes: 5, nextResponseMinutes: 10 },
        { name: "others", nextResponseMinutes: 20 },
      ],
    });
    const { say, service, ticketOf } = made;
    await say("ada", technicalIssue);
    await service.tickets.resolve((await ticketOf("ada")).id, { agentId: "li" });
    await say("ada", "The app crashes again");
    await say("ada", "This is urgent, asap!");
    expect((await slaOf(made)).clocks).toMatchObject([
      { metric: "next_response", policy: "urgent", targetMinutes: 10 },
    ]);
  });
});
