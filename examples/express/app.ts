import express, { type Express } from "express";
import type { ChannelAdapter, CustomerService } from "kefu";
import { toNodeHandler } from "kefu/node";
import { surveyHandler } from "kefu/survey";

export interface DeskAppOptions {
  readonly service: CustomerService;
  readonly channels: readonly ChannelAdapter[];
  /** Where the platforms and customers find this app. */
  readonly publicUrl: string;
}

/** The app: a route for each channel that takes webhooks, the survey's page, and how the desk is. */
export function deskApp({ service, channels, publicUrl }: DeskAppOptions): Express {
  const app = express().disable("x-powered-by");
  // Some platforms sign the address, too: the public one.
  const options = { origin: publicUrl, logger: console };
  // No body parser before these routes: a signature is over the bytes as they came.
  for (const { id, handle } of channels) {
    if (handle === undefined) continue;
    app.all(
      `/webhooks/${id}`,
      toNodeHandler((request) => service.handle(id, request), options),
    );
  }
  app.use("/survey", toNodeHandler(surveyHandler(service, { logger: console }), options));
  app.get("/healthz", async (_request, response) => {
    const health = await service.health();
    response.status(health.status === "down" ? 503 : 200).json(health);
  });
  return app;
}
