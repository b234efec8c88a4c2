import type { Calendar } from "../../src/model/calendar.ts";

const minuteMs = 60_000;
const dayMs = 86_400_000;

/**
 * The open hours between two times, told by looking at the zone's clock once a minute, as a porter would: who opens at
 * 09:00 opens when the clock of that day first shows 09:00 or more, and closes when it first shows the end.
 */
export function porter(calendar: Calendar, from: Date, to: Date) {
  const shown = shownIn(calendar.zone, from.toISOString().slice(0, 7));
  const dates = [...shown.keys()].sort();
  const spans = dates.flatMap((date, place) => {
    const firsts = shown.get(date) ?? [];
    const tomorrow = shown.get(dates[place + 1] ?? "")?.[0] ?? Number.POSITIVE_INFINITY;
    const at = (time: string) => firsts[minutesOf(time)] ?? tomorrow;
    return periodsOf(calendar, date).map((period) => [at(period.from), at(period.to)] as const);
  });
  const isOpen = (at: number) => spans.some(([opens, closes]) => opens <= at && at < closes);
  let openMs = 0;
  for (let at = from.getTime(); at < to.getTime(); ) {
    const next = Math.min(Math.floor(at / minuteMs) * minuteMs + minuteMs, to.getTime());
    if (isOpen(at)) openMs += next - at;
    at = next;
  }
  return { isOpen: (at: Date) => isOpen(at.getTime()), openMs };
}

const seen = new Map<string, ReadonlyMap<string, readonly number[]>>();

/** The first minute of each date around a month at which its clock shows so many minutes, or more. */
function shownIn(zone: string, month: string): ReadonlyMap<string, readonly number[]> {
  const known = seen.get(zone + month);
  if (known !== undefined) return known;
  const clock = wallClock(zone);
  const shown = new Map<string, number[]>();
  const first = Date.parse(`${month}-01T00:00:00Z`) - 2 * dayMs;
  // No clock changes within a quarter of an hour.
  for (let quarter = first; quarter < first + 50 * dayMs; quarter += 15 * minuteMs) {
    const { date, minutes } = clock(quarter);
    const firsts = shown.get(date) ?? [];
    shown.set(date, firsts);
    for (let minute = firsts.length; minute < minutes + 15; minute += 1) {
      firsts[minute] = quarter + Math.max(minute - minutes, 0) * minuteMs;
    }
  }
  seen.set(zone + month, shown);
  return shown;
}

function periodsOf({ periods, holidays, workdays }: Calendar, date: string) {
  const worked = workdays.filter((one) => one.date === date);
  if (worked.length > 0) return worked;
  if (holidays.includes(date)) return [];
  const weekday = new Date(`${date}T12:00:00Z`).getUTCDay() || 7;
  return periods.filter(({ days }) => days.includes(weekday));
}

function wallClock(zone: string) {
  const format = new Intl.DateTimeFormat("en-CA", {
    ...{ timeZone: zone, hourCycle: "h23", year: "numeric", month: "2-digit", day: "2-digit" },
    ...{ hour: "2-digit", minute: "2-digit" },
  });
  return (at: number) => {
    const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]));
    const date = `${parts.get("year")}-${parts.get("month")}-${parts.get("day")}`;
    return { date, minutes: minutesOf(`${parts.get("hour")}:${parts.get("minute")}`) };
  };
}

function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  return hours * 60 + minutes;
}
