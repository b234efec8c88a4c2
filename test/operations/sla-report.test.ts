import { describe, expect, test } from "vitest";
import { offTopic, stores, technicalIssue } from "../harness.ts";
import { minute, slaDesk, slaOf } from "../later/sla-desk.ts";
import { change } from "./stored.ts";

const nine = Date.parse("2026-01-05T09:00:00Z");
const at = (minutes: number) => new Date(nine + minutes * minute);

describe.each(stores)("the SLA ledger of a ticket on $name", ({ open }) => {
  test("says for every stretch of its life what ran, what stood still, why and by whom", async () => {
    const made = await slaDesk(open(), { firstResponseMinutes: 30, resolutionMinutes: 60 });
    const { say, pass, service, ticketOf } = made;
    await say("ada", technicalIssue);
    const { id } = await ticketOf("ada");
    await pass({ minutes: 5 });
    await service.tickets.reply(id, { agentId: "li", text: "Which version?" });
    await service.tickets.setPending(id, { agentId: "li" });
    await pass({ minutes: 60 });
    await say("ada", "1.2");
    await pass({ minutes: 10 });
    await service.tickets.resolve(id, { agentId: "li" });
    await pass({ minutes: 10 });
    const { intervals, clocks, findings, policy } = await slaOf(made);
    const [bot, li] = [{ kind: "bot" }, { kind: "agent", id: "li" }] as const;
    expect(intervals).toEqual([
      interval("first_response", "running", 0, 5, "the ticket was opened", bot),
      interval("first_response", "stopped", 5, null, "a human answered", li),
      interval("resolution", "running", 0, 5, "the ticket was opened", bot),
      interval("resolution", "paused", 5, 65, "waits for the customer", li),
      interval("resolution", "running", 65, 75, "the customer wrote", bot),
      interval("resolution", "stopped", 75, null, "dealt with", li),
    ]);
    expect(clocks).toMatchObject([
      { metric: "first_response", state: "fulfilled", remainingMs: 25 * minute },
      { metric: "resolution", state: "fulfilled", elapsedMs: 15 * minute, remainingMs: 45 * minute, endedAt: at(75) },
    ]);
    expect([policy?.name, findings]).toEqual(["standard", []]);
  });

  test("finds a ticket that was set pending while its customer waited for an answer", async () => {
    const made = await slaDesk(open(), { resolutionMinutes: 60 });
    const { say, pass, service, ticketOf } = made;
    await say("ada", technicalIssue);
    await pass({ minutes: 5 });
    await service.tickets.setPending((await ticketOf("ada")).id, { agentId: "li" });
    expect((await slaOf(made)).findings).toEqual([
      {
        ...{ rule: "paused_before_answer", metric: "resolution", instance: 1, at: at(5) },
        ...{ by: { kind: "agent", id: "li" }, sentence: "It was set pending while the customer waited for an answer." },
      },
    ]);
  });

  test("finds no trick in a ticket that is handed back to the bot, nor in one that waits for its customer", async () => {
    const made = await slaDesk(open(), { resolutionMinutes: 60 });
    const { say, pass, service, ticketOf } = made;
    for (const person of ["ada", "bob"]) await say(person, offTopic);
    await service.tickets.handBack((await ticketOf("ada")).id, { agentId: "wang" });
    await service.tickets.reply((await ticketOf("bob")).id, { agentId: "wang", text: "Which one?" });
    await service.tickets.setPending((await ticketOf("bob")).id, { agentId: "wang" });
    await pass({ hours: 3 });
    await say("bob", "the one about ducks");
    expect([(await slaOf(made, "ada")).findings, (await slaOf(made, "bob")).findings]).toEqual([[], []]);
  });

  test("finds no trick in a ticket whose customer asked for the bot, but in one set pending once they want a human again", async () => {
    const made = await slaDesk(open(), { resolutionMinutes: 60 });
    const { say, service, ticketOf } = made;
    await say("ada", offTopic);
    await say("ada", "switch to the bot");
    expect(await ticketOf("ada")).toMatchObject({ status: "pending", agentId: null });
    expect((await slaOf(made)).findings).toEqual([]);
    await say("ada", offTopic);
    await service.tickets.setPending((await ticketOf("ada")).id, { agentId: "wang" });
    expect((await slaOf(made)).findings).toMatchObject([
      { rule: "paused_before_answer", by: { kind: "agent", id: "wang" } },
    ]);
  });

  test("finds a pause that went on though the customer had answered", async () => {
    const made = await slaDesk(open(), { resolutionMinutes: 60, pauseOn: ["pending", "in_progress"] });
    const { say, pass, service, ticketOf } = made;
    await say("ada", technicalIssue);
    const { id } = await ticketOf("ada");
    await service.tickets.reply(id, { agentId: "li", text: "Which version?" });
    await pass({ minutes: 10 });
    await say("ada", "1.2");
    await pass({ minutes: 20 });
    await service.tickets.escalate(id, { agentId: "li", reason: "over my head" });
    expect((await slaOf(made)).findings).toMatchObject([
      {
        ...{ rule: "paused_after_answer", at: at(0), by: { kind: "agent", id: "li" } },
        sentence: "The customer wrote at 2026-01-05T09:10:00.000Z; it stood still to 2026-01-05T09:30:00.000Z.",
      },
    ]);
  });

  test("finds a pause just before the deadline that ends after it without a word from the customer", async () => {
    const made = await slaDesk(open(), { resolutionMinutes: 60, warnAt: 0.99 });
    const { say, pass, service, ticketOf } = made;
    await say("ada", technicalIssue);
    const { id } = await ticketOf("ada");
    await service.tickets.reply(id, { agentId: "li", text: "One moment." });
    await pass({ minutes: 55 });
    await service.tickets.setPending(id, { agentId: "li" });
    await pass({ minutes: 10 });
    await service.tickets.take(id, { agentId: "li" });
    expect((await slaOf(made)).findings).toMatchObject([
      {
        ...{ rule: "paused_over_deadline", at: at(55) },
        sentence: "It was paused with 300 s left, to 2026-01-05T10:05:00.000Z.",
      },
    ]);
  });

  test("finds a clock that counts otherwise than the log", async () => {
    const store = open();
    const made = await slaDesk(store, { resolutionMinutes: 60 });
    await made.say("ada", technicalIssue);
    await made.pass({ minutes: 10 });
    const { id } = await made.ticketOf("ada");
    await change(store, "slaClock", `${id}:resolution:1`, { elapsedMs: 5 * minute });
    expect((await slaOf(made)).findings).toMatchObject([
      { rule: "clock_disagrees", sentence: "The clock counts 900 s, and the log 600 s." },
    ]);
  });

  test("what is due soon is listed soonest first, overdue ones too, page by page", async () => {
    const made = await slaDesk(open(), { firstResponseMinutes: 30, resolutionMinutes: 90, escalateOn: "never" });
    const { say, pass, service, ticketOf } = made;
    for (const person of ["ada", "bob", "cem"]) {
      await say(person, offTopic);
      await pass({ minutes: 20 });
    }
    const ids = await Promise.all(["ada", "bob", "cem"].map(async (person) => (await ticketOf(person)).id));
    const [ada, bob, cem] = ids;
    const due = async (before: Date, options = {}) =>
      (await service.tickets.listDue({ before, ...options })).map((clock) => clock.id);
    expect(await due(at(71))).toEqual([1, 2, 3].map((place) => `${ids[place - 1]}:first_response:1`));
    expect(await due(at(91), { metric: "resolution" })).toEqual([`${ada}:resolution:1`]);
    expect(await due(at(50))).toEqual([`${ada}:first_response:1`]);
    const [first] = await service.tickets.listDue({ before: at(1_000) }, { limit: 1 });
    expect(first?.id).toBe(`${ada}:first_response:1`);
    const others = await service.tickets.listDue(
      { before: at(1_000) },
      first === undefined ? {} : { after: first, limit: 3 },
    );
    expect(others.map((clock) => clock.id)).toEqual([
      ...[`${bob}:first_response:1`, `${cem}:first_response:1`, `${ada}:resolution:1`],
    ]);
    await service.tickets.reply(ids[0] ?? "", { agentId: "wang", text: "A duck walks into a bar." });
    expect(await due(at(71))).toEqual([`${bob}:first_response:1`, `${cem}:first_response:1`]);
  });

  test("a ticket that does not exist is refused", async () => {
    const made = await slaDesk(open(), { resolutionMinutes: 60 });
    await expect(made.service.tickets.sla("T-NONE")).rejects.toMatchObject({ code: "ticket.not_found" });
  });
});

function interval(metric: string, state: string, from: number, to: number | null, why: string, by: object) {
  const instance = state === "stopped" ? null : 1;
  const times = { from: at(from), to: to === null ? null : at(to) };
  return { metric, instance, state, ...times, why, by, calendar: null };
}
