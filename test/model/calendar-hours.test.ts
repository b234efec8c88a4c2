import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { afterOpenMs, type Calendar, isOpen, nextOpening, openMsBetween } from "../../src/model/calendar.ts";
import { porter } from "./calendar-oracle.ts";

const hour = 3_600_000;
const week = [1, 2, 3, 4, 5];
const shanghai: Calendar = {
  zone: "Asia/Shanghai",
  periods: [
    { days: week, from: "09:00", to: "12:00" },
    { days: week, from: "13:30", to: "18:00" },
  ],
  // National Day 2026, and the Saturday that is worked for it.
  holidays: ["2026-10-01", "2026-10-02", "2026-10-05", "2026-10-06", "2026-10-07"],
  workdays: [
    { date: "2026-10-10", from: "09:00", to: "12:00" },
    { date: "2026-10-10", from: "13:30", to: "18:00" },
  ],
};

/** Weeks in which clocks change, or not, in zones with whole, half and quarter hours. */
const weeks = [
  ["Europe/Berlin", "2026-03-27"],
  ["Europe/Berlin", "2026-10-23"],
  ["America/New_York", "2026-03-06"],
  ["America/New_York", "2026-10-30"],
  ["Australia/Lord_Howe", "2026-04-03"],
  ["Australia/Lord_Howe", "2026-10-02"],
  ["Australia/Adelaide", "2026-04-03"],
  ["America/St_Johns", "2026-10-30"],
  ["Asia/Kathmandu", "2026-05-01"],
  // Midnight is jumped over, and shown twice.
  ["Africa/Cairo", "2026-04-23"],
  ["Africa/Cairo", "2026-10-28"],
  ["Asia/Beirut", "2026-03-27"],
  ["America/Santiago", "2026-04-03"],
  // A whole day that never was.
  ["Pacific/Apia", "2011-12-28"],
] as const;

const time = fc
  .tuple(fc.integer({ min: 0, max: 24 }), fc.constantFrom(0, 15, 30, 45))
  .map(
    ([hours, minutes]) =>
      `${String(hours).padStart(2, "0")}:${hours === 24 ? "00" : String(minutes || "00").padStart(2, "0")}`,
  );
const span = fc
  .tuple(time, time)
  .filter(([a, b]) => a !== b)
  .map(([a, b]) => (a < b ? { from: a, to: b } : { from: b, to: a }));
const days = fc.subarray([1, 2, 3, 4, 5, 6, 7], { minLength: 1 });
const scene = fc
  .record({
    week: fc.constantFrom(...weeks),
    periods: fc.array(
      fc.tuple(days, span).map(([on, hours]) => ({ days: on, ...hours })),
      { maxLength: 3 },
    ),
    holiday: fc.option(fc.integer({ min: 0, max: 4 })),
    workday: fc.option(fc.tuple(fc.integer({ min: 0, max: 4 }), span)),
    start: fc.integer({ min: 0, max: 2 * 24 * hour }),
    lengths: fc.tuple(fc.integer({ min: 0, max: 24 * hour }), fc.integer({ min: 0, max: 48 * hour })),
  })
  .map(({ week: [zone, monday], periods, holiday, workday, start, lengths }) => {
    const dateOf = (day: number) => new Date(Date.parse(monday) + day * 24 * hour).toISOString().slice(0, 10);
    const from = Date.parse(monday) + start;
    const calendar: Calendar = {
      ...{ zone, periods },
      holidays: holiday === null ? [] : [dateOf(holiday)],
      workdays: workday === null ? [] : [{ date: dateOf(workday[0]), ...workday[1] }],
    };
    const [some, more] = lengths;
    return { calendar, from: new Date(from), middle: new Date(from + some), to: new Date(from + some + more) };
  });

describe("open hours", () => {
  test("they are those that a porter finds who looks at the zone's clock each minute, over every change of it", () => {
    fc.assert(
      fc.property(scene, ({ calendar, from, middle, to }) => {
        const seen = porter(calendar, from, to);
        expect(openMsBetween(calendar, from, to)).toBe(seen.openMs);
        for (const at of [from, middle, to]) expect(isOpen(calendar, at)).toBe(seen.isOpen(at));
      }),
      { numRuns: 300 },
    );
  }, 60_000);

  test("those of two parts are those of the whole", () => {
    fc.assert(
      fc.property(scene, ({ calendar, from, middle, to }) => {
        const parts = openMsBetween(calendar, from, middle) + openMsBetween(calendar, middle, to);
        expect(parts).toBe(openMsBetween(calendar, from, to));
      }),
      { numRuns: 500 },
    );
  });

  test("so many open milliseconds after a time, so many lie between; and a millisecond earlier, one less", () => {
    const lengths = fc.integer({ min: 1, max: 60 * hour });
    fc.assert(
      fc.property(scene, lengths, ({ calendar, from }, milliseconds) => {
        const end = afterOpenMs(calendar, from, milliseconds);
        if (end === null) return;
        expect(openMsBetween(calendar, from, end)).toBe(milliseconds);
        expect(openMsBetween(calendar, from, new Date(end.getTime() - 1))).toBe(milliseconds - 1);
      }),
      { numRuns: 500 },
    );
  });

  test("a calendar with open hours in every week always comes to an end of any wait", () => {
    fc.assert(
      fc.property(scene, ({ calendar, from }) => {
        const isNever = calendar.periods.length === 0 && calendar.workdays.length === 0;
        const ends = afterOpenMs(calendar, from, hour) !== null;
        if (calendar.periods.length > 0 && calendar.zone !== "Pacific/Apia") expect(ends).toBe(true);
        if (isNever) expect(ends).toBe(false);
      }),
    );
  });

  const end = (from: string, milliseconds: number) =>
    afterOpenMs(shanghai, new Date(from), milliseconds)?.toISOString();

  test("a lunch break does not count", () => {
    expect(end("2026-09-28T11:30:00+08:00", hour)).toBe("2026-09-28T06:00:00.000Z");
    expect(isOpen(shanghai, new Date("2026-09-28T12:30:00+08:00"))).toBe(false);
    expect(nextOpening(shanghai, new Date("2026-09-28T12:30:00+08:00"))?.toISOString()).toBe(
      "2026-09-28T05:30:00.000Z",
    );
  });

  test("a holiday on the day of the deadline moves it to the next day of work, here a Saturday worked instead", () => {
    expect(end("2026-09-30T17:00:00+08:00", 2 * hour)).toBe("2026-10-08T02:00:00.000Z");
    expect(end("2026-10-09T17:00:00+08:00", 2 * hour)).toBe("2026-10-10T02:00:00.000Z");
    expect(end("2026-10-10T17:00:00+08:00", 2 * hour)).toBe("2026-10-12T02:00:00.000Z");
  });

  test("a holiday that is worked is a day of work", () => {
    const worked = { ...shanghai, workdays: [{ date: "2026-10-01", from: "10:00", to: "11:00" }] };
    const day = [new Date("2026-10-01T00:00:00+08:00"), new Date("2026-10-02T00:00:00+08:00")] as const;
    expect(openMsBetween(worked, ...day)).toBe(hour);
  });

  test("a wait that ends as the desk closes ends then, not at the next opening", () => {
    expect(end("2026-09-28T17:00:00+08:00", hour)).toBe("2026-09-28T10:00:00.000Z");
    expect(end("2026-09-28T17:00:00+08:00", hour + 1)).toBe("2026-09-29T01:00:00.001Z");
  });

  test("seconds and milliseconds count", () => {
    const [from, to] = [new Date("2026-09-28T08:59:59.999+08:00"), new Date("2026-09-28T09:00:01.234+08:00")];
    expect(openMsBetween(shanghai, from, to)).toBe(1_234);
    expect(end("2026-09-28T17:59:58.500+08:00", 2_000)).toBe("2026-09-29T01:00:00.500Z");
  });

  test("hours through midnight are two periods, and lose nothing where they meet", () => {
    const night: Calendar = {
      ...{ zone: "Europe/Berlin", holidays: [], workdays: [] },
      periods: [
        { days: [6], from: "22:00", to: "24:00" },
        { days: [7], from: "00:00", to: "06:00" },
      ],
    };
    // Clocks go forward: an hour of this night never is. Half a year later one is twice.
    const nights = ["2026-03-28", "2026-04-04", "2026-10-24"];
    const lengths = nights.map((date) => {
      const from = new Date(`${date}T12:00:00Z`);
      return openMsBetween(night, from, new Date(from.getTime() + 24 * hour)) / hour;
    });
    expect(lengths).toEqual([7, 8, 9]);
    expect(nextOpening(night, new Date("2026-04-04T20:30:00Z"))?.toISOString()).toBe("2026-04-11T20:00:00.000Z");
  });

  test("without a calendar every millisecond counts, and nothing ever opens", () => {
    const [from, to] = [new Date("2026-10-01T00:00:00Z"), new Date("2026-10-08T00:00:00Z")];
    expect(openMsBetween(null, from, to)).toBe(7 * 24 * hour);
    expect(afterOpenMs(null, from, 7 * 24 * hour)).toEqual(to);
    expect(nextOpening(null, from)).toBeNull();
  });

  test("what lies backwards is nothing", () => {
    const [from, to] = [new Date("2026-09-28T10:00:00+08:00"), new Date("2026-09-28T11:00:00+08:00")];
    expect([openMsBetween(shanghai, to, from), openMsBetween(null, to, from)]).toEqual([0, 0]);
    expect(afterOpenMs(shanghai, to, -5)).toEqual(to);
  });

  test("a calendar that never opens ends every question about it", () => {
    const from = new Date("2026-09-28T02:00:00Z");
    for (const never of [
      { ...shanghai, periods: [], workdays: [] },
      { ...shanghai, periods: [{ days: [], from: "09:00", to: "18:00" }], workdays: [] },
      { ...shanghai, periods: [{ days: [7], from: "09:00", to: "09:00" }], workdays: [] },
    ]) {
      expect(isOpen(never, from)).toBe(false);
      expect(nextOpening(never, from)).toBeNull();
      expect(afterOpenMs(never, from, 1)).toBeNull();
      expect(openMsBetween(never, from, new Date("2126-01-01T00:00:00Z"))).toBe(0);
    }
  });

  test("one that opens no more after some days ends too", () => {
    const once = { ...shanghai, periods: [] };
    expect(afterOpenMs(once, new Date("2026-10-09T00:00:00Z"), 7 * hour)).not.toBeNull();
    expect(afterOpenMs(once, new Date("2026-10-09T00:00:00Z"), 8 * hour)).toBeNull();
    expect(nextOpening(once, new Date("2026-10-11T00:00:00Z"))).toBeNull();
  });
});
