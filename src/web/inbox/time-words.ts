import type { Words } from "./words.ts";

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** How long, roughly: "12 min". */
export function duration(ms: number, words: Words): string {
  if (ms < hour) return words.minutes(Math.max(Math.floor(ms / minute), 1));
  return ms < day ? words.hours(Math.floor(ms / hour)) : words.days(Math.floor(ms / day));
}

/** How long, to the second within an hour: "04:32", "2:05:10", "3 d". */
export function countdown(ms: number, words: Words): string {
  if (ms >= 2 * day) return words.days(Math.floor(ms / day));
  const two = (count: number) => String(Math.floor(count)).padStart(2, "0");
  const rest = `${two((ms % hour) / minute)}:${two((ms % minute) / second)}`;
  return ms < hour ? rest : `${Math.floor(ms / hour)}:${rest}`;
}

/** The time of day: "14:05". */
export function timeOfDay(at: string, tag: string): string {
  return new Intl.DateTimeFormat(tag, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(new Date(at));
}

/** Day and time, in full. */
export function fullTime(at: string, tag: string): string {
  const date = { year: "numeric", month: "short", day: "numeric" } as const;
  const time = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
  return new Intl.DateTimeFormat(tag, { ...date, ...time }).format(new Date(at));
}

/** The day, as people say it: "Today", "24 November". */
export function dayOf(at: string, today: number, words: Words, tag: string): string {
  const when = new Date(at);
  const daysAgo = Math.round((midnight(new Date(today)) - midnight(when)) / day);
  if (daysAgo === 0) return words.today;
  if (daysAgo === 1) return words.yesterday;
  const isThisYear = when.getFullYear() === new Date(today).getFullYear();
  const year = isThisYear ? {} : ({ year: "numeric" } as const);
  return new Intl.DateTimeFormat(tag, { month: "long", day: "numeric", ...year }).format(when);
}

function midnight(when: Date): number {
  return new Date(when.getFullYear(), when.getMonth(), when.getDate()).getTime();
}

/** Time of day of today, else the day. */
export function shortTime(at: string, today: number, words: Words, tag: string): string {
  const label = dayOf(at, today, words, tag);
  return label === words.today ? timeOfDay(at, tag) : label;
}
