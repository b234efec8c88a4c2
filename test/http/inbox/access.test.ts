import type { Ticket } from "kefu";
import { memoryTicketStore } from "kefu";
import { expect, test, vi } from "vitest";
import { inboxRoutes } from "../../../src/http/inbox/inbox-routes.ts";
import { last } from "../../harness.ts";
import {
  type InboxDesk,
  inboxDesk,
  inboxFor,
  origin,
  type PersonId,
  takenTicket,
  visitor,
  waitingTicket,
} from "./inbox-desk.ts";

/** Li's ticket is asked for; Wang is of Li's team, Zhao of another. */
const askers = { nobody: null, zhao: "zhao", wang: "wang", li: "li", sun: "sun", root: "root" } as const;
type Asker = keyof typeof askers;

/** A status for everybody, or one for each asker. `ok`: it is answered, or refused only for how the ticket stands. */
type Expected = number | "ok";
type Rule = Readonly<Record<Asker, Expected>>;

const open: Rule = { nobody: "ok", zhao: "ok", wang: "ok", li: "ok", sun: "ok", root: "ok" };
const staff: Rule = { ...open, nobody: 401 };
const supervisors: Rule = { ...staff, zhao: 403, wang: 403, li: 403 };
const admins: Rule = { ...supervisors, sun: 403 };
const seen: Rule = { ...staff, zhao: 404 };
const held: Rule = { ...seen, wang: 409 };
const given: Rule = { ...seen, wang: 403, li: 403 };

const rules: Readonly<Record<string, Rule>> = {
  "GET /": { ...open, nobody: 401 },
  "GET /assets/inbox.js": open,
  "GET /assets/inbox.css": open,
  "GET /api/me": staff,
  "POST /api/me/presence": staff,
  "GET /api/events": staff,
  "GET /api/tickets": staff,
  "GET /api/tickets/:id": seen,
  "GET /api/tickets/:id/messages": seen,
  "GET /api/tickets/:id/canned": seen,
  "POST /api/tickets/:id/viewing": seen,
  "POST /api/tickets/:id/typing": held,
  "POST /api/tickets/:id/take": held,
  "POST /api/tickets/:id/accept": held,
  "POST /api/tickets/:id/decline": held,
  "POST /api/tickets/:id/assign": given,
  "POST /api/tickets/:id/reply": held,
  "POST /api/tickets/:id/note": held,
  "POST /api/tickets/:id/pending": held,
  "POST /api/tickets/:id/escalate": held,
  "POST /api/tickets/:id/acknowledge": held,
  "POST /api/tickets/:id/deescalate": held,
  "POST /api/tickets/:id/resolve": held,
  "POST /api/tickets/:id/close": held,
  "POST /api/tickets/:id/reopen": held,
  "POST /api/tickets/:id/hand-back": held,
  "POST /api/tickets/:id/transfer": held,
  "POST /api/tickets/:id/prioritize": held,
  "POST /api/tickets/:id/tag": held,
  "POST /api/tickets/:id/merge": held,
  "POST /api/tickets/:id/resend": held,
  "GET /api/media/:messageId/:index": seen,
  "POST /api/agents/:id/presence": supervisors,
  "GET /api/board": supervisors,
  "GET /api/health": admins,
  "GET /api/dead-letters": admins,
  "POST /api/dead-letters/:id/retry": admins,
};

const bodies: Readonly<Record<string, object>> = {
  "POST /api/me/presence": { presence: "online" },
  "POST /api/agents/:id/presence": { presence: "online" },
  "POST /api/tickets/:id/viewing": { viewing: true },
  "POST /api/tickets/:id/assign": { to: "wang" },
  "POST /api/tickets/:id/reply": { text: "您好" },
  "POST /api/tickets/:id/note": { text: "内部" },
  "POST /api/tickets/:id/escalate": { reason: "大客户" },
  "POST /api/tickets/:id/transfer": { to: "general" },
  "POST /api/tickets/:id/prioritize": { priority: "urgent" },
  "POST /api/tickets/:id/tag": { add: ["退款"] },
};
const queries: Readonly<Record<string, string>> = {
  "GET /api/tickets": "?view=mine",
  "GET /api/tickets/:id/messages": "?before=5",
  "GET /api/tickets/:id/canned": "?name=hello",
};

test("every route of the inbox has a rule here", () => {
  expect(inboxRoutes.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(Object.keys(rules).sort());
});

async function scene(): Promise<{ made: InboxDesk; ticket: Ticket; messageId: string; deadLetterId: string }> {
  const store = memoryTicketStore();
  const made = await inboxDesk({ store, cannedReplies: { hello: "您好" } });
  const ticket = await takenTicket(made, "ada", "li");
  await made.say("ada", { text: "看图", media: [{ kind: "image", id: "picture" }] });
  const messageId = last((await made.messagesOf("ada")).filter(({ content }) => content.media !== undefined)).id;
  await store.transact("default", (tx) => tx.enqueue({ kind: "no.such.kind", payload: null, maxAttempts: 1 }));
  made.service.wake();
  await made.service.idle();
  return { made, ticket, messageId, deadLetterId: last(await made.service.deadLetters.list()).id };
}

const cases = Object.entries(rules).flatMap(([route, rule]) =>
  (Object.keys(askers) as Asker[]).map((asker) => ({ route, asker, expected: rule[asker] })),
);

test.each(cases)("$route answers $asker with $expected", async ({ route, asker, expected }) => {
  const { made, ticket, messageId, deadLetterId } = await scene();
  const [method = "", pattern = ""] = route.split(" ");
  const id = pattern.includes("tickets") ? ticket.id : pattern.includes("dead-letters") ? deadLetterId : "wang";
  const path = pattern.replace(":messageId", messageId).replace(":index", "0").replace(":id", id);
  const before = await made.recordsOf("ada");
  const response = await made.as(askers[asker] satisfies PersonId | null).request(`${path}${queries[route] ?? ""}`, {
    method,
    ...(method === "GET" ? {} : { body: JSON.stringify(bodies[route] ?? {}) }),
    headers: { "sec-fetch-site": "same-origin", "content-type": "application/json" },
  });
  await response.body?.cancel();
  if (expected === "ok") expect([200, 204, 409, 422]).toContain(response.status);
  else expect(response.status).toBe(expected);
  // Who is refused has changed nothing.
  if (expected !== "ok") expect(await made.recordsOf("ada")).toBe(before);
});

test("what one may not see is refused as what is not there is", async () => {
  const { made, ticket, messageId } = await scene();
  const zhao = made.as("zhao");
  const shapeOf = (body: unknown) => JSON.stringify(body).replace(/T-[A-Z0-9]+|[0-9a-z]{26}/g, "ID");
  for (const [hidden, absent] of [
    [`/api/tickets/${ticket.id}`, "/api/tickets/T-ZZZZZZZZZZZZ"],
    [`/api/media/${messageId}/0`, `/api/media/${"0".repeat(26)}/0`],
  ] as const) {
    const [one, other] = [await zhao.get(hidden), await zhao.get(absent)];
    expect([one.status, shapeOf(one.body)]).toEqual([other.status, shapeOf(other.body)]);
  }
});

test("nobody is an agent of the desk by being signed in", async () => {
  const { made } = await scene();
  const handler = inboxFor(made, { authenticate: async () => ({ agentId: "stranger", role: "admin" }) });
  expect(await visitor(handler, null).get("/api/me")).toMatchObject({
    status: 403,
    body: { error: { reason: "no_agent" } },
  });
});

test("a role that is none may do nothing", async () => {
  const { made } = await scene();
  const handler = inboxFor(made, { authenticate: () => ({ agentId: "li", role: "owner" as "admin" }) });
  expect((await visitor(handler, null).get("/api/tickets?view=all")).status).toBe(403);
});

test("a queue of a channel that is gone, or of another time, has the teams of the queue that it was", async () => {
  const { made, ticket } = await scene();
  await made.service.tickets.transfer(ticket.id, { queue: "whatsapp/sales" });
  const path = `/api/tickets/${ticket.id}`;
  expect([(await made.as("zhao").get(path)).status, (await made.as("wang").get(path)).status]).toEqual([200, 404]);
});

test("what somebody took after it was looked who may act on it is not touched", async () => {
  const made = await inboxDesk({ store: memoryTicketStore() });
  const { id } = await waitingTicket(made, "ada");
  let isFirst = true;
  const handler = inboxFor(made, {
    async maySee() {
      if (isFirst) await made.service.tickets.take(id, { agentId: "wang" });
      isFirst = false;
      return true;
    },
  });
  expect((await visitor(handler, "li").post(`/api/tickets/${id}/close`)).status).toBe(409);
  expect(await made.service.tickets.get(id)).toMatchObject({ status: "in_progress", agentId: "wang" });
});

test("another site can neither act for somebody nor open their feed, whatever its browser says", async () => {
  const made = await inboxDesk({ store: memoryTicketStore() });
  const { id } = await waitingTicket(made, "ada");
  const li = made.as("li");
  const act = (headers: Record<string, string>) =>
    li.request(`/api/tickets/${id}/note`, {
      method: "POST",
      body: JSON.stringify({ text: "备注" }),
      headers: { "content-type": "application/json", ...headers },
    });
  const foreign: Record<string, string>[] = [
    {},
    { origin: "null" },
    { origin: "https://evil.example" },
    { origin: "http://desk.example" },
    { origin, "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site" },
    { "sec-fetch-site": "none" },
    { "x-forwarded-host": "evil.example", origin: "https://evil.example" },
  ];
  for (const headers of foreign) expect((await act(headers)).status).toBe(403);
  for (const headers of [{ origin }, { "sec-fetch-site": "same-origin" }])
    expect((await act(headers)).status).toBe(200);
  const overridden = { "x-http-method-override": "POST", "sec-fetch-site": "same-origin" };
  expect((await li.request(`/api/tickets/${id}/close?_method=POST`, { headers: overridden })).status).toBe(405);

  const beats = vi.spyOn(made.service.agents, "heartbeat");
  for (const site of ["cross-site", "same-site"]) {
    expect((await li.request("/api/events", { headers: { "sec-fetch-site": site } })).status).toBe(403);
  }
  expect((await li.request("/api/events", { method: "HEAD" })).body).toBeNull();
  expect(beats).not.toHaveBeenCalled();
  expect((await li.get("/api/me", { "sec-fetch-site": "none" })).status).toBe(200);
});

test("your own rule takes the place of queues and teams", async () => {
  const { made, ticket } = await scene();
  const handler = inboxFor(made, { maySee: async ({ teams }, { queue }) => teams.includes("sales") && queue !== "x" });
  expect((await visitor(handler, "zhao").get(`/api/tickets/${ticket.id}`)).status).toBe(200);
  expect((await visitor(handler, "li").get(`/api/tickets/${ticket.id}`)).status).toBe(404);
  expect((await visitor(handler, "sun").get(`/api/tickets/${ticket.id}`)).status).toBe(404);
});

test("one person who asks without end is told to wait, and others are not", async () => {
  const { made } = await scene();
  const answers = await Promise.all(Array.from({ length: 320 }, () => made.as("li").get("/api/tickets?view=mine")));
  const refused = answers.filter(({ status }) => status === 429);
  expect(refused.length).toBe(20);
  expect(refused[0]?.headers.get("retry-after")).toBe("1");
  expect((await made.as("wang").get("/api/me")).status).toBe(200);
});
