import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Calendar, isOpen as isOpenIn, nextOpening as nextOpeningIn } from "../../src/model/calendar.ts";

/** One period on some days: what most desks have. */
interface Hours {
  readonly zone: string;
  readonly days: readonly number[];
  readonly from: string;
  readonly to: string;
}

function calendarWith({ zone, days, from, to }: Hours): Calendar {
  return { zone, periods: [{ days, from, to }], holidays: [], workdays: [] };
}

const isOpen = (hours: Hours, at: Date) => isOpenIn(calendarWith(hours), at);
const nextOpening = (hours: Hours, at: Date) => nextOpeningIn(calendarWith(hours), at);

describe("business hours", () => {
  const berlin = { zone: "Europe/Berlin", days: [1, 2, 3, 4, 5], from: "09:00", to: "18:00" };
  const open = (hours: typeof berlin, at: string) => isOpen(hours, new Date(at));
  const next = (hours: typeof berlin, at: string) => nextOpening(hours, new Date(at))?.toISOString();

  test("they are of the desk's zone, in summer and in winter", () => {
    expect([open(berlin, "2026-01-05T07:59:59Z"), open(berlin, "2026-01-05T08:00:00Z")]).toEqual([false, true]);
    expect([open(berlin, "2026-07-06T06:59:59Z"), open(berlin, "2026-07-06T07:00:00Z")]).toEqual([false, true]);
    expect([open(berlin, "2026-01-05T16:59:59.999Z"), open(berlin, "2026-01-05T17:00:00Z")]).toEqual([true, false]);
    expect(open({ ...berlin, zone: "Asia/Shanghai" }, "2026-01-05T01:00:00Z")).toBe(true);
    expect(open(berlin, "2026-01-04T12:00:00Z")).toBe(false);
  });

  test("24:00 is the end of the day, with no gap before the next", () => {
    const always = { ...berlin, days: [1, 2, 3, 4, 5, 6, 7], from: "00:00", to: "24:00" };
    fc.assert(
      fc.property(fc.date({ min: new Date("2026-01-01"), max: new Date("2027-01-01"), noInvalidDate: true }), (at) => {
        expect(isOpen(always, at)).toBe(true);
      }),
    );
  });

  test("the next opening is over the weekend, the first day of work at the hour", () => {
    expect(next(berlin, "2026-01-09T18:00:00Z")).toBe("2026-01-12T08:00:00.000Z");
    expect(next(berlin, "2026-01-05T07:00:00Z")).toBe("2026-01-05T08:00:00.000Z");
    expect(next(berlin, "2026-03-27T18:00:00Z")).toBe("2026-03-30T07:00:00.000Z");
  });

  test("hours that begin while the clock jumps forward begin when it jumps", () => {
    const night = { ...berlin, days: [7], from: "02:30", to: "12:00" };
    expect(open(night, "2026-03-29T00:59:00Z")).toBe(false);
    expect(open(night, "2026-03-29T01:31:00Z")).toBe(true);
    expect(next(night, "2026-03-28T12:00:00Z")).toBe("2026-03-29T01:00:00.000Z");
  });

  test("the desk is open at its next opening, which is the first after now", () => {
    const days = fc.subarray([1, 2, 3, 4, 5, 6, 7], { minLength: 1 });
    const zones = fc.constantFrom("Europe/Berlin", "Asia/Shanghai", "America/New_York", "Asia/Kolkata", "UTC");
    const times = fc.date({ min: new Date("2026-01-01"), max: new Date("2027-01-01"), noInvalidDate: true });
    fc.assert(
      fc.property(days, zones, times, (chosenDays, zone, at) => {
        const hours = { zone, days: chosenDays, from: "09:00", to: "17:30" };
        const opens = nextOpening(hours, at);
        expect(opens).not.toBeNull();
        if (opens === null) return;
        expect(opens.getTime()).toBeGreaterThan(at.getTime());
        expect(isOpen(hours, opens)).toBe(true);
        expect(isOpen(hours, new Date(opens.getTime() - 1))).toBe(false);
      }),
    );
  });

  test("a desk without days never opens, and finding that out ends", () => {
    expect(nextOpening({ ...berlin, days: [] }, new Date("2026-01-05T00:00:00Z"))).toBeNull();
  });
});
