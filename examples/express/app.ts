import express, { type ErrorRequestHandler, type Express } from "express";
import { type ChannelAdapter, type CustomerService, CustomerServiceError } from "kefu";
import { surveyRoutes } from "./survey-page.ts";
import { answerWith, webRequest } from "./web-request.ts";

export interface DeskAppOptions {
  readonly service: CustomerService;
  readonly channels: readonly ChannelAdapter[];
  /** Where the platforms and customers find this app. */
  readonly publicUrl: string;
}

/** The app: a route for each channel that takes webhooks, the survey's page, and how the desk is. */
export function deskApp({ service, channels, publicUrl }: DeskAppOptions): Express {
  const app = express().disable("x-powered-by");
  // No other body parser before these routes: a signature is over the bytes as they came.
  // 3 MB are WhatsApp's longest webhooks; each channel itself refuses what is too long for it.
  const raw = express.raw({ type: () => true, limit: "3mb" });
  // The web has no `Request` with this method.
  app.trace("/webhooks/:id", (_request, response) => void response.sendStatus(405));
  for (const { id, handle } of channels) {
    if (handle === undefined) continue;
    app.all(`/webhooks/${id}`, raw, async (request, response) => {
      await answerWith(await service.handle(id, webRequest(request, publicUrl)), response);
    });
  }
  app.use("/survey", surveyRoutes(service));
  app.get("/healthz", async (_request, response) => {
    const health = await service.health();
    response.status(health.status === "down" ? 503 : 200).json(health);
  });
  return app.use(refuse);
}

/** What went wrong, by its status alone. */
const refuse: ErrorRequestHandler = (error: unknown, _request, response, _next) => {
  response.sendStatus(error instanceof CustomerServiceError ? (statuses[error.code] ?? 500) : statusIn(error));
};

const statuses: Readonly<Record<string, number>> = {
  "survey.refused": 404,
  "survey.not_found": 404,
  "message.invalid": 400,
  "service.not_running": 503,
  "store.unavailable": 503,
};

/** Body parsers tell it so: 413 for a body that is too long. */
function statusIn(error: unknown): number {
  const status = typeof error === "object" && error !== null && "status" in error ? Number(error.status) : 500;
  return status >= 400 && status < 600 ? status : 500;
}
