import { createServer, type Server } from "node:http";
import { type NodeHandlerOptions, toNodeHandler } from "kefu/node";
import type { DeskHandlers } from "./desk-handlers.ts";

/** Node's own server. */
export function nodeServer({ survey, webhook }: DeskHandlers, options: NodeHandlerOptions = {}): Server {
  const handlers = { "/survey": toNodeHandler(survey, options), "/webhooks": toNodeHandler(webhook, options) };
  return createServer((request, response) => {
    for (const [path, handler] of Object.entries(handlers)) {
      if (request.url?.startsWith(`${path}/`)) return void handler(request, response);
    }
    response.writeHead(404).end();
  });
}
