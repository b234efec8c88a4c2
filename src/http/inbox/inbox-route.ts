import type { CustomerService } from "../../customer-service.ts";
import { cleanText } from "../../model/text.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Logger } from "../../ports/logger.ts";
import type { RateLimit } from "../rate-limit.ts";
import { refusedRequest } from "../refusal.ts";
import type { Route } from "../routes.ts";
import type { InboxNews } from "./inbox-news.ts";
import type { InboxPage } from "./page.ts";
import { isAtLeast, type Person, type SignedIn } from "./person.ts";
import type { Role } from "./protocol.ts";
import { refuseKnownOtherSites, refuseOtherSites } from "./same-origin.ts";
import { orNull, type Sight } from "./sight.ts";
import type { SignsOfLife } from "./signs-of-life.ts";

/** What the routes share. */
export interface Inbox {
  readonly service: CustomerService;
  readonly sight: Sight;
  readonly news: InboxNews;
  readonly signsOfLife: SignsOfLife;
  readonly page: InboxPage;
  readonly authenticate: (request: Request) => SignedIn | null | Promise<SignedIn | null>;
  readonly rate: RateLimit;
  readonly trustProxy: boolean;
  readonly zone: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** A request to the inbox. */
export interface Call {
  readonly inbox: Inbox;
  readonly request: Request;
}

/** A request of somebody who is signed in. */
export interface Visit extends Call {
  readonly person: Person;
}

type Segments = Readonly<Record<string, string>>;
type Method = "GET" | "POST";
type Answer<C> = (call: C, segments: Segments) => Response | Promise<Response>;

/** A route with who may ask for it: everybody who comes across, or who is signed in and has this role or a higher one. */
export type InboxRoute = { readonly method: Method; readonly path: string } & (
  | { readonly for: "everybody"; readonly answer: Answer<Call> }
  | { readonly for: Role; readonly answer: Answer<Visit> }
);

/** A route that asks nobody who they are. */
export function forEverybody(method: Method, path: string, answer: Answer<Call>): InboxRoute {
  return { method, path, for: "everybody", answer };
}

/** A route for those who have at least this role. */
export function forRole(role: Role, method: Method, path: string, answer: Answer<Visit>): InboxRoute {
  return { method, path, for: role, answer };
}

/** The route behind its guards: there is no other way to it. */
export function guarded(route: InboxRoute): Route<Call> {
  const { method, path } = route;
  return {
    method,
    path,
    async answer(call, given) {
      if (method === "POST") refuseOtherSites(call.request, call.inbox);
      else if (route.for !== "everybody") refuseKnownOtherSites(call.request);
      const segments = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, cleanText(value)]));
      if (route.for === "everybody") return route.answer(call, segments);
      const person = await personOf(call);
      call.inbox.rate.take(person.agentId);
      if (!isAtLeast(person, route.for)) throw refusedRequest(403, "role", `Only a ${route.for} may do this.`);
      return route.answer({ ...call, person }, segments);
    },
  };
}

async function personOf({ inbox, request }: Call): Promise<Person> {
  const signedIn = await inbox.authenticate(request);
  if (signedIn === null) throw refusedRequest(401, "not_signed_in", "Please sign in.");
  const { agentId, role } = signedIn;
  const agent = await orNull(inbox.service.agents.get(agentId), "agent.not_found");
  if (agent === null) throw refusedRequest(403, "no_agent", "Whoever is signed in is no agent of this desk.");
  return { agentId, role, teams: agent.teams };
}
