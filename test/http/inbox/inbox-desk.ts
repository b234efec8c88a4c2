import type { AgentInput, Ticket, TicketStore } from "kefu";
import { type InboxHandlerOptions, inboxHandler, type Role, type WebHandler } from "kefu/inbox";
import { seededRandom } from "kefu/testing";
import { desk, last, type TestDesk, type TestDeskOptions } from "../../harness.ts";

/** Where the tests' browsers find the desk. */
export const origin = "https://desk.example";

/** Who is signed in: the cookie of the tests says it. */
export const people = {
  li: "agent",
  wang: "agent",
  zhao: "agent",
  sun: "supervisor",
  root: "admin",
} as const satisfies Readonly<Record<string, Role>>;
export type PersonId = keyof typeof people;

/** Li and Wang serve the queues of support, Zhao those of sales; Sun and Root are given nothing by routing. */
const staff: readonly AgentInput[] = [
  { id: "li", name: "李雷", teams: ["support"], skills: ["technical", "general"] },
  { id: "wang", name: "Wang", teams: ["support"], skills: ["technical", "general"] },
  { id: "zhao", name: "赵敏", teams: ["sales"], skills: ["sales"] },
  { id: "sun", name: "Sun", capacity: 0 },
  { id: "root", name: "Root", capacity: 0 },
];

const queues = {
  technical: { teams: ["support"] },
  general: { teams: ["support"] },
  sales: { teams: ["sales"] },
};

/** What the inbox answered. */
export interface Answer<T = unknown> {
  readonly status: number;
  readonly body: T;
  readonly headers: Headers;
}

/** A page of somebody's. */
export interface Visitor {
  get<T>(path: string, headers?: Readonly<Record<string, string>>): Promise<Answer<T>>;
  post<T>(path: string, body?: object, headers?: Readonly<Record<string, string>>): Promise<Answer<T>>;
  request(path: string, init?: RequestInit): Promise<Response>;
}

export interface InboxDesk extends TestDesk {
  readonly handler: WebHandler;
  as(person: PersonId | null): Visitor;
}

/** A desk whose tickets wait until somebody takes them, and its inbox. */
export async function inboxDesk(
  options: TestDeskOptions & { readonly store: TicketStore },
  inbox: Partial<InboxHandlerOptions> = {},
): Promise<InboxDesk> {
  const made = await desk({ routing: "manual", agents: staff, queues, ...options });
  const handler = inboxFor(made, inbox);
  return { ...made, handler, as: (person) => visitor(handler, person) };
}

export function inboxFor({ service, clock }: TestDesk, inbox: Partial<InboxHandlerOptions> = {}): WebHandler {
  return inboxHandler(service, {
    authenticate: (request) => {
      const agentId = /agent=(\w+)/.exec(request.headers.get("cookie") ?? "")?.[1];
      return isPerson(agentId) ? { agentId, role: people[agentId] } : null;
    },
    clock,
    random: seededRandom(2),
    ...inbox,
  });
}

function isPerson(id: string | undefined): id is PersonId {
  return id !== undefined && Object.hasOwn(people, id);
}

/** Somebody's browser on the inbox's own page. */
export function visitor(handler: WebHandler, person: PersonId | null): Visitor {
  const cookie: Record<string, string> = person === null ? {} : { cookie: `agent=${person}` };
  const request = (path: string, init: RequestInit = {}): Promise<Response> => {
    const headers = { ...cookie, ...(init.headers as Record<string, string> | undefined) };
    return handler(new Request(`${origin}/inbox${path}`, { ...init, headers }));
  };
  return {
    request,
    get: async (path, headers = {}) => answerOf(await request(path, { headers })),
    post: async (path, body = {}, headers = {}) => {
      const own = { "sec-fetch-site": "same-origin", "content-type": "application/json" };
      const init = { method: "POST", body: JSON.stringify(body), headers: { ...own, ...headers } };
      return answerOf(await request(path, init));
    },
  };
}

async function answerOf<T>(response: Response): Promise<Answer<T>> {
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.startsWith("application/json") ?? false;
  return { status: response.status, body: (isJson ? JSON.parse(text) : text) as T, headers: response.headers };
}

/** The person writes something only a technical agent can answer, and a ticket waits for one. */
export async function waitingTicket(made: TestDesk, person: string, text = "The app crashes with an error") {
  await made.say(person, text);
  return made.ticketOf(person);
}

/** The same, and the agent has taken it. */
export async function takenTicket(made: TestDesk, person: string, agentId: string, text?: string): Promise<Ticket> {
  const { id } = await waitingTicket(made, person, text);
  await made.service.tickets.take(id, { agentId });
  await made.service.idle();
  return made.service.tickets.get(id);
}

/** The same, of the queue of sales, which only Zhao serves. */
export async function salesTicket(made: TestDesk, person: string): Promise<Ticket> {
  const { id } = await waitingTicket(made, person);
  await made.service.tickets.transfer(id, { queue: "sales" });
  await made.service.idle();
  return last([await made.service.tickets.get(id)]);
}
