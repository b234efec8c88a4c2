import { type Logger, silentLogger } from "kefu";
import type { WebHandler } from "kefu/node";
import { EventStream } from "../../../src/http/event-stream.ts";
import { refusalResponse } from "../../../src/http/refusal.ts";
import { Routes } from "../../../src/http/routes.ts";

/** A handler that does what those of the desk do, and what it saw. */
export interface StreamingHandler {
  readonly handler: WebHandler;
  /** The streams that are open, latest last. */
  readonly streams: EventStream[];
  readonly requests: Request[];
  /** How many streams have ended. */
  ended(): number;
  /** How many bytes of the long body were asked for, and whether its reader went away. */
  readonly long: { bytes: number; isCancelled: boolean };
}

export const longBytes = 20_000_000;
const piece = new Uint8Array(50_000).fill(65);

/** Below `/desk`: `GET /address`, `POST /echo`, `POST /unread`, `GET /events`, `GET /long`, `GET /cookies`, `GET /failure`, `GET /half`. */
export function streamingHandler(logger: Logger = silentLogger): StreamingHandler {
  const streams: EventStream[] = [];
  const requests: Request[] = [];
  const long = { bytes: 0, isCancelled: false };
  let ended = 0;
  const routes = new Routes<Request>("/desk", [
    {
      method: "GET",
      path: "/address",
      answer: (request) => Response.json({ url: request.url, method: request.method }),
    },
    {
      ...{ method: "POST", path: "/echo" },
      answer: async (request) => {
        const type = request.headers.get("content-type") ?? "none";
        return new Response(await request.arrayBuffer(), { status: 201, headers: { "x-type": type } });
      },
    },
    { method: "POST", path: "/unread", answer: () => new Response("not read", { status: 413 }) },
    {
      ...{ method: "GET", path: "/events" },
      answer: (request) => {
        const stream = new EventStream(request.signal, () => {
          ended += 1;
        });
        streams.push(stream);
        return stream.response;
      },
    },
    { method: "GET", path: "/long", answer: () => longResponse(long) },
    {
      ...{ method: "GET", path: "/cookies" },
      answer: () => {
        const headers = new Headers([
          ["set-cookie", "a=1; Path=/"],
          ["set-cookie", "b=2; Expires=Wed, 21 Oct 2026 07:28:00 GMT"],
        ]);
        return new Response(null, { status: 204, headers });
      },
    },
    {
      ...{ method: "GET", path: "/half" },
      answer: () => {
        let isFirst = true;
        const pull = (controller: ReadableStreamDefaultController<Uint8Array>) => {
          if (isFirst) controller.enqueue(piece);
          else controller.error(new Error("The rest is gone."));
          isFirst = false;
        };
        return new Response(new ReadableStream({ pull }));
      },
    },
  ]);
  const handler: WebHandler = async (request) => {
    requests.push(request);
    if (request.url.endsWith("/failure")) throw new Error("a secret of the program");
    try {
      return await routes.answer(request, request);
    } catch (error) {
      return refusalResponse(error, logger);
    }
  };
  return { handler, streams, requests, long, ended: () => ended };
}

function longResponse(long: { bytes: number; isCancelled: boolean }): Response {
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (long.bytes >= longBytes) {
        controller.close();
        return;
      }
      long.bytes += piece.length;
      controller.enqueue(piece);
    },
    cancel() {
      long.isCancelled = true;
    },
  });
  return new Response(body);
}
