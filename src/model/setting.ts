import type { Json } from "./job.ts";

/** A value the desk keeps for itself: the number of the last ticket, the key of its survey links. */
export interface Setting {
  readonly id: string;
  readonly version: number;
  readonly value: Json;
}
