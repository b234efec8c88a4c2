import { subDays } from "date-fns";
import type { ServiceContext } from "../context.ts";
import { CustomerServiceError } from "../errors.ts";

/** How old is old enough. */
export interface PruneDays {
  /** Default 30. A channel that redelivers an event later than this is taken to tell something new. */
  readonly marksOlderThanDays?: number;
  /** Default 90. They cannot be revived any more. */
  readonly deadLettersOlderThanDays?: number;
}

/** How much was removed. */
export interface Pruned {
  readonly marks: number;
  readonly deadLetters: number;
}

const removedAtOnce = 1_000;

/** Removes what is old, a little at a time, so that no message has to wait for it. */
export async function prune(service: ServiceContext, options: PruneDays): Promise<Pruned> {
  const { marksOlderThanDays = 30, deadLettersOlderThanDays = 90 } = options;
  requireDays({ marksOlderThanDays, deadLettersOlderThanDays });
  const { store, tenant, clock } = service;
  const now = await store.read(tenant, async (reader) => reader.now);
  const old = {
    marksBefore: subDays(now, marksOlderThanDays),
    deadLettersBefore: subDays(now, deadLettersOlderThanDays),
    limit: removedAtOnce,
  };
  let [marks, deadLetters] = [0, 0];
  for (let more = true; more; ) {
    const removed = await store.maintenance.prune(tenant, old);
    marks += removed.marks;
    deadLetters += removed.deadLetters;
    more = removed.marks === removedAtOnce || removed.deadLetters === removedAtOnce;
    if (more) await new Promise<void>((resolve) => void clock.after(0, resolve));
  }
  return { marks, deadLetters };
}

function requireDays(days: Readonly<Record<string, number>>): void {
  for (const [option, value] of Object.entries(days)) {
    if (Number.isFinite(value) && value >= 0) continue;
    throw new CustomerServiceError("options.invalid", `Option ${option}: expected days, 0 or more; got ${value}.`, {
      details: { option },
    });
  }
}
