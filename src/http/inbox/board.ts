import type { CustomerService } from "../../customer-service.ts";
import { dateAt } from "../../model/calendar.ts";
import { agentView } from "./agent-view.ts";
import type { Board } from "./protocol.ts";
import { soonMs } from "./ticket-lists.ts";

/** Most that is counted of a kind. */
const mostCounted = 1_000;
/** No day is longer, wherever clocks are put back. */
const longestDayMs = 26 * 3_600_000;

/** How the desk stands, for supervisors. */
export async function boardOf(service: CustomerService, zone: string, now: Date): Promise<Board> {
  const { tickets } = service;
  const soon = new Date(now.getTime() + soonMs);
  const [queues, agents, clocks, escalated, csat] = await Promise.all([
    service.queues.list(),
    service.agents.list(),
    tickets.listDue({ before: soon }, { limit: mostCounted }),
    tickets.list({ status: "escalated" }, { limit: mostCounted }),
    csatToday(service, zone, now),
  ]);
  const over = new Set(clocks.flatMap(({ dueAt, ticketId }) => (dueAt !== null && dueAt <= now ? [ticketId] : [])));
  const due = new Set(clocks.map(({ ticketId }) => ticketId));
  return {
    queues: queues.map(({ name, waiting, waitingSince, isOpen }) => {
      return { name, waiting, waitingSince: waitingSince?.toISOString() ?? null, isOpen };
    }),
    agents: agents.map(agentView),
    sla: { breached: over.size, dueSoon: due.size - over.size },
    escalated: escalated.length,
    csat,
  };
}

/** Over the closures of this day in the zone. */
async function csatToday(service: CustomerService, zone: string, now: Date): Promise<Board["csat"]> {
  const since = new Date(now.getTime() - longestDayMs);
  const { groups } = await service.surveys.statistics({ kind: "csat", by: "day", zone, since });
  const today = new Date(dateAt(zone, now.getTime())).toISOString().slice(0, "2026-01-05".length);
  const { csat, answered, asked, responseRate } = groups.find(({ key }) => key === today) ?? none;
  return { score: csat, answered, asked, responseRate };
}

const none = { csat: null, answered: 0, asked: 0, responseRate: null };
