import type { CustomerService } from "kefu";
import { inboxHandler } from "kefu/inbox";
import { clientAddress } from "kefu/node";
import { surveyHandler } from "kefu/survey";
import { webchatHandler } from "kefu/webchat";
import { type PageLanguage, shopPage, staffPage, stylesheet } from "./pages.ts";
import { customers, signedCookie, signedIn, staff } from "./people.ts";

export interface ShopAppOptions {
  readonly service: CustomerService;
  /** At least 32 characters that sign the visitors' sessions, and who is signed in. */
  readonly secret: string;
}

/** The shop with its chat, the agents' inbox and the survey's page: one function from request to response. */
export function shopApp({ service, secret }: ShopAppOptions): (request: Request) => Promise<Response> {
  const chat = webchatHandler(service, {
    secrets: secret,
    clientAddress,
    // A real shop looks into its own session here.
    getUser: (request) => customers.find(({ id }) => id === signedIn(secret, "customer", request)) ?? null,
  });
  const inbox = inboxHandler(service, {
    signInUrl: "/sign-in",
    authenticate: (request) => {
      const person = staff.find(({ id }) => id === signedIn(secret, "staff", request));
      return person === undefined ? null : { agentId: person.id, role: person.role };
    },
  });
  const survey = surveyHandler(service);
  return async (request) => {
    const { pathname } = new URL(request.url);
    const [, first = "", second = ""] = pathname.split("/");
    if (first === "chat") return chat(request);
    if (first === "inbox") return inbox(request);
    if (first === "survey") return survey(request);
    if (first === "webhooks" && service.channels.get(second)?.handle) return service.handle(second, request);
    if (request.method === "POST" && first === "sign-in") return signIn(request, secret, second);
    return page(request, pathname, secret, service);
  };
}

async function page(request: Request, pathname: string, secret: string, service: CustomerService): Promise<Response> {
  switch (pathname) {
    case "/":
      return shopPage(languageOf(request), signedIn(secret, "customer", request));
    case "/sign-in":
      return staffPage(languageOf(request));
    case "/shop.css":
      return stylesheet();
    case "/healthz": {
      const health = await service.health();
      return Response.json(health, { status: health.status === "down" ? 503 : 200 });
    }
    default:
      return new Response("There is nothing here.", { status: 404 });
  }
}

/** The demo's sign-in: whoever says a name is that person; whoever says none is nobody. */
async function signIn(request: Request, secret: string, seat: string): Promise<Response> {
  if (seat !== "staff" && seat !== "customer") return new Response("There is nothing here.", { status: 404 });
  if (request.headers.get("sec-fetch-site") === "cross-site") return new Response("Not from here.", { status: 403 });
  const id = new URLSearchParams(await request.text()).get("id") ?? "";
  const isKnown = (seat === "staff" ? staff : customers).some((person) => person.id === id);
  const cookie = isKnown ? signedCookie(secret, seat, id) : `${seat}=; Path=/; Max-Age=0`;
  const location = seat === "staff" ? "/inbox" : "/";
  return new Response(null, { status: 303, headers: { location, "set-cookie": cookie } });
}

function languageOf(request: Request): PageLanguage {
  const asked = new URL(request.url).searchParams.get("lang") ?? request.headers.get("accept-language") ?? "";
  return asked.startsWith("zh") ? "zh-CN" : "en";
}
