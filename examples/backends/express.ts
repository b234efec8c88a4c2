import express, { type Express } from "express";
import { type NodeHandlerOptions, toNodeHandler } from "kefu/node";
import type { DeskHandlers } from "./desk-handlers.ts";

/** Express 5. */
export function expressApp({ survey, webhook }: DeskHandlers, options: NodeHandlerOptions = {}): Express {
  const app = express();
  app.use("/survey", toNodeHandler(survey, options));
  app.use("/webhooks", toNodeHandler(webhook, options));
  // What parses bodies comes after: a webhook's signature is over the bytes as they came.
  return app.use(express.json());
}
