import { describe, expect, test } from "vitest";
import { desk, offTopic, stores, technicalIssue } from "../harness.ts";
import { clockEvents, minute, slaDesk, slaOf } from "./sla-desk.ts";

const both = { firstResponseMinutes: 60, nextResponseMinutes: 30 };

describe.each(stores)("a transferred ticket whose customer waits for nothing on $name", ({ open }) => {
  test("does not pretend that they wait; their next message starts a clock", async () => {
    const made = await slaDesk(open(), both, { unansweredMinutes: 60 });
    const { say, pass, service, ticketOf, told } = made;
    await say("ada", technicalIssue);
    const { id } = await ticketOf("ada");
    await service.tickets.reply(id, { agentId: "li", text: "A colleague looks into it." });
    await service.tickets.transfer(id, { queue: "general", agentId: "li" });
    expect(await ticketOf("ada")).toMatchObject({ agentId: "wang", awaitingReplySince: null });
    await pass({ hours: 3 });
    expect(told("ticket.escalated")).toEqual([]);
    await say("ada", "any news?");
    expect((await slaOf(made)).clocks).toMatchObject([
      { metric: "first_response", state: "fulfilled" },
      { metric: "next_response", instance: 1, state: "running", elapsedMs: 0 },
    ]);
    expect((await service.check()).violations).toEqual([]);
    await pass({ minutes: 30 });
    expect(clockEvents(made)).toContain("breached next_response 1");
  });

  test("nor when a level of an escalation takes it over", async () => {
    const levels = [{ notify: ["supervisor"], queue: "general" }];
    const made = await slaDesk(open(), both, { escalation: { levels } });
    const { say, service, ticketOf } = made;
    await say("ada", technicalIssue);
    const { id } = await ticketOf("ada");
    await service.tickets.reply(id, { agentId: "li", text: "A colleague looks into it." });
    await service.tickets.escalate(id, { agentId: "li", reason: "over my head" });
    expect(await ticketOf("ada")).toMatchObject({ agentId: "wang", awaitingReplySince: null });
    await say("ada", "any news?");
    expect((await slaOf(made)).clocks).toMatchObject([{}, { metric: "next_response", state: "running" }]);
  });

  test("while one that is opened by hand, or reopened, makes somebody wait", async () => {
    const made = await slaDesk(open(), both);
    const { say, service, ticketOf, conversationOf } = made;
    await say("ada", "Refund policy");
    const { id: conversationId } = await conversationOf("ada");
    const { id } = await service.tickets.create({ conversationId, text: offTopic });
    const { awaitingReplySince, createdAt } = await ticketOf("ada");
    expect(awaitingReplySince).toEqual(createdAt);
    await service.tickets.reply(id, { agentId: "wang", text: "A duck walks into a bar." });
    await service.tickets.resolve(id, { agentId: "wang" });
    await made.pass({ minutes: 10 });
    await service.tickets.reopen(id);
    expect((await ticketOf("ada")).awaitingReplySince).not.toBeNull();
    expect((await slaOf(made)).clocks).toMatchObject([{}, { metric: "next_response", state: "running" }]);
  });
});

describe.each(stores)("an answer that is owed on $name", ({ open }) => {
  const quiet = { unansweredMinutes: null, escalation: { levels: [["supervisor"]] } } as const;
  const rest = { name: "rest", resolutionMinutes: 600 };

  test("is measured again after two changes of the priority, and the supervisor learns who stopped the clock", async () => {
    const sla = [{ name: "all", when: { priorities: ["normal", "urgent"] as const }, ...both }, rest];
    const made = await desk({ ...quiet, store: open(), sla });
    const { say, pass, service, ticketOf } = made;
    await say("ada", technicalIssue);
    const { id } = await ticketOf("ada");
    await service.tickets.setPriority(id, { agentId: "li", priority: "normal" });
    await pass({ minutes: 50 });
    await service.tickets.setPriority(id, { agentId: "li", priority: "low" });
    await pass({ minutes: 5 });
    await service.tickets.setPriority(id, { agentId: "li", priority: "normal" });
    await pass({ minutes: 10 });
    expect(clockEvents(made)).toEqual(["warned first_response 1", "breached first_response 1"]);
    const { clocks, findings } = await slaOf(made);
    expect(clocks[0]).toMatchObject({ metric: "first_response", state: "running", elapsedMs: 60 * minute });
    expect(findings).toMatchObject([
      { rule: "response_cancelled", metric: "first_response", instance: 1, by: { kind: "agent", id: "li" } },
    ]);
    await service.tickets.reply(id, { agentId: "li", text: "Which version?" });
    await say("ada", "1.2");
    await pass({ minutes: 20 });
    await service.tickets.setPriority(id, { agentId: "li", priority: "low" });
    await service.tickets.setPriority(id, { agentId: "li", priority: "normal" });
    await pass({ minutes: 10 });
    expect(clockEvents(made)).toContain("breached next_response 1");
    expect((await service.check()).violations).toEqual([]);
  });

  test("is measured again when a customer whom nobody answered comes back from the bot, and what was used up counts", async () => {
    const made = await slaDesk(open(), { firstResponseMinutes: 60 });
    const { say, pass, service, ticketOf } = made;
    await say("ada", technicalIssue);
    const { id } = await ticketOf("ada");
    await pass({ minutes: 40 });
    await service.tickets.handBack(id, { agentId: "li" });
    await pass({ days: 1 });
    await say("ada", technicalIssue);
    await pass({ minutes: 20 });
    expect(clockEvents(made)).toEqual(["warned first_response 1", "breached first_response 1"]);
    expect((await slaOf(made)).findings).toMatchObject([{ rule: "response_cancelled", by: { id: "li" } }]);
  });

  test("is measured when the message that reopens the ticket raises it to a policy that measures answers", async () => {
    const sla = [{ name: "urgent", when: { priorities: ["urgent"] as const }, ...both }, rest];
    const made = await desk({ ...quiet, store: open(), sla });
    const { say, pass, service, ticketOf } = made;
    await say("ada", technicalIssue);
    const { id } = await ticketOf("ada");
    await service.tickets.reply(id, { agentId: "li", text: "Try again." });
    await service.tickets.resolve(id, { agentId: "li" });
    await pass({ hours: 1 });
    await say("ada", "The app crashes again, this is urgent, asap!");
    expect(await ticketOf("ada")).toMatchObject({ id, priority: "urgent" });
    expect((await slaOf(made)).clocks).toMatchObject([{}, { metric: "next_response", instance: 1, state: "running" }]);
    await pass({ minutes: 30 });
    expect(clockEvents(made)).toContain("breached next_response 1");
  });

  test("after a reopening is the next one when a human answered before, though no clock saw it", async () => {
    const sla = [{ name: "all", when: { priorities: ["normal"] as const }, ...both }, rest];
    const made = await desk({ ...quiet, store: open(), sla });
    const { say, pass, service, ticketOf } = made;
    await say("ada", technicalIssue);
    const { id } = await ticketOf("ada");
    await service.tickets.setPriority(id, { priority: "normal" });
    await service.tickets.setPriority(id, { priority: "low" });
    await service.tickets.reply(id, { agentId: "li", text: "Try again." });
    await service.tickets.resolve(id, { agentId: "li" });
    await pass({ hours: 1 });
    await service.tickets.reopen(id);
    await service.tickets.setPriority(id, { priority: "normal" });
    const running = (await slaOf(made)).clocks.filter(({ state }) => state === "running");
    expect(running.map(({ metric }) => metric)).toEqual(["next_response"]);
  });
});
