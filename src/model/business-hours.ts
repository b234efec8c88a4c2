import { TZDateMini } from "@date-fns/tz/date/mini";
import { addDays } from "date-fns";

type InZone = InstanceType<typeof TZDateMini>;

/** When the desk is staffed. Times are of the desk's zone, not the server's; days are 1 (Monday) to 7 (Sunday). */
export interface BusinessHours {
  /** An IANA zone: "Asia/Shanghai". */
  readonly zone: string;
  readonly days: readonly number[];
  /** "09:00". */
  readonly from: string;
  /** "18:00"; "24:00" is the end of the day. Later than `from`. */
  readonly to: string;
}

/** Whether the desk is staffed at this time. */
export function isOpen(hours: BusinessHours, at: Date): boolean {
  const local = new TZDateMini(at.getTime(), hours.zone);
  if (!hours.days.includes(isoDay(local))) return false;
  return at.getTime() >= timeOn(local, hours.from).getTime() && at.getTime() < timeOn(local, hours.to).getTime();
}

/** The next time the desk opens after `at`; `null` when it never does. */
export function nextOpening(hours: BusinessHours, at: Date): Date | null {
  const local = new TZDateMini(at.getTime(), hours.zone);
  for (let day = 0; day <= 7; day += 1) {
    const candidate = addDays(local, day);
    const opens = timeOn(candidate, hours.from);
    if (hours.days.includes(isoDay(candidate)) && opens.getTime() > at.getTime()) return new Date(opens.getTime());
  }
  return null;
}

function isoDay(date: InZone): number {
  return date.getDay() === 0 ? 7 : date.getDay();
}

function timeOn(day: InZone, time: string): InZone {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  const moment = addDays(day, 0);
  moment.setHours(hours, minutes, 0, 0);
  return moment;
}
