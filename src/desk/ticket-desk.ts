import type { Act } from "../acts/act.ts";
import { ticketOf, ticketsOf } from "../acts/lookup.ts";
import { CustomerServiceError } from "../errors.ts";
import type { Ticket } from "../model/ticket.ts";
import { Desk, type DoneBy } from "./desk.ts";

/** Who does something to a ticket, and what they know of it. */
export interface TicketAct extends DoneBy {
  /**
   * The `version` of the ticket that they have before them: that of the last `get`, search, act or event. When the ticket
   * is another by now, nothing is done, and `ticket.conflict` tells who changed what. Every act on a ticket changes its
   * version; a customer's message does so when it makes the customer wait, not each further one.
   */
  readonly ifVersion?: number | undefined;
}

/** The last entries of a log that a conflict tells. */
const entriesTold = 5;

/** Acts on tickets that are kept from others meanwhile, and are still as who acts on them knows them. */
export class TicketDesk extends Desk {
  protected async onTicket<T>(
    ticketId: string,
    options: TicketAct,
    work: (act: Act, ticket: Ticket) => Promise<T>,
  ): Promise<T> {
    const refuseOthers = await conflictCheck(options);
    return this.act(options, async (act) => {
      const ticket = await ticketOf(act, ticketId);
      await refuseOthers(act, ticket);
      return work(act, ticket);
    });
  }

  /** `ifVersion` is that of the first. */
  protected async onTickets<T>(
    ticketId: string,
    otherId: string,
    options: TicketAct,
    work: (act: Act, ticket: Ticket, other: Ticket) => Promise<T>,
  ): Promise<T> {
    const refuseOthers = await conflictCheck(options);
    return this.act(options, async (act) => {
      const [ticket, other] = await ticketsOf(act, ticketId, otherId);
      await refuseOthers(act, ticket);
      return work(act, ticket, other);
    });
  }
}

/** Refuses every version but the one that is expected, if one is. */
async function conflictCheck({ ifVersion }: TicketAct): Promise<(act: Act, ticket: Ticket) => Promise<void>> {
  if (ifVersion === undefined) return async () => {};
  // Loaded before the act, which may wait for nothing else.
  const { entriesOf, storyOf } = await import("../model/explain.ts");
  return async (act, { id, version }) => {
    if (version === ifVersion) return;
    const log = await act.tx.readLog(`ticket:${id}`, { limit: 10_000 });
    const since = log.slice(-entriesTold);
    const story = storyOf(entriesOf(since, {})).join(" ");
    throw new CustomerServiceError(
      "ticket.conflict",
      `Ticket ${id} is at version ${version}, not ${ifVersion}; look at it again. Lately: ${story}`,
      { details: { ticketId: id, version, ifVersion, since } },
    );
  };
}
