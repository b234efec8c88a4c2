import { now } from "../browser-clock.ts";
import type { Texts } from "./texts/texts.ts";

const dayMs = 86_400_000;
const day = { weekday: "long", month: "long", day: "numeric" } as const;
const clock = { hour: "numeric", minute: "2-digit" } as const;
/** Formatting is slow, and everything is drawn again whenever something changes. */
const known = new Map<string, string>();

function formatted(at: string, { language }: Texts, options: Intl.DateTimeFormatOptions): string {
  const key = at + Object.keys(options);
  const text = known.get(key) ?? new Date(at).toLocaleString(language, options);
  known.set(key, text);
  return text;
}

/** In the visitor's zone, as all times. */
export function timeOf(at: string, texts: Texts): string {
  return formatted(at, texts, clock);
}

/** The same for all times of a day. */
export function dayOf(at: string | number): string {
  return new Date(at).toDateString();
}

export function dayName(at: string, texts: Texts): string {
  const daysAgo = [0, 1].find((days) => dayOf(at) === dayOf(now() - days * dayMs));
  return daysAgo === undefined
    ? formatted(at, texts, day)
    : new Intl.RelativeTimeFormat(texts.language, { numeric: "auto" }).format(-daysAgo, "day");
}

/** A time to come: "14:00", "Monday, January 2 at 9:00". */
export function comingTime(at: string, texts: Texts): string {
  return dayOf(at) === dayOf(now()) ? timeOf(at, texts) : formatted(at, texts, { ...day, ...clock });
}
