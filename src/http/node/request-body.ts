import { refusedRequest } from "../refusal.ts";
import type { NodeRequest } from "./node-message.ts";

/** A body, and whether it is the bytes as they came. */
export interface RequestBody {
  readonly content: ReadableStream<Uint8Array> | Uint8Array<ArrayBuffer> | string | null;
  readonly asItCame: boolean;
}

/**
 * The body, also of a request that a body parser has read: as it kept it, or written again as it understood it. Refuses
 * with 500 what was read and cannot be written again.
 */
export function requestBody(request: NodeRequest): RequestBody {
  const { rawBody, body } = request;
  if (request.method === "GET" || request.method === "HEAD") return { content: null, asItCame: true };
  if (isBytes(rawBody) || typeof rawBody === "string") return { content: rawBody, asItCame: true };
  // A parser that has nothing to do with this kind of body may leave `body` empty, and what came unread.
  if (!request.readableDidRead && !request.readableEnded) return { content: unread(request), asItCame: true };
  if (isBytes(body) || typeof body === "string") return { content: body, asItCame: false };
  if (body === undefined || body === null) {
    if (!request.readableDidRead) return { content: null, asItCame: true };
  } else {
    const content = writtenAgain(body, contentTypeOf(request));
    if (content !== null) return { content, asItCame: false };
  }
  const sentence = "The body was read before the handler could: mount the handler before what parses bodies.";
  throw refusedRequest(500, "body_gone", sentence);
}

/** Read only as fast as the handler reads it. What it does not read, Node throws away after the response. */
function unread(request: NodeRequest): ReadableStream<Uint8Array> {
  let isBegun = false;
  let isOver = false;
  const begin = (controller: ReadableStreamDefaultController<Uint8Array>): void => {
    const over = (tell: () => void) => () => {
      if (!isOver) tell();
      isOver = true;
    };
    const brokenOff = over(() => controller.error(new Error("The request was broken off.")));
    request.on("data", (chunk) => {
      if (isOver) return;
      // In this order: whoever waits for more already has it go on in `enqueue`.
      request.pause();
      controller.enqueue(chunk);
    });
    request.on(
      "end",
      over(() => controller.close()),
    );
    request.on("error", brokenOff);
    request.on("close", brokenOff);
    if (request.destroyed) brokenOff();
  };
  return new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (!isBegun) begin(controller);
        isBegun = true;
        request.resume();
      },
      cancel() {
        isOver = true;
        request.resume();
      },
    },
    { highWaterMark: 0 },
  );
}

function isBytes(value: unknown): value is Uint8Array<ArrayBuffer> {
  return value instanceof Uint8Array;
}

function contentTypeOf({ headers }: NodeRequest): string {
  return [headers["content-type"]].flat()[0]?.split(";")[0]?.trim().toLowerCase() ?? "";
}

function writtenAgain(body: unknown, type: string): string | null {
  if (type === "application/json" || type.endsWith("+json")) return JSON.stringify(body);
  if (type === "application/x-www-form-urlencoded") return `${new URLSearchParams(fieldsOf(body))}`;
  return null;
}

/** The fields of a form; those that a parser took apart (`a[b]=c`) as they were. */
function fieldsOf(value: unknown, name = ""): string[][] {
  if (Array.isArray(value)) return value.flatMap((item) => fieldsOf(item, name));
  if (typeof value !== "object" || value === null) return [[name, `${value ?? ""}`]];
  return Object.entries(value).flatMap(([key, item]) => fieldsOf(item, name === "" ? key : `${name}[${key}]`));
}
