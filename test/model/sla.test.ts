import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Calendars } from "../../src/model/calendar.ts";
import {
  elapsedMsAt,
  endClock,
  momentAt,
  nextMoment,
  pauseClock,
  resumeClock,
  retargetClock,
  type SlaClock,
  startClock,
  targetMsOf,
} from "../../src/model/sla-clock.ts";
import { type SlaPolicy, type SlaTerms, slaPolicyFor, slaTermsOf } from "../../src/model/sla-policy.ts";

const minute = 60_000;
const calendars: Calendars = {
  office: {
    zone: "Europe/Berlin",
    periods: [
      { days: [1, 2, 3, 4, 5], from: "09:00", to: "12:00" },
      { days: [1, 2, 3, 4, 5], from: "13:00", to: "17:00" },
    ],
    holidays: ["2026-04-06"],
    workdays: [],
  },
};
/** Some days before clocks go forward. */
const begin = new Date("2026-03-26T08:00:00Z");
const which = { ticketId: "T-1", metric: "resolution", instance: 1 } as const;

const terms: fc.Arbitrary<SlaTerms> = fc.record({
  policy: fc.constantFrom("gold", "silver"),
  calendar: fc.constantFrom("office", null),
  targetMinutes: fc.integer({ min: 1, max: 3_000 }),
  warnAt: fc.constantFrom(0.5, 0.8, 0.95),
  pauseOn: fc.constant([]),
});
type Step = { readonly does: "pause" | "resume" } | { readonly does: "retarget"; readonly terms: SlaTerms };
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ does: fc.constantFrom("pause", "resume") }),
  fc.record({ does: fc.constant("retarget" as const), terms }),
);
const life = fc.array(fc.tuple(fc.integer({ min: 0, max: 40 * 60 * minute }), step), { maxLength: 12 });

function change(clock: SlaClock, step: Step, at: Date): SlaClock {
  if (step.does === "retarget") return retargetClock(clock, step.terms, at, calendars);
  if (step.does === "pause") return clock.state === "running" ? pauseClock(clock, at, calendars) : clock;
  return clock.state === "paused" ? resumeClock(clock, at, calendars) : clock;
}

describe("an SLA clock", () => {
  test("whatever is done to it, what was used up is never lost nor grows while it stands still, and it is due when the rest is used up", () => {
    fc.assert(
      fc.property(terms, life, (given, steps) => {
        let at = begin;
        let clock = startClock(which, given, at, calendars);
        for (const [later, one] of steps) {
          const before = elapsedMsAt(clock, at, calendars);
          at = new Date(at.getTime() + later);
          const used = elapsedMsAt(clock, at, calendars);
          expect(used).toBeGreaterThanOrEqual(before);
          if (clock.state === "paused") expect(used).toBe(before);
          clock = change(clock, one, at);
          expect(elapsedMsAt(clock, at, calendars)).toBe(used);
          if (clock.dueAt === null) expect(clock.state).toBe("paused");
          else if (used < targetMsOf(clock)) expect(elapsedMsAt(clock, clock.dueAt, calendars)).toBe(targetMsOf(clock));
          else expect(clock.dueAt.getTime()).toBeLessThanOrEqual(at.getTime());
        }
        expect(elapsedMsAt(endClock(clock, "fulfilled", at, calendars), new Date(0), calendars)).toBe(
          elapsedMsAt(clock, at, calendars),
        );
      }),
      { numRuns: 300 },
    );
  });

  test("left alone it warns, then it is breached, then it comes to nothing more; late, it is only breached", () => {
    fc.assert(
      fc.property(terms, (given) => {
        const clock = startClock(which, given, begin, calendars);
        const warning = nextMoment(clock, calendars);
        expect(warning?.what).toBe("warned");
        const warned = { ...clock, warnedAt: warning?.at ?? null };
        const breach = nextMoment(warned, calendars);
        expect(breach).toEqual({ what: "breached", at: clock.dueAt });
        if (warning === null || breach === null) return;
        expect(warning.at.getTime()).toBeLessThanOrEqual(breach.at.getTime());
        expect(momentAt(clock, new Date(warning.at.getTime() - 1), calendars)).toBeNull();
        expect(momentAt(clock, breach.at, calendars)).toBe("breached");
        expect(nextMoment({ ...warned, breachedAt: breach.at }, calendars)).toBeNull();
        expect(nextMoment(pauseClock(clock, begin, calendars), calendars)).toBeNull();
      }),
    );
  });
});

describe("the policy of a ticket", () => {
  const made = (name: string, when: SlaPolicy["when"]): SlaPolicy => ({
    ...{ name, when, calendar: null, warnAt: 0.8, pauseOn: ["pending"], escalateOn: "breach", resolutionMinutes: 60 },
  });
  const ticket = { priority: "high", queue: "telegram/technical", type: "technical" } as const;
  const one = { ticket, tier: "vip", channel: { id: "telegram-eu", kind: "telegram" } };
  const nameFor = (...policies: SlaPolicy[]) => slaPolicyFor(one, policies)?.name ?? null;

  test("is the first whose every list has it", () => {
    const gold = made("gold", { tiers: ["vip"], priorities: ["high", "urgent"] });
    expect(nameFor(made("urgent", { priorities: ["urgent"] }), gold, made("all", {}))).toBe("gold");
    expect(nameFor(made("both", { tiers: ["vip"], types: ["billing"] }), made("all", {}))).toBe("all");
    expect(nameFor(made("urgent", { priorities: ["urgent"] }))).toBeNull();
    expect(nameFor()).toBeNull();
  });

  test("knows a channel by id and kind, and a channel's queue by the name that all channels have for it", () => {
    for (const channels of [["telegram"], ["telegram-eu"]]) expect(nameFor(made("some", { channels }))).toBe("some");
    for (const queues of [["technical"], ["telegram/technical"]])
      expect(nameFor(made("some", { queues }))).toBe("some");
    expect(nameFor(made("other", { channels: ["webchat"] }), made("other", { queues: ["telegram"] }))).toBeNull();
  });

  test("pauses resolution clocks only: a customer who waits goes on waiting", () => {
    const policy = { ...made("all", {}), firstResponseMinutes: 5 };
    expect(slaTermsOf(policy, "first_response")).toMatchObject({ targetMinutes: 5, pauseOn: [] });
    expect(slaTermsOf(policy, "resolution")).toMatchObject({ targetMinutes: 60, pauseOn: ["pending"] });
    expect([slaTermsOf(policy, "total_resolution"), slaTermsOf(null, "resolution")]).toEqual([null, null]);
  });
});
