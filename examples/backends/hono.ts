import { Hono } from "hono";
import type { DeskHandlers } from "./desk-handlers.ts";

/** Hono, on Node, Bun, Deno or Workers: its requests and responses are the web's already. */
export function honoApp({ survey, webhook }: DeskHandlers): Hono {
  const app = new Hono();
  app.all("/survey/*", (context) => survey(context.req.raw));
  app.all("/webhooks/*", (context) => webhook(context.req.raw));
  return app;
}
