import type { AgentView, TicketRow, View } from "../../http/inbox/protocol.ts";

/** A list of the page: those of the handler, the offers among one's own, a queue each, and the supervisors' board. */
export type ViewKey = Exclude<View, "queue"> | "offered" | "board" | `queue:${string}`;

/** Views with a key of their own on the keyboard, and in this order at the top of the page. */
export const personalViews = ["mine", "offered", "unassigned"] as const;
export const deskViews = ["all", "escalated", "breaching"] as const;

/** The queue of a queue's view. */
export function queueOf(view: ViewKey): string | null {
  return view.startsWith("queue:") ? view.slice("queue:".length) : null;
}

/** How a view is asked for. */
export function requestOf(view: ViewKey): { readonly view: View; readonly queue: string | null } {
  const queue = queueOf(view);
  if (queue !== null) return { view: "queue", queue };
  return { view: view === "offered" ? "mine" : (view as View), queue: null };
}

/** Tickets that are due within so many milliseconds count as breaching. */
const breachingMs = 30 * 60_000;

/** Whether it goes on. */
export function isUnfinished({ status }: Pick<TicketRow, "status">): boolean {
  return status !== "resolved" && status !== "closed";
}

/** Whether a ticket stands in a view: by this, rows that come live find their lists. What ended is only found by search. */
export function isInView(view: ViewKey, row: TicketRow, me: AgentView, at: number): boolean {
  if (!isUnfinished(row)) return false;
  switch (view) {
    case "mine":
      return row.agentId === me.id || row.reservedFor === me.id;
    case "offered":
      return row.reservedFor === me.id;
    case "unassigned":
      return row.agentId === null && row.reservedFor === null;
    case "escalated":
      return row.status === "escalated";
    case "breaching":
      return row.due !== null && Date.parse(row.due.at) <= at + breachingMs;
    case "all":
      return true;
    case "board":
    case "search":
      return false;
    default:
      return row.queue === queueOf(view);
  }
}

/** The tickets of a view, in the order in which they are looked at. */
export function ticketsOf(view: ViewKey, rows: Iterable<TicketRow>, me: AgentView, at: number): readonly TicketRow[] {
  return [...rows].filter((row) => isInView(view, row, me, at)).sort(orderOf(view));
}

type Order = (a: TicketRow, b: TicketRow) => number;

const priorities = ["low", "normal", "high", "urgent"] as const;
const latestFirst: Order = (a, b) => activityOf(b) - activityOf(a) || b.number - a.number;
const dueFirst: Order = (a, b) => dueOf(a) - dueOf(b) || latestFirst(a, b);
/** Offers, then who waits longest for an answer, then the rest. */
const waitingFirst: Order = (a, b) =>
  Number(b.reservedFor !== null) - Number(a.reservedFor !== null) || waitOf(a) - waitOf(b) || latestFirst(a, b);
/** As agents get them: the urgent first, then the oldest. */
const takenFirst: Order = (a, b) =>
  priorities.indexOf(b.priority) - priorities.indexOf(a.priority) || Date.parse(a.createdAt) - Date.parse(b.createdAt);

function orderOf(view: ViewKey): Order {
  switch (view) {
    case "mine":
    case "offered":
      return waitingFirst;
    case "unassigned":
      return takenFirst;
    case "escalated":
    case "breaching":
      return dueFirst;
    default:
      return latestFirst;
  }
}

function activityOf(row: TicketRow): number {
  return Math.max(Date.parse(row.preview?.at ?? row.createdAt), Date.parse(row.createdAt));
}

function dueOf(row: TicketRow): number {
  return row.due === null ? Number.POSITIVE_INFINITY : Date.parse(row.due.at);
}

function waitOf(row: TicketRow): number {
  return row.awaitingReplySince === null ? Number.MAX_SAFE_INTEGER : Date.parse(row.awaitingReplySince);
}
