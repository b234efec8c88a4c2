import * as z from "zod/mini";
import { inboxScript } from "../../assets/inbox-script.ts";
import { inboxStyle } from "../../assets/inbox-style.ts";
import type { JobRecord } from "../../model/job.ts";
import { cursorOf, serveFeed } from "../feed.ts";
import { readJson } from "../read-json.ts";
import { refusedRequest } from "../refusal.ts";
import { agentView } from "./agent-view.ts";
import { boardOf } from "./board.ts";
import { InboxFeed } from "./inbox-feed.ts";
import { type Call, forEverybody, forRole, type InboxRoute, type Visit } from "./inbox-route.ts";
import { json, nothing } from "./json.ts";
import { mediaResponse } from "./media.ts";
import { assetResponse } from "./page.ts";
import type { DeadLetterList, DeadLetterView, HealthView, Me } from "./protocol.ts";
import { ticketRoutes } from "./ticket-routes.ts";

const presence = z.strictObject({ presence: z.enum(["online", "away", "offline"]) });
const empty = z.strictObject({});

const heartbeatMs = 8_000;
/** Whose role is another by then is known by it at the next beginning. */
const longestFeedMs = 10 * 60_000;
/** Feeds of one person at the same time, in each process. */
const mostWindows = 20;
const mostDeadLetters = 1_000;

/** All that the inbox answers. */
export const inboxRoutes: readonly InboxRoute[] = [
  forEverybody("GET", "/", page),
  forEverybody("GET", "/assets/inbox.js", ({ request }) => assetResponse(request, inboxScript)),
  forEverybody("GET", "/assets/inbox.css", ({ request }) => assetResponse(request, inboxStyle)),
  forRole("agent", "GET", "/api/me", me),
  forRole("agent", "POST", "/api/me/presence", (visit) => setPresence(visit, visit.person.agentId)),
  forRole("agent", "GET", "/api/events", events),
  ...ticketRoutes,
  forRole("agent", "GET", "/api/media/:messageId/:index", (visit, { messageId = "", index = "" }) => {
    return mediaResponse(visit, messageId, index);
  }),
  forRole("supervisor", "POST", "/api/agents/:id/presence", (visit, { id = "" }) => setPresence(visit, id)),
  forRole("supervisor", "GET", "/api/board", board),
  forRole("admin", "GET", "/api/health", health),
  forRole("admin", "GET", "/api/dead-letters", deadLetters),
  forRole("admin", "POST", "/api/dead-letters/:id/retry", retry),
];

async function page({ inbox, request }: Call): Promise<Response> {
  const signedIn = await inbox.authenticate(request);
  return signedIn === null ? inbox.page.turnAway(request) : inbox.page.show(request);
}

async function me({ inbox, request, person }: Visit): Promise<Response> {
  const { service, sight } = inbox;
  const [agent, agents] = await Promise.all([service.agents.get(person.agentId), service.agents.list()]);
  const queues = sight.queuesOf(person);
  const allQueues = service.queues.names;
  const language = inbox.page.languageOf(request);
  const { cannedReplies } = service.tickets;
  const { role } = person;
  const told: Me = {
    agent: agentView(agent),
    role,
    agents: agents.map(agentView),
    queues,
    allQueues,
    cannedReplies,
    language,
  };
  return json(told);
}

async function setPresence({ inbox, request }: Visit, agentId: string): Promise<Response> {
  const wanted = await readJson(request, presence);
  return json(agentView(await inbox.service.agents.setPresence(agentId, wanted.presence)));
}

async function events({ inbox, request, person }: Visit): Promise<Response> {
  const { clock, logger, signsOfLife } = inbox;
  // Not every host cancels what it does not send: the feed would count as a window.
  if (request.method === "HEAD") return nothing();
  if (signsOfLife.windowsOf(person.agentId) >= mostWindows) {
    throw refusedRequest(429, "too_many", "Too many windows of one person are open; close some.", {
      "retry-after": "60",
    });
  }
  const feed = new InboxFeed(inbox, person, cursorOf(request));
  return serveFeed(request, feed, { clock, logger, heartbeatMs, longestMs: longestFeedMs, lookAgainMs: null });
}

async function board({ inbox: { service, zone, clock } }: Visit): Promise<Response> {
  return json(await boardOf(service, zone, clock.now()));
}

async function health({ inbox }: Visit): Promise<Response> {
  const { status, reasons, storeMs, jobs, channels } = await inbox.service.health();
  const work = jobs === null ? null : { ready: jobs.ready, dead: jobs.dead };
  return json({ status, reasons, storeMs, jobs: work, channels } satisfies HealthView);
}

async function deadLetters({ inbox }: Visit): Promise<Response> {
  const letters = await inbox.service.deadLetters.list({ limit: mostDeadLetters });
  return json({ deadLetters: letters.map(deadLetterView) } satisfies DeadLetterList);
}

async function retry({ inbox, request }: Visit, { id = "" }: Readonly<Record<string, string>>): Promise<Response> {
  await readJson(request, empty);
  await inbox.service.deadLetters.revive(id);
  return nothing();
}

function deadLetterView({ id, kind, error, dueAt }: JobRecord): DeadLetterView {
  return { id, kind, error, at: dueAt.toISOString() };
}
