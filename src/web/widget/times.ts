import { now } from "../browser-clock.ts";
import type { Texts } from "./texts/texts.ts";

const dayMs = 86_400_000;
const formats = new Map<string, Intl.DateTimeFormat>();

/** In the visitor's zone. */
function formatted(at: Date, language: string, options: Intl.DateTimeFormatOptions): string {
  const key = language + JSON.stringify(options);
  const format = formats.get(key) ?? new Intl.DateTimeFormat(language, options);
  formats.set(key, format);
  return format.format(at);
}

const clock = { hour: "numeric", minute: "2-digit" } as const;

export function timeOf(at: string, { language }: Texts): string {
  return formatted(new Date(at), language, clock);
}

/** The same for all times of a day. */
export function dayOf(at: string): string {
  return new Date(at).toDateString();
}

export function dayName(at: string, { language, today, yesterday }: Texts): string {
  const day = dayOf(at);
  if (day === new Date(now()).toDateString()) return today;
  if (day === new Date(now() - dayMs).toDateString()) return yesterday;
  return formatted(new Date(at), language, { weekday: "long", month: "long", day: "numeric" });
}

/** A time to come: "14:00", "Monday 9:00", "January 2, 9:00". */
export function comingTime(at: string, { language }: Texts): string {
  const coming = new Date(at);
  if (dayOf(at) === new Date(now()).toDateString()) return formatted(coming, language, clock);
  const isThisWeek = coming.getTime() - now() < 6 * dayMs;
  return formatted(coming, language, {
    ...clock,
    ...(isThisWeek ? { weekday: "long" } : { month: "long", day: "numeric" }),
  });
}
