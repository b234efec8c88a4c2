import { describe, expect, test } from "vitest";
import { stores, technicalIssue } from "../harness.ts";
import { brokenStore } from "../stores/broken/broken-store.ts";
import { clockEvents, minute, slaDesk, slaOf } from "./sla-desk.ts";

describe.each(stores)("SLA clocks on $name", ({ open }) => {
  test("a customer whom nobody answers: the warning, the breach, the escalation, each once and at its minute", async () => {
    const made = await slaDesk(open(), { firstResponseMinutes: 30 });
    const { say, pass, told, notifications, ticketOf } = made;
    await say("ada", technicalIssue);
    await pass({ minutes: 23, seconds: 59 });
    expect(clockEvents(made)).toEqual([]);
    await pass({ seconds: 1 });
    expect(clockEvents(made)).toEqual(["warned first_response 1"]);
    await pass({ minutes: 5, seconds: 59, milliseconds: 999 });
    expect(clockEvents(made)).toEqual(["warned first_response 1"]);
    await pass({ milliseconds: 1 });
    expect(clockEvents(made)).toEqual(["warned first_response 1", "breached first_response 1"]);
    expect(told("ticket.escalated")).toMatchObject([{ level: 1 }]);
    expect(await ticketOf("ada")).toMatchObject({
      status: "escalated",
      escalationCauses: ["sla:first_response:1"],
      escalationReason: "SLA: the 30 minutes of first_response (policy standard) are used up",
    });
    await pass({ days: 10 });
    expect(clockEvents(made)).toHaveLength(2);
    expect(notifications).toHaveLength(1);
  });

  test("a human's answer in time fulfils the clock, and nothing escalates after it", async () => {
    const made = await slaDesk(open(), { firstResponseMinutes: 30 });
    const { say, pass, told, service, ticketOf } = made;
    await say("ada", technicalIssue);
    await pass({ minutes: 20 });
    await service.tickets.reply((await ticketOf("ada")).id, { agentId: "li", text: "Which version?" });
    await pass({ days: 1 });
    expect(clockEvents(made)).toEqual(["fulfilled first_response 1"]);
    expect(told("ticket.escalated")).toEqual([]);
    expect((await slaOf(made)).clocks).toMatchObject([
      { state: "fulfilled", elapsedMs: 20 * minute, remainingMs: 10 * minute, breachedAt: null },
    ]);
  });

  test("an answer after the target says so: breached, and fulfilled too late", async () => {
    const made = await slaDesk(open(), { firstResponseMinutes: 30 });
    const { say, pass, service, ticketOf } = made;
    await say("ada", technicalIssue);
    await pass({ minutes: 45 });
    await service.tickets.reply((await ticketOf("ada")).id, { agentId: "li", text: "Which version?" });
    expect(clockEvents(made)).toEqual([
      "warned first_response 1",
      "breached first_response 1",
      "fulfilled first_response 1",
    ]);
    expect((await slaOf(made)).clocks).toMatchObject([{ state: "fulfilled", remainingMs: -15 * minute }]);
  });

  test("the shorter target of the next response does not override that of the first", async () => {
    const made = await slaDesk(open(), { firstResponseMinutes: 60, nextResponseMinutes: 10 });
    const { say, pass } = made;
    await say("ada", technicalIssue);
    await pass({ minutes: 5 });
    await say("ada", "hello?");
    await pass({ minutes: 42 });
    expect(clockEvents(made)).toEqual([]);
    await pass({ minutes: 13 });
    expect(clockEvents(made)).toEqual(["warned first_response 1", "breached first_response 1"]);
  });

  test("the deadline moves after the first reply: the next one counts from the oldest message without an answer", async () => {
    const made = await slaDesk(open(), { firstResponseMinutes: 60, nextResponseMinutes: 30 });
    const { say, pass, service, ticketOf } = made;
    await say("ada", technicalIssue);
    const { id } = await ticketOf("ada");
    await service.tickets.reply(id, { agentId: "li", text: "Which version?" });
    await pass({ hours: 5 });
    await say("ada", "1.2");
    await pass({ minutes: 20 });
    await say("ada", "hello?");
    expect((await slaOf(made)).clocks).toMatchObject([
      { metric: "first_response", state: "fulfilled" },
      { metric: "next_response", instance: 1, state: "running", remainingMs: 10 * minute },
    ]);
    await service.tickets.reply(id, { agentId: "li", text: "Please update." });
    await pass({ hours: 1 });
    await say("ada", "It crashes still");
    await pass({ minutes: 30 });
    expect(clockEvents(made)).toEqual([
      ...["fulfilled first_response 1", "fulfilled next_response 1"],
      ...["warned next_response 2", "breached next_response 2"],
    ]);
  });

  test("each answer is waited for by a clock of its own, and each breach is told", async () => {
    const made = await slaDesk(open(), { nextResponseMinutes: 10, escalateOn: "never" });
    const { say, pass, service, ticketOf } = made;
    await say("ada", technicalIssue);
    await say("ada", "hello?");
    expect((await slaOf(made)).clocks).toEqual([]);
    const { id } = await ticketOf("ada");
    for (const answer of ["one", "two", "three"]) {
      await service.tickets.reply(id, { agentId: "li", text: answer });
      await say("ada", `to ${answer}`);
      await pass({ minutes: 10 });
    }
    const told = [1, 2, 3].flatMap((instance) => [
      ...[`warned next_response ${instance}`, `breached next_response ${instance}`],
      ...(instance < 3 ? [`fulfilled next_response ${instance}`] : []),
    ]);
    expect(clockEvents(made)).toEqual(told);
    expect(made.told("ticket.escalated")).toEqual([]);
  });

  test("a warning escalates when the policy says so, and the breach of that clock not once more", async () => {
    const made = await slaDesk(open(), { firstResponseMinutes: 10, warnAt: 0.5, escalateOn: "warning" });
    const { say, pass, told } = made;
    await say("ada", technicalIssue);
    await pass({ minutes: 5 });
    expect(told("ticket.escalated")).toMatchObject([
      { reason: "SLA: the 10 minutes of first_response (policy standard) are 50 % used up" },
    ]);
    await made.service.tickets.take((await made.ticketOf("ada")).id, { agentId: "li" });
    await pass({ hours: 1 });
    expect(clockEvents(made)).toEqual(["warned first_response 1", "breached first_response 1"]);
    expect(told("ticket.escalated")).toHaveLength(1);
  });

  test("a ticket that is escalated already is not escalated again by a breach", async () => {
    const made = await slaDesk(open(), { firstResponseMinutes: 10, resolutionMinutes: 20 });
    const { say, pass, told } = made;
    await say("ada", technicalIssue);
    await pass({ minutes: 30 });
    expect(clockEvents(made)).toContain("breached resolution 1");
    expect(told("ticket.escalated")).toHaveLength(1);
  });

  test("the first resolution is measured once, the whole goes on after a reopening, without the time in between", async () => {
    const made = await slaDesk(open(), { resolutionMinutes: 60, totalResolutionMinutes: 60 });
    const { say, pass, service, ticketOf } = made;
    await say("ada", technicalIssue);
    const { id } = await ticketOf("ada");
    await pass({ minutes: 30 });
    await service.tickets.resolve(id, { agentId: "li" });
    await pass({ days: 3 });
    await say("ada", "The app crashes again");
    expect(await ticketOf("ada")).toMatchObject({ id, status: "open" });
    await pass({ minutes: 29 });
    expect((await slaOf(made)).clocks).toMatchObject([
      { metric: "resolution", state: "fulfilled", elapsedMs: 30 * minute },
      { metric: "total_resolution", state: "running", elapsedMs: 59 * minute },
    ]);
    expect(clockEvents(made).slice(2)).toEqual(["warned total_resolution 1"]);
    await pass({ minutes: 1 });
    expect(clockEvents(made).slice(3)).toEqual(["breached total_resolution 1"]);
    await service.tickets.close(id, { agentId: "li" });
    expect(clockEvents(made).slice(4)).toEqual(["fulfilled total_resolution 1"]);
  });

  test("reopened, the customer waits for an answer again, though none was ever given", async () => {
    const made = await slaDesk(open(), { firstResponseMinutes: 30, nextResponseMinutes: 20 });
    const { say, pass, service, ticketOf } = made;
    await say("ada", technicalIssue);
    await pass({ minutes: 10 });
    await service.tickets.resolve((await ticketOf("ada")).id, { agentId: "li" });
    await pass({ hours: 1 });
    expect((await slaOf(made)).clocks).toMatchObject([{ metric: "first_response", state: "cancelled" }]);
    await say("ada", "The app crashes again");
    await pass({ minutes: 20 });
    expect(clockEvents(made)).toEqual(["warned first_response 1", "breached first_response 1"]);
  });

  test("nobody waits for a human while the bot has the conversation, and again after the next hand-over", async () => {
    const made = await slaDesk(open(), { firstResponseMinutes: 30, nextResponseMinutes: 20 });
    const { say, pass, service, ticketOf } = made;
    await say("ada", technicalIssue);
    await pass({ minutes: 10 });
    await service.tickets.handBack((await ticketOf("ada")).id, { agentId: "li" });
    await pass({ days: 1 });
    expect(clockEvents(made)).toEqual([]);
    await say("ada", technicalIssue);
    await pass({ minutes: 20 });
    expect(clockEvents(made)).toEqual(["warned first_response 1", "breached first_response 1"]);
    expect((await slaOf(made)).clocks).toHaveLength(1);
  });

  test("a ticket closed without an answer owes none", async () => {
    const made = await slaDesk(open(), { firstResponseMinutes: 30, resolutionMinutes: 60 });
    const { say, pass, service, ticketOf } = made;
    await say("ada", technicalIssue);
    await service.tickets.close((await ticketOf("ada")).id, { byCustomer: true });
    await pass({ days: 1 });
    expect(clockEvents(made)).toEqual(["fulfilled resolution 1"]);
  });

  test("every act on a clock is in the ticket's story, with what was used and why", async () => {
    const made = await slaDesk(open(), { firstResponseMinutes: 30, resolutionMinutes: 60 });
    const { say, pass, service, ticketOf } = made;
    await say("ada", technicalIssue);
    const { id } = await ticketOf("ada");
    await pass({ minutes: 31 });
    await service.tickets.reply(id, { agentId: "li", text: "Which version?" });
    await service.tickets.setPending(id, { agentId: "li" });
    await say("ada", "1.2");
    const { story } = await service.explain(id);
    expect(story.filter((sentence) => sentence.includes(" clock ("))).toEqual([
      "The bot started the first_response clock (1), policy standard, 0 of 30 minutes used, due 2026-01-05T09:30:00.000Z: the ticket was opened.",
      "The bot started the resolution clock (1), policy standard, 0 of 60 minutes used, due 2026-01-05T10:00:00.000Z: the ticket was opened.",
      "The desk warned that the first_response clock (1) is nearly used up, 24 of 30 minutes used, due 2026-01-05T09:30:00.000Z.",
      "The desk noted that the first_response clock (1) is breached, 30 of 30 minutes used, due 2026-01-05T09:30:00.000Z.",
      "Agent li fulfilled the first_response clock (1) with 31 of 30 minutes used: a human answered.",
      "Agent li paused the resolution clock (1) with 31 of 60 minutes used: waits for the customer.",
      "The bot resumed the resolution clock (1), policy standard, 31 of 60 minutes used, due 2026-01-05T10:00:00.000Z: the customer wrote.",
    ]);
  });

  test("a desk without policies keeps nothing of it", async () => {
    const plain = await slaDesk(open(), {}, { sla: [] });
    await plain.say("ada", technicalIssue);
    expect(await slaOf(plain)).toEqual({ policy: null, clocks: [], intervals: [], findings: [] });
    const { story } = await plain.service.explain((await plain.ticketOf("ada")).id);
    expect(story.join()).not.toContain("clock");
  });

  test("whoever answers after the target was used up, but before that was told, is told of the breach first", async () => {
    const store = open();
    let isLate = false;
    const slow = brokenStore(store, {
      store: (whole) => ({ claim: async (tenant, options) => (isLate ? [] : whole.claim(tenant, options)) }),
    });
    const made = await slaDesk(slow, { firstResponseMinutes: 30, resolutionMinutes: 30 });
    const { say, service, ticketOf, pass, told } = made;
    await say("ada", technicalIssue);
    const { id } = await ticketOf("ada");
    isLate = true;
    await made.clock.advance({ minutes: 31 });
    await service.tickets.reply(id, { agentId: "li", text: "Which version?" });
    await service.tickets.setPending(id, { agentId: "li" });
    isLate = false;
    service.wake();
    await pass({ hours: 1 });
    expect(clockEvents(made)).toEqual([
      ...["breached first_response 1", "fulfilled first_response 1", "breached resolution 1"],
    ]);
    expect(told("ticket.escalated")).toEqual([]);
  });
});
