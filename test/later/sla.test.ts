import type { SlaPolicyOptions, TicketStore } from "kefu";
import { describe, expect, test } from "vitest";
import { desk, stores, type TestDesk, type TestDeskOptions, technicalIssue } from "../harness.ts";

const minute = 60_000;
const base = { unansweredMinutes: null, escalation: { levels: [["supervisor"]] } } as const;

type More = Partial<TestDeskOptions>;

function slaDesk(store: TicketStore, policy: Partial<SlaPolicyOptions>, more: More = {}): Promise<TestDesk> {
  return desk({ store, ...base, sla: [{ name: "standard", ...policy }], ...more });
}

/** What was told of clocks, in order: "breached first_response 1". */
function toldOf({ events }: TestDesk): readonly string[] {
  return events.flatMap(({ name, payload }) =>
    name.startsWith("sla.") && "slaClock" in payload
      ? [`${name.slice(4)} ${payload.slaClock.metric} ${payload.slaClock.instance}`]
      : [],
  );
}

async function clocksOf({ service, ticketOf }: TestDesk, person = "ada") {
  return (await service.tickets.sla((await ticketOf(person)).id)).clocks;
}

describe.each(stores)("SLA clocks on $name", ({ open }) => {
  test("a customer whom nobody answers: the warning, the breach, the escalation, each once and at its minute", async () => {
    const made = await slaDesk(open(), { firstResponseMinutes: 30 });
    const { say, pass, told, notifications, ticketOf } = made;
    await say("ada", technicalIssue);
    await pass({ minutes: 23, seconds: 59 });
    expect(toldOf(made)).toEqual([]);
    await pass({ seconds: 1 });
    expect(toldOf(made)).toEqual(["warned first_response 1"]);
    await pass({ minutes: 5, seconds: 59, milliseconds: 999 });
    expect(toldOf(made)).toEqual(["warned first_response 1"]);
    await pass({ milliseconds: 1 });
    expect(toldOf(made)).toEqual(["warned first_response 1", "breached first_response 1"]);
    expect(told("ticket.escalated")).toMatchObject([{ level: 1 }]);
    expect(await ticketOf("ada")).toMatchObject({
      status: "escalated",
      escalationCauses: ["sla:first_response:1"],
      escalationReason: "SLA: the 30 minutes of first_response (policy standard) are used up",
    });
    await pass({ days: 10 });
    expect(toldOf(made)).toHaveLength(2);
    expect(notifications).toHaveLength(1);
  });

  test("a human's answer in time fulfils the clock, and nothing escalates after it", async () => {
    const made = await slaDesk(open(), { firstResponseMinutes: 30 });
    const { say, pass, told, service, ticketOf } = made;
    await say("ada", technicalIssue);
    await pass({ minutes: 20 });
    await service.tickets.reply((await ticketOf("ada")).id, { agentId: "li", text: "Which version?" });
    await pass({ days: 1 });
    expect(toldOf(made)).toEqual(["fulfilled first_response 1"]);
    expect(told("ticket.escalated")).toEqual([]);
    expect(await clocksOf(made)).toMatchObject([
      { state: "fulfilled", elapsedMs: 20 * minute, remainingMs: 10 * minute, breachedAt: null },
    ]);
  });

  test("an answer after the target says so: breached, and fulfilled too late", async () => {
    const made = await slaDesk(open(), { firstResponseMinutes: 30 });
    const { say, pass, service, ticketOf } = made;
    await say("ada", technicalIssue);
    await pass({ minutes: 45 });
    await service.tickets.reply((await ticketOf("ada")).id, { agentId: "li", text: "Which version?" });
    expect(toldOf(made)).toEqual([
      "warned first_response 1",
      "breached first_response 1",
      "fulfilled first_response 1",
    ]);
    expect(await clocksOf(made)).toMatchObject([{ state: "fulfilled", remainingMs: -15 * minute }]);
  });

  test("the shorter target of the next response does not override that of the first", async () => {
    const made = await slaDesk(open(), { firstResponseMinutes: 60, nextResponseMinutes: 10 });
    const { say, pass } = made;
    await say("ada", technicalIssue);
    await pass({ minutes: 5 });
    await say("ada", "hello?");
    await pass({ minutes: 42 });
    expect(toldOf(made)).toEqual([]);
    await pass({ minutes: 13 });
    expect(toldOf(made)).toEqual(["warned first_response 1", "breached first_response 1"]);
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
    expect(await clocksOf(made)).toMatchObject([
      { metric: "first_response", state: "fulfilled" },
      { metric: "next_response", instance: 1, state: "running", remainingMs: 10 * minute },
    ]);
    await service.tickets.reply(id, { agentId: "li", text: "Please update." });
    await pass({ hours: 1 });
    await say("ada", "It crashes still");
    await pass({ minutes: 30 });
    expect(toldOf(made)).toEqual([
      ...["fulfilled first_response 1", "fulfilled next_response 1"],
      ...["warned next_response 2", "breached next_response 2"],
    ]);
  });
});
