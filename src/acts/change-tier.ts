import type { Customer } from "../model/customer.ts";
import { priorityOf } from "../model/priority.ts";
import { isUnfinished, type Ticket } from "../model/ticket.ts";
import type { Act } from "./act.ts";
import { escalateForTier } from "./escalate-ticket.ts";
import { raisePriority } from "./prioritize-ticket.ts";
import { retargetSla } from "./sla.ts";

/**
 * The customer has another tier, which decides about all their tickets: each is looked at right after this act, by one of
 * its own, since a ticket is not to be locked after its customer.
 */
export async function followTier(act: Act, { id: customerId }: Customer): Promise<void> {
  let after: Ticket | undefined;
  for (let more = true; more; ) {
    const page = await act.tx.find("ticket", "ofCustomer", { customerId }, { limit: 500, after });
    for (const { id, status } of page) {
      if (isUnfinished(status)) await act.enqueue({ kind: "ticket.tier_changed", payload: { ticketId: id } });
    }
    after = page.at(-1);
    more = page.length === 500;
  }
}

/** It may be more urgent now, have another SLA, or escalate. */
export async function applyTier(act: Act, ticket: Ticket): Promise<void> {
  const customer = await act.tx.get("customer", ticket.customerId);
  if (customer === null || !isUnfinished(ticket.status)) return;
  await retargetSla(act, ticket, "the customer's tier changed");
  const { priorityRules } = act.service.policy;
  const raised = await raisePriority(act, ticket, priorityOf(ticket.description, customer.tier, priorityRules));
  await escalateForTier(act, raised, customer.tier);
}
