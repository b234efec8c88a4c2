import * as z from "zod/mini";
import { topics } from "../../live/topics.ts";
import { checked, text } from "../../model/check.ts";
import type { Ticket } from "../../model/ticket.ts";
import { readJson } from "../read-json.ts";
import { refusedRequest } from "../refusal.ts";
import { wishedLanguage } from "../wished-language.ts";
import { forRole, type InboxRoute, type Visit } from "./inbox-route.ts";
import { json, nothing } from "./json.ts";
import type { TicketActName, TicketList } from "./protocol.ts";
import { performAct, ticketActBody } from "./ticket-acts.ts";
import { ticketDetails } from "./ticket-details.ts";
import { readView } from "./ticket-lists.ts";
import { ticketMessages } from "./ticket-messages.ts";
import { refuseWithoutRight, ticketActNames } from "./ticket-rights.ts";
import { ticketRows } from "./ticket-rows.ts";
import { viewingTopic } from "./viewers.ts";
import { visiblePage } from "./visible-page.ts";

const name = text(1, 200);
const listQuery = z.object({
  view: z.enum(["mine", "unassigned", "queue", "all", "escalated", "breaching", "search"]),
  queue: z.optional(name),
  text: z.optional(text(0, 1_000)),
  after: z.optional(text(1, 500)),
});
const messagesQuery = z.object({ before: z.string().check(z.regex(/^\d{1,15}$/, "expected a sequence number")) });
const cannedQuery = z.object({ name });
const viewing = z.strictObject({ viewing: z.boolean() });
const empty = z.strictObject({});

/** Tickets, and what is done with one of them. */
export const ticketRoutes: readonly InboxRoute[] = [
  forRole("agent", "GET", "/api/tickets", list),
  ofTicket("GET", "", async (visit, ticket) => json(await detailsOf(visit, ticket))),
  ofTicket("GET", "/messages", async ({ inbox: { service }, request }, ticket) => {
    const before = Number(queryOf(request, messagesQuery).before);
    const names = new Map((await service.agents.list()).map((agent) => [agent.id, agent.name]));
    return json(await ticketMessages(service, ticket.conversationId, names, before));
  }),
  ofTicket("GET", "/canned", async ({ inbox, request, person: { agentId } }, ticket) => {
    const { name: canned } = queryOf(request, cannedQuery);
    return json({ text: await inbox.service.tickets.preview(ticket.id, { agentId, canned }) });
  }),
  ofTicket("POST", "/typing", type),
  ofTicket("POST", "/viewing", async ({ inbox, request, person: { agentId } }, ticket) => {
    const seen = await readJson(request, viewing);
    inbox.service.live.tell(viewingTopic.of(ticket.id), { type: "viewing", agentId, viewing: seen.viewing });
    return nothing();
  }),
  ...ticketActNames.map((act) => ofTicket("POST", `/${act}`, (visit, ticket) => perform(visit, ticket, act))),
];

/** A route of one ticket, which the person must see. */
function ofTicket(
  method: "GET" | "POST",
  path: string,
  answer: (visit: Visit, ticket: Ticket) => Promise<Response>,
): InboxRoute {
  return forRole("agent", method, `/api/tickets/:id${path}`, async (visit, { id = "" }) => {
    return answer(visit, await visit.inbox.sight.ticket(visit.person, id));
  });
}

async function list({ inbox, request, person }: Visit): Promise<Response> {
  const { service, sight, clock } = inbox;
  const { after = null, ...query } = queryOf(request, listQuery);
  const read = readView(service, person, query, clock.now());
  const page = await visiblePage(read, after, (tickets) => sight.seenOf(person, tickets));
  const rows = await ticketRows(service, page.tickets, clock.now());
  return json({ tickets: rows, after: page.after } satisfies TicketList);
}

/** Told in the language that the page asks for, which may be another than the browser's. */
function detailsOf({ inbox, person, request }: Visit, ticket: Ticket): ReturnType<typeof ticketDetails> {
  const { service, sight, news, clock } = inbox;
  const language = wishedLanguage(request);
  const parts = { service, sight, language, now: clock.now(), viewers: news.viewers.of(ticket.id) };
  return ticketDetails(parts, person, ticket);
}

/** Whoever did it is told how the ticket stands after it, though they may see it no more from then on. */
async function perform(visit: Visit, ticket: Ticket, act: TicketActName): Promise<Response> {
  const { inbox, request, person } = visit;
  const { service, sight } = inbox;
  const body = await readJson(request, ticketActBody);
  refuseWithoutRight(person, ticket, act);
  await performAct(act, { service, sight, person, ticket, body });
  return json(await detailsOf(visit, await service.tickets.get(ticket.id)));
}

/** The customer sees it where the channel can show it, and everybody who has the conversation open. */
async function type({ inbox: { service }, request, person }: Visit, ticket: Ticket): Promise<Response> {
  await readJson(request, empty);
  refuseWithoutRight(person, ticket, "reply");
  const { conversationId } = ticket;
  service.live.tell(topics.conversation(conversationId), { type: "typing", by: { kind: "agent", id: person.agentId } });
  await service.conversations.signal(conversationId, { typing: true, agentId: person.agentId });
  return nothing();
}

function queryOf<S extends z.ZodMiniType>(request: Request, schema: S): z.output<S> {
  return checked(schema, Object.fromEntries(new URL(request.url).searchParams), (where, rule) => {
    return refusedRequest(422, "invalid", `${where || "The query"}: ${rule}.`);
  });
}
