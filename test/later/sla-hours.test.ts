import { CustomerService } from "kefu";
import { scriptedChannel, simulatedClock } from "kefu/testing";
import { describe, expect, test } from "vitest";
import { desk, stores, technicalIssue } from "../harness.ts";
import { clockEvents, minute, slaDesk, slaOf } from "./sla-desk.ts";

const week = [1, 2, 3, 4, 5];
/** Not the zone of the machine, nor of the clock's beginning: 18:00 there is 10:00 UTC. */
const businessHours = {
  zone: "Asia/Shanghai",
  periods: [
    { days: week, from: "09:00", to: "12:00" },
    { days: week, from: "13:30", to: "18:00" },
  ],
  holidays: ["2026-01-06"],
};
const more = { businessHours };
const at = (time: string) => ({ clock: simulatedClock(new Date(time)) });

describe.each(stores)("SLA clocks in open hours on $name", ({ open }) => {
  test("the deadline lies over the night, a holiday and a lunch break, to the millisecond", async () => {
    const policy = { calendar: "default", firstResponseMinutes: 240, warnAt: 0.75 };
    const made = await slaDesk(open(), policy, { ...more, ...at("2026-01-05T17:00:00.250+08:00") });
    await made.say("ada", technicalIssue);
    // An hour today, nothing on the holiday, three on Wednesday morning; the hour of today began 250 ms late.
    const [running] = (await slaOf(made)).clocks;
    expect(running?.dueAt).toEqual(new Date("2026-01-07T13:30:00.250+08:00"));
  });

  test("a warning before a deadline that lies beyond the night is told in open hours", async () => {
    const policy = { calendar: "default", firstResponseMinutes: 120 };
    const made = await slaDesk(open(), policy, { ...more, ...at("2026-01-07T17:00:00+08:00") });
    const { say, pass, clock } = made;
    await say("ada", technicalIssue);
    // 96 of 120 minutes: an hour today, 36 minutes tomorrow.
    await pass({ hours: 16, minutes: 35, seconds: 59 });
    expect(clockEvents(made)).toEqual([]);
    await pass({ seconds: 1 });
    expect(clock.now()).toEqual(new Date("2026-01-08T09:36:00+08:00"));
    expect(clockEvents(made)).toEqual(["warned first_response 1"]);
    await pass({ minutes: 24 });
    expect(clockEvents(made)).toEqual(["warned first_response 1", "breached first_response 1"]);
  });

  test("nobody is woken at midnight or at the weekend, neither by an SLA nor by a customer without an answer", async () => {
    const policy = { calendar: "default", firstResponseMinutes: 30 };
    const options = { ...more, unansweredMinutes: 60, ...at("2026-01-09T17:50:00+08:00") };
    const made = await slaDesk(open(), { ...policy, escalateOn: "never" }, options);
    const { say, pass, told, notifications } = made;
    await say("ada", technicalIssue);
    await pass({ days: 2, hours: 15, minutes: 9 });
    expect([clockEvents(made), notifications]).toEqual([[], []]);
    // Monday, 09:20: 30 minutes of open hours are over; 60 are at 09:50.
    await pass({ minutes: 21 });
    expect(clockEvents(made)).toEqual(["warned first_response 1", "breached first_response 1"]);
    await pass({ minutes: 29, seconds: 59 });
    expect(notifications).toEqual([]);
    await pass({ seconds: 1 });
    expect(told("ticket.escalated")).toMatchObject([{ reason: "no human answered in 60 minutes of open hours" }]);
  });

  test("the minutes without an answer are those of the ticket's queue, which may have hours of its own", async () => {
    const night = { zone: "UTC", days: [1, 2, 3, 4, 5, 6, 7], from: "00:00", to: "24:00" };
    const { say, pass, told } = await desk({
      ...{ store: open(), businessHours, calendars: { night }, unansweredMinutes: 60 },
      ...{ queues: { technical: { businessHours: "night" } }, ...at("2026-01-07T20:00:00+08:00") },
    });
    await say("ada", technicalIssue);
    await say("bob", "tell me a joke");
    await pass({ minutes: 60 });
    expect(told("ticket.escalated")).toMatchObject([{ ticket: { queue: "technical" } }]);
    await pass({ hours: 13 });
    expect(told("ticket.escalated")).toMatchObject([{}, { ticket: { queue: "general" } }]);
  });

  test("a pause over the lunch break costs nothing, and what was open before it counts", async () => {
    const policy = { calendar: "default", resolutionMinutes: 120 };
    const made = await slaDesk(open(), policy, { ...more, ...at("2026-01-07T11:30:00+08:00") });
    const { say, pass, service, ticketOf } = made;
    await say("ada", technicalIssue);
    const { id } = await ticketOf("ada");
    await pass({ minutes: 15 });
    await service.tickets.reply(id, { agentId: "li", text: "Which version?" });
    await service.tickets.setPending(id, { agentId: "li" });
    await pass({ hours: 3 });
    await say("ada", "1.2");
    expect((await slaOf(made)).clocks).toMatchObject([
      { elapsedMs: 15 * minute, dueAt: new Date("2026-01-07T16:30:00+08:00") },
    ]);
  });

  test("a calendar that never opens owes nothing, and asking ends", async () => {
    const never = { zone: "UTC", periods: [{ days: [1], from: "09:00", to: "10:00" }], holidays: mondays(900) };
    const made = await slaDesk(open(), { calendar: "never", firstResponseMinutes: 1 }, { calendars: { never } });
    await made.say("ada", technicalIssue);
    await made.pass({ days: 30 });
    expect(clockEvents(made)).toEqual([]);
    expect((await slaOf(made)).clocks).toMatchObject([{ state: "running", dueAt: null, remainingMs: minute }]);
    expect((await made.service.check()).violations).toEqual([]);
  });
});

test.each([
  [
    { sla: [{ name: "gold", calendar: "office" }] },
    'Option sla.0.calendar: no calendar has this name; there are night (`default` is `businessHours`); got "office".',
  ],
  [{ sla: [{ name: "gold", calendar: "default" }] }, "sla.0.calendar"],
  [{ queues: { technical: { businessHours: "office" } } }, "queues.technical.businessHours"],
  [{ sla: [{ name: "gold" }, { name: "gold" }] }, "each needs a name of its own"],
  [{ sla: [{ name: "gold", firstResponseMinutes: 0 }] }, "sla.0.firstResponseMinutes"],
  [{ sla: [{ name: "gold", warnAt: 1 }] }, "sla.0.warnAt"],
])("%j is refused as the desk is made", (options, sentence) => {
  const night = { zone: "UTC", days: [1], from: "20:00", to: "24:00" };
  const make = () =>
    new CustomerService({ channels: [scriptedChannel({ id: "telegram" })], calendars: { night }, ...options });
  expect(make).toThrow(
    expect.objectContaining({ code: "options.invalid", message: expect.stringContaining(sentence) }),
  );
});

/** So many days of Mondays from January 2026 on. */
function mondays(days: number): string[] {
  const first = Date.parse("2026-01-05T00:00:00Z");
  return Array.from({ length: Math.ceil(days / 7) }, (_, place) =>
    new Date(first + place * 7 * 86_400_000).toISOString().slice(0, 10),
  );
}
