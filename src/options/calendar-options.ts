import * as z from "zod/mini";
import { type Calendar, isZone, type OpenPeriod } from "../model/calendar.ts";
import { count } from "./values.ts";

const clockTime = z.string().check(z.regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, "expected a time such as 09:00"));
const date = z.string().check(z.refine(isDate, "expected a date such as 2026-10-01"));
const zone = z.string().check(z.refine(isZone, "expected an IANA zone such as Asia/Shanghai"));
const tooEarly = "from is before to; a night is two periods, to 24:00 and from 00:00";
const isInOrder = z.refine<OpenPeriod>(isBefore, tooEarly);
const weekdays = z.array(count(1, 7)).check(z.minLength(1));
const period = z.strictObject({ days: weekdays, from: clockTime, to: clockTime }).check(isInOrder);
const workday = z.strictObject({ date, from: clockTime, to: clockTime }).check(isInOrder);
/** One period on some days (`days`, `from`, `to`), or several `periods`; with holidays, and days worked instead. */
export const calendar = z.pipe(
  z
    .strictObject({
      zone,
      days: z.optional(weekdays),
      from: z.optional(clockTime),
      to: z.optional(clockTime),
      periods: z.optional(z.array(period).check(z.minLength(1))),
      holidays: z._default(z.array(date), []),
      workdays: z._default(z.array(workday), []),
    })
    .check(
      z.refine(
        (given) => (periodIn(given) === null) !== (given.periods === undefined),
        "expected days, from and to, or periods",
      ),
      z.refine((given) => periodIn(given) === null || isBefore(periodIn(given)), tooEarly),
    ),
  z.transform(({ zone, periods, holidays, workdays, ...given }): Calendar => {
    const only = periodIn(given);
    return { zone, periods: only === null ? (periods ?? []) : [only], holidays, workdays };
  }),
);

/** When a desk is staffed, as options say it: `days`, `from` and `to`, or several `periods`. */
export interface CalendarOptions {
  /** An IANA zone: "Asia/Shanghai". */
  readonly zone: string;
  /** 1 (Monday) to 7 (Sunday). */
  readonly days?: readonly number[];
  /** "09:00". */
  readonly from?: string;
  /** "18:00"; "24:00" ends the day. */
  readonly to?: string;
  /** Instead of `days`, `from` and `to`; a night is two periods. */
  readonly periods?: readonly (OpenPeriod & { readonly days: readonly number[] })[];
  /** Dates on which nobody is there: "2026-10-01". */
  readonly holidays?: readonly string[];
  /** Dates with times of their own: a Sunday that is worked. */
  readonly workdays?: readonly (OpenPeriod & { readonly date: string })[];
}

function isDate(text: string): boolean {
  const at = new Date(`${text}T00:00:00Z`);
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}

function isBefore(period: OpenPeriod | null): boolean {
  return period !== null && period.from < period.to;
}

interface ShortForm {
  readonly days?: readonly number[] | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

function periodIn({ days, from, to }: ShortForm): Calendar["periods"][number] | null {
  return days === undefined || from === undefined || to === undefined ? null : { days, from, to };
}
