import { getRequestListener } from "@hono/node-server";
import { CustomerService } from "kefu";
import { describe, expect, onTestFinished, test } from "vitest";
import { type DeskHandlers, deskHandlers } from "../../examples/backends/desk-handlers.ts";
import { expressApp } from "../../examples/backends/express.ts";
import { fastifyApp } from "../../examples/backends/fastify.ts";
import { honoApp } from "../../examples/backends/hono.ts";
import { nodeServer } from "../../examples/backends/node-http.ts";
import { routeHandlers } from "../../examples/backends/route-handlers.ts";
import { served } from "../http/node/backends.ts";
import { listening } from "../listening.ts";
import { lineRequest, lineSubject, textEvent, written } from "./line-office.ts";

/** What asks a backend, as `fetch` does. */
type Ask = (path: string, init?: RequestInit) => Promise<Response>;

const askAt = (origin: string): Ask => {
  return (path, init) => fetch(`${origin}${path}`, init);
};

const backends: readonly { readonly name: string; readonly serve: (handlers: DeskHandlers) => Promise<Ask> }[] = [
  {
    name: "node:http",
    serve: async (handlers) => {
      const { origin, close } = await listening(nodeServer(handlers));
      onTestFinished(close);
      return askAt(origin);
    },
  },
  { name: "Express", serve: async (handlers) => askAt(await served(expressApp(handlers))) },
  {
    name: "Fastify",
    serve: async (handlers) => {
      const app = fastifyApp(handlers);
      await app.ready();
      return askAt(await served((request, response) => app.routing(request, response)));
    },
  },
  { name: "Hono", serve: async (handlers) => askAt(await served(getRequestListener(honoApp(handlers).fetch))) },
  {
    name: "route handlers",
    serve: async (handlers) => {
      const routes = { survey: routeHandlers(handlers.survey), webhooks: routeHandlers(handlers.webhook) };
      return (path, init) => {
        const request = new Request(`http://desk.example.com${path}`, init);
        const route = path.startsWith("/survey/") ? routes.survey : routes.webhooks;
        return route[request.method === "POST" ? "POST" : "GET"](request);
      };
    },
  },
];

describe.each(backends)("the desk in $name", ({ serve }) => {
  const running = async () => {
    const line = await lineSubject();
    onTestFinished(async () => {
      await line.close?.();
    });
    const service = new CustomerService({ channels: [line.channel], agents: [{ id: "wang" }] });
    await service.start();
    onTestFinished(() => service.stop({ graceMs: 0 }));
    return { ...line, service, ask: await serve(deskHandlers(service)) };
  };

  test("takes a signed webhook, and asks how it was on the survey's page", async () => {
    const { service, ask, address } = await running();
    const signed = lineRequest(written([textEvent({ eventId: "e1", text: "今天天气怎么样" })]));
    const { headers } = signed;
    const body = await signed.text();
    const taken = await ask("/webhooks/line", { method: "POST", headers, body });
    expect(taken.status).toBe(200);
    const changed = await ask("/webhooks/line", { method: "POST", headers, body: `${body} ` });
    expect(changed.status).toBe(401);
    expect((await ask("/webhooks/nobody", { method: "POST", headers, body })).status).toBe(404);
    await service.idle();

    const conversation = await service.conversations.find("line", address);
    const [ticket] = await service.tickets.list({ conversationId: conversation?.id ?? "" });
    const id = ticket?.id ?? "";
    await service.tickets.close(id, { agentId: "wang" });
    await service.idle();
    const path = new URL(await service.surveys.linkOf(id));
    const link = `/survey${path.pathname}${path.search}`;
    expect(await (await ask(link)).text()).toContain("您对工单");
    const fields = new URLSearchParams({ score: "5", comment: "很好" });
    expect((await ask(link, { method: "POST", body: fields, redirect: "manual" })).status).toBe(303);
    expect(await (await ask(link)).text()).toContain("感谢您的评价！");
    expect(await service.surveys.listOf(id)).toMatchObject([{ score: 5, comment: "很好" }]);
    expect((await ask("/survey/nothing")).status).toBe(410);
    await service.idle();
    await service.stop();
    expect((await ask("/webhooks/line", { method: "POST", headers, body })).status).toBe(503);
    expect((await ask(link)).status).toBe(503);
  });
});
