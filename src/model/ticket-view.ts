import type { Json } from "./job.ts";

/** A search for tickets that somebody kept under a name. */
export interface TicketView {
  readonly id: string;
  readonly version: number;
  readonly name: string;
  /** Whose it is: the id of an agent; empty when it is everybody's. */
  readonly owner: string;
  /** What is searched for, as `tickets.search` takes it. */
  readonly filter: Json;
  readonly createdAt: Date;
}
