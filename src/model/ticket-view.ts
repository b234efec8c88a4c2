import * as z from "zod/mini";
import { checked, text } from "./check.ts";
import type { Json } from "./job.ts";
import { checkFilter, invalidSearch, type TicketFilter } from "./ticket-filter.ts";

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

/** A view to be saved. */
export interface TicketViewInput {
  /** The view that this one takes the place of; without it, it is a new one. */
  readonly id?: string | undefined;
  /** 1 to 200 characters. */
  readonly name: string;
  readonly filter: TicketFilter;
  /** Whose it is: an agent's id; without it, it is everybody's. */
  readonly owner?: string | undefined;
}

const view = z.strictObject({
  id: z.optional(z.string()),
  name: text(1, 200),
  filter: z.unknown(),
  owner: z.optional(z.string()),
});

/** Refuses with `search.invalid`. Dates of the filter are kept as JSON has them. */
export function checkView(input: TicketViewInput): Pick<TicketView, "name" | "filter" | "owner"> & { id?: string } {
  const {
    id,
    name,
    filter,
    owner = "",
  } = checked(view, input, (where, rule) => invalidSearch(`${where || "view"}: ${rule}`));
  const kept = { name, owner, filter: JSON.parse(JSON.stringify(checkFilter(filter))) as Json };
  return id === undefined ? kept : { ...kept, id };
}
