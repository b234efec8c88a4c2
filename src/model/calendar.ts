import { tzOffset } from "@date-fns/tz/tzOffset";

/** A stretch of a day on which the desk is staffed. Times are of the calendar's zone: "09:00"; "24:00" ends the day. */
export interface OpenPeriod {
  readonly from: string;
  readonly to: string;
}

/** When the desk, or one of its queues, is staffed. */
export interface Calendar {
  /** An IANA zone: "Asia/Shanghai". All days and times are of this zone, not the server's. */
  readonly zone: string;
  /** Periods of the week; days are 1 (Monday) to 7 (Sunday). Several may lie on one day. */
  readonly periods: readonly (OpenPeriod & { readonly days: readonly number[] })[];
  /** Dates on which nobody is there: "2026-10-01". */
  readonly holidays: readonly string[];
  /** Dates with times of their own, whatever their weekday, and also on a holiday: a Sunday that is worked. */
  readonly workdays: readonly (OpenPeriod & { readonly date: string })[];
}

/** The calendars of a desk, by name. */
export type Calendars = Readonly<Record<string, Calendar>>;

/** The calendar of this name; `null`, always open, for no name and for one that the desk does not have any more. */
export function calendarNamed(calendars: Calendars, name: string | null): Calendar | null {
  return name === null ? null : (calendars[name] ?? null);
}

/** From one moment up to another, which is not part of it any more; epoch milliseconds. */
interface Span {
  readonly from: number;
  readonly to: number;
}

const dayMs = 86_400_000;
/** A calendar that stays closed for so many days does not open any more, as far as a desk can tell. */
const longestClosedDays = 800;

/** Whether the desk is staffed at this time; without a calendar it always is. */
export function isOpen(calendar: Calendar | null, at: Date): boolean {
  if (calendar === null) return true;
  const [first] = openSpans(calendar, at.getTime());
  return first !== undefined && first.from === at.getTime();
}

/** The next time after `at` at which the desk opens; `null` when it never does, or is never closed. */
export function nextOpening(calendar: Calendar | null, at: Date): Date | null {
  if (calendar === null) return null;
  let openUntil = Number.NEGATIVE_INFINITY;
  for (const { from, to } of openSpans(calendar, at.getTime())) {
    // Long open hours come in parts; a new part is no opening.
    if (from > at.getTime() && from !== openUntil) return new Date(from);
    if (to - at.getTime() > longestClosedDays * dayMs) return null;
    openUntil = to;
  }
  return null;
}

/** Milliseconds of open hours between two times; all of them without a calendar. 0 when `to` is not after `from`. */
export function openMsBetween(calendar: Calendar | null, from: Date, to: Date): number {
  const end = to.getTime();
  if (calendar === null) return Math.max(0, end - from.getTime());
  let sum = 0;
  for (const span of openSpans(calendar, from.getTime())) {
    if (span.from >= end) break;
    sum += Math.min(span.to, end) - span.from;
  }
  return sum;
}

/** When so many milliseconds of open hours after `at` are over; `null` when the calendar does not open for that long. */
export function afterOpenMs(calendar: Calendar | null, at: Date, milliseconds: number): Date | null {
  if (calendar === null) return new Date(at.getTime() + milliseconds);
  if (milliseconds <= 0) return at;
  let left = milliseconds;
  for (const { from, to } of openSpans(calendar, at.getTime())) {
    if (to - from >= left) return new Date(from + left);
    left -= to - from;
  }
  return null;
}

/** The open hours from `start` on, in order and apart from each other; the first may have begun before. */
function* openSpans(calendar: Calendar, start: number): Generator<Span> {
  let closedDays = 0;
  let open: Span | null = null;
  for (let date = dateAt(calendar.zone, start); closedDays < longestClosedDays; date += dayMs) {
    const spans = spansOf(calendar, date).filter(({ to }) => to > start);
    closedDays = spans.length === 0 ? closedDays + 1 : 0;
    for (const span of spans) {
      // 24:00 and the next day's 00:00 are one moment: no closing, and no opening.
      if (open !== null && span.from <= open.to) open = { from: open.from, to: Math.max(open.to, span.to) };
      else {
        if (open !== null) yield open;
        open = { from: Math.max(span.from, start), to: span.to };
      }
    }
    // Around the clock there is never an end: what is long enough is told in parts.
    if (open !== null && open.to - open.from > 7 * dayMs) {
      yield open;
      open = null;
    }
  }
  if (open !== null) yield open;
}

/** The open hours of a date, in order. `date`: its midnight as if the zone were UTC. */
function spansOf({ zone, periods, holidays, workdays }: Calendar, date: number): readonly Span[] {
  const name = new Date(date).toISOString().slice(0, 10);
  const weekday = new Date(date).getUTCDay() || 7;
  const worked = workdays.filter((one) => one.date === name);
  const usual = holidays.includes(name) ? [] : periods.filter(({ days }) => days.includes(weekday));
  return (worked.length > 0 ? worked : usual)
    .map(({ from, to }) => ({ from: momentOf(zone, date, from), to: momentOf(zone, date, to) }))
    .filter(({ from, to }) => from < to)
    .sort((a, b) => a.from - b.from);
}

/** The date in the zone at this time: its midnight as if the zone were UTC. */
export function dateAt(zone: string, time: number): number {
  const local = time + offsetMs(zone, time);
  return local - (((local % dayMs) + dayMs) % dayMs);
}

/**
 * When the clocks of the zone first show this time on this date, or, where they jump over it, when they jump: who opens
 * at 02:30 opens then. Times that clocks show twice are meant the first time.
 */
function momentOf(zone: string, date: number, time: string): number {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  const shown = date + (hours * 60 + minutes) * 60_000;
  const [before, after] = [offsetMs(zone, shown - dayMs), offsetMs(zone, shown + dayMs)];
  const isShownAt = (moment: number) => moment + offsetMs(zone, moment) === shown;
  const [earlier, later] = [shown - Math.max(before, after), shown - Math.min(before, after)];
  if (isShownAt(earlier)) return earlier;
  if (isShownAt(later)) return later;
  return jumpBetween(zone, earlier, later);
}

/** The minute at which the clocks of the zone jump, between two times of which one is before and one after. */
function jumpBetween(zone: string, from: number, to: number): number {
  const was = offsetMs(zone, from);
  let [last, next] = [from, to];
  while (next - last > 60_000) {
    const middle = last + Math.round((next - last) / 120_000) * 60_000;
    if (offsetMs(zone, middle) === was) last = middle;
    else next = middle;
  }
  return next;
}

function offsetMs(zone: string, time: number): number {
  return tzOffset(zone, new Date(time)) * 60_000;
}

/** Whether the platform knows this IANA zone. */
export function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }) !== null;
  } catch {
    return false;
  }
}
