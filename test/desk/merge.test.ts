import { describe, expect, test } from "vitest";
import { desk, offTopic, stores, type TestDesk, technicalIssue } from "../harness.ts";

/** Ada wrote twice, in two threads of the channel; Li has the first ticket, Wang the second. */
async function twoOfAda(
  store: ReturnType<(typeof stores)[number]["open"]>,
  options: Partial<Parameters<typeof desk>[0]> = {},
) {
  const made = await desk({ store, reopenWithinDays: 30, ...options });
  await made.say("ada", technicalIssue);
  await made.channel.say("ada-2", offTopic, { from: { ids: ["ada"], verified: true } });
  await made.service.idle();
  const [target, source] = [await made.ticketOf("ada"), await made.ticketOf("ada-2")];
  expect(source.customerId).toBe(target.customerId);
  return { ...made, source, target };
}

async function inOrder({ service }: TestDesk): Promise<void> {
  await service.idle();
  expect((await service.check()).violations).toEqual([]);
}

// Complaint 6: merge with undo.
describe.each(stores)("merging tickets on $name", ({ open }) => {
  test("one becomes part of the other: closed without a word or a survey, its agent free, its tags with the other", async () => {
    const made = await twoOfAda(open());
    const { service, source, target, channel, names } = made;
    await service.tickets.tag(source.id, { add: ["Crash"] });
    await service.tickets.tag(target.id, { add: ["app"] });
    const sent = channel.sendCalls;
    const merged = await service.tickets.merge(source.id, { into: target.id, agentId: "li", reason: "the same crash" });
    await inOrder(made);
    expect(merged).toMatchObject({ status: "closed", mergedInto: target.id });
    expect(merged.links).toEqual([{ kind: "merged_into", ticketId: target.id }]);
    const kept = await service.tickets.get(target.id);
    expect(kept).toMatchObject({ tags: ["app", "crash"], status: "open", agentId: "li" });
    expect(kept.links).toEqual([{ kind: "merged_from", ticketId: source.id, tags: ["crash"] }]);
    expect(await service.agents.get("wang")).toMatchObject({ load: 0 });
    expect(await made.conversationOf("ada-2")).toMatchObject({ state: "ended", ticketId: null });
    expect(channel.sendCalls).toBe(sent);
    await made.pass({ days: 1 });
    expect(names()).not.toContain("survey.sent");
    expect(made.told("ticket.merged")).toMatchObject([{ ticket: { id: source.id }, intoTicketId: target.id }]);
    expect((await service.explain(source.id)).story).toContain(
      `Agent li merged the ticket into ${target.id}: the same crash.`,
    );
    expect((await service.explain(target.id)).story).toContainEqual(
      expect.stringMatching(/^Agent li merged ticket .* into this one, with its tags crash/),
    );
  });

  test("undone, the ticket is open with an agent, and both are as they were", async () => {
    const made = await twoOfAda(open());
    const { service, source, target } = made;
    await service.tickets.tag(source.id, { add: ["crash", "app"] });
    await service.tickets.tag(target.id, { add: ["app"] });
    await service.tickets.merge(source.id, { into: target.id });
    const open_ = await service.tickets.unmerge(source.id, { agentId: "li", reason: "another crash" });
    await inOrder(made);
    expect(open_).toMatchObject({
      status: "open",
      mergedInto: null,
      links: [],
      tags: ["crash", "app"],
      agentId: "wang",
    });
    expect(open_.lastAgentId).toBe("wang");
    expect(await service.tickets.get(target.id)).toMatchObject({ links: [], tags: ["app"] });
    expect(await made.conversationOf("ada-2")).toMatchObject({ state: "human", agentId: "wang", ticketId: source.id });
    expect(made.told("ticket.unmerged")).toMatchObject([{ ticket: { id: source.id }, fromTicketId: target.id }]);
    expect((await service.explain(target.id)).story).toContain(
      `Agent li took ticket ${source.id} out of this one again, with its tags crash.`,
    );
  });

  test("what the customer writes there later is a follow-up of the ticket it became part of", async () => {
    const made = await twoOfAda(open());
    const { service, source, target, ticketOf } = made;
    await service.tickets.merge(source.id, { into: target.id });
    await made.pass({ minutes: 1 });
    await made.channel.say("ada-2", "One more thing about the joke", { from: { ids: ["ada"], verified: true } });
    await inOrder(made);
    const followUp = await ticketOf("ada-2");
    expect(followUp.links).toEqual([{ kind: "follow_up_of", ticketId: target.id }]);
    expect(await service.tickets.get(source.id)).toMatchObject({ status: "closed", mergedInto: target.id });
    expect((await service.explain(followUp.id)).story.join("\n")).toContain(`(of ${target.id}, merged_away)`);
    // The conversation is about the follow-up by then: what is taken out of the merge has its turn later.
    await service.tickets.unmerge(source.id);
    await inOrder(made);
    expect(await made.conversationOf("ada-2")).toMatchObject({ ticketId: followUp.id, laterTicketIds: [source.id] });
  });

  test("a customer who waited for an answer under one ticket waits for it under the other", async () => {
    const made = await twoOfAda(open());
    const { service, source, target } = made;
    await service.tickets.reply(target.id, { agentId: "li", text: "Which version?" });
    await service.tickets.setPending(target.id, { agentId: "li" });
    await service.tickets.merge(source.id, { into: target.id });
    await inOrder(made);
    const kept = await service.tickets.get(target.id);
    expect(kept).toMatchObject({ status: "in_progress", agentId: "li" });
    expect(kept.awaitingReplySince).not.toBeNull();
  });

  test("and is not sent back to the beginning: the timer and the clock count from the older wait", async () => {
    const sla = [{ name: "all", firstResponseMinutes: 500, nextResponseMinutes: 50, escalateOn: "never" }] as const;
    const made = await twoOfAda(open(), { sla });
    const { service, source, target, pass, told } = made;
    await service.tickets.reply(target.id, { agentId: "li", text: "Which version?" });
    await pass({ minutes: 35 });
    await made.say("ada", "1.2");
    await pass({ minutes: 10 });
    await service.tickets.merge(source.id, { into: target.id, agentId: "li" });
    await inOrder(made);
    expect(await service.tickets.get(target.id)).toMatchObject({ awaitingReplySince: source.awaitingReplySince });
    const { clocks, findings } = await service.tickets.sla(target.id);
    expect(clocks.find(({ metric }) => metric === "next_response")).toMatchObject({
      ...{ instance: 1, state: "running", elapsedMs: 45 * 60_000, startedAt: source.awaitingReplySince },
    });
    expect([findings, (await service.tickets.sla(source.id)).findings]).toEqual([[], []]);
    expect((await service.explain(target.id)).story.join("\n")).toContain("backdated the next_response clock (1)");
    await pass({ minutes: 5 });
    expect(told("sla.breached")).toMatchObject([{ ticket: { id: target.id }, slaClock: { metric: "next_response" } }]);
    expect(told("ticket.escalated")).toEqual([]);
    await pass({ minutes: 10 });
    expect(told("ticket.escalated")).toMatchObject([{ ticket: { id: target.id } }]);
    expect((await service.tickets.sla(target.id)).findings).toEqual([]);
  });

  test("a clock that the merge starts counts from the wait, too; undone, the source's own clocks go on", async () => {
    const sla = [{ name: "all", firstResponseMinutes: 500, nextResponseMinutes: 90, resolutionMinutes: 600 }];
    const made = await twoOfAda(open(), { sla, unansweredMinutes: null });
    const { service, source, target, pass } = made;
    await service.tickets.reply(target.id, { agentId: "li", text: "Which version?" });
    await service.tickets.setPending(target.id, { agentId: "li" });
    await pass({ minutes: 30 });
    await service.tickets.merge(source.id, { into: target.id, agentId: "li" });
    const next = (await service.tickets.sla(target.id)).clocks.find(({ metric }) => metric === "next_response");
    expect(next).toMatchObject({ state: "running", elapsedMs: 30 * 60_000 });
    await service.tickets.reply(target.id, { agentId: "li", text: "One thing at a time." });
    await pass({ hours: 1 });
    await service.tickets.unmerge(source.id, { agentId: "li" });
    await pass({ minutes: 10 });
    const { clocks, findings } = await service.tickets.sla(source.id);
    expect(clocks).toMatchObject([
      { metric: "first_response", state: "running", elapsedMs: 40 * 60_000 },
      { metric: "resolution", state: "running", elapsedMs: 40 * 60_000 },
    ]);
    expect([findings, (await service.tickets.sla(target.id)).findings]).toEqual([[], []]);
    await inOrder(made);
  });

  test("a merge that cannot be is refused, and changes nothing", async () => {
    const made = await twoOfAda(open());
    const { service, source, target } = made;
    await made.say("bob", technicalIssue);
    const others = await made.ticketOf("bob");
    const refused = async (id: string, into: string, why: RegExp) => {
      await service.idle();
      const before = await Promise.all([made.recordsOf("ada"), made.recordsOf("ada-2"), made.recordsOf("bob")]);
      await expect(service.tickets.merge(id, { into })).rejects.toMatchObject({
        ...{ code: "ticket.refused", message: expect.stringMatching(why) },
      });
      expect(await Promise.all([made.recordsOf("ada"), made.recordsOf("ada-2"), made.recordsOf("bob")])).toEqual(
        before,
      );
    };
    await refused(source.id, source.id, /part of itself/);
    await refused(source.id, others.id, /of another customer/);
    await expect(service.tickets.merge(source.id, { into: "T-0" })).rejects.toMatchObject({ code: "ticket.not_found" });
    await expect(service.tickets.unmerge(source.id)).rejects.toMatchObject({ code: "ticket.refused" });
    await service.tickets.handBack(target.id, { agentId: "li" });
    await refused(source.id, target.id, /the bot has/);
    await service.tickets.take(target.id, { agentId: "li" });
    await service.tickets.merge(source.id, { into: target.id });
    await refused(source.id, target.id, /merged into .* already/);
    await refused(target.id, source.id, /is itself merged/);
    await expect(service.tickets.reopen(source.id)).rejects.toThrow(/it is merged into .*; unmerge it/);
    await service.tickets.close(target.id);
    const later = await made.ticketOf("ada-2");
    await service.tickets.unmerge(later.id);
    await refused(later.id, target.id, /is closed; reopen it before others become part of it/);
    await refused(target.id, later.id, /link it instead, or reopen it/);
  });

  test("two tickets merged into each other at the same time become one, not none", async () => {
    const made = await twoOfAda(open());
    const { service, source, target } = made;
    const tries = await Promise.allSettled([
      service.tickets.merge(source.id, { into: target.id }),
      service.tickets.merge(target.id, { into: source.id }),
    ]);
    expect(tries.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    await inOrder(made);
  });

  test("merged tickets are erased and exported with their customer", async () => {
    const made = await twoOfAda(open());
    const { service, source, target } = made;
    await service.tickets.merge(source.id, { into: target.id });
    const { tickets } = await service.customers.export(source.customerId);
    expect(tickets.map(({ ticket }) => ticket.id).sort()).toEqual([source.id, target.id].sort());
    const { removed, remaining } = await service.customers.erase(source.customerId);
    expect(removed).toMatchObject({ ticket: 2 });
    expect(remaining).toEqual([]);
    expect((await service.check()).violations).toEqual([]);
  });
});
