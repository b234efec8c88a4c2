import { existing } from "../acts/lookup.ts";
import { CustomerServiceError } from "../errors.ts";
import { checkFilter } from "../model/ticket-filter.ts";
import { checkView, type TicketView, type TicketViewInput } from "../model/ticket-view.ts";
import { Desk } from "./desk.ts";
import { type FoundTickets, type SearchPage, searchTickets } from "./ticket-search.ts";

/** Searches that people come back to: "mine, unanswered", "refunds this month". */
export class TicketViews extends Desk {
  /** Keeps a view, or changes the one of this id. Refuses with `search.invalid`, `agent.not_found`, `view.not_found`. */
  async save(input: TicketViewInput): Promise<TicketView> {
    const { id, ...view } = checkView(input);
    return this.act({}, async (act) => {
      if (view.owner !== "") await existing(act.tx, "agent", view.owner);
      const known = id === undefined ? null : found(await act.tx.get("ticketView", id, { lock: true }), id);
      const { version, createdAt } = known ?? { version: 0, createdAt: act.now };
      return act.tx.put("ticketView", { ...view, id: known?.id ?? act.service.ids.row(), version, createdAt });
    });
  }

  /** Everybody's, and those of this agent, oldest first. At most 1,000 of each. */
  list({ agentId }: { agentId?: string } = {}): Promise<readonly TicketView[]> {
    return this.read(async (reader) => {
      const views = [...(await reader.find("ticketView", "ofOwner", { owner: "" }, { limit: 1_000 }))];
      const isSomebodys = agentId !== undefined && agentId !== "";
      if (isSomebodys)
        views.push(...(await reader.find("ticketView", "ofOwner", { owner: agentId }, { limit: 1_000 })));
      return views;
    });
  }

  /** What the view finds now, as `tickets.search` does. Refuses with `view.not_found`, `search.invalid`. */
  run(viewId: string, page: SearchPage = {}): Promise<FoundTickets> {
    return this.read(async (reader) => {
      const { filter } = found(await reader.get("ticketView", viewId), viewId);
      return searchTickets(reader, checkFilter(filter), page);
    });
  }

  /** Forgets the view; refuses with `view.not_found`. */
  async remove(viewId: string): Promise<void> {
    found(await this.read((reader) => reader.get("ticketView", viewId)), viewId);
    const { store, tenant } = this.service;
    await store.maintenance.remove(tenant, [{ kind: "ticketView", id: viewId }]);
  }
}

function found(view: TicketView | null, viewId: string): TicketView {
  if (view !== null) return view;
  throw new CustomerServiceError("view.not_found", `There is no view ${viewId}.`, { details: { viewId } });
}
