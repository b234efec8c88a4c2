import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import { type AcceptedMessage, acceptable, type ReadMark, readMark } from "./graph-limits.ts";
import { account } from "./webhooks.ts";

/** A message that was taken, with the id it was given. */
export type SentMessage = AcceptedMessage & { readonly id: string };

/** How the server fails the next request. */
export type GraphTrouble =
  | { readonly code: number; readonly status: number; readonly details?: string; readonly retryAfterSeconds?: number }
  /** An answer of whatever stands between, without any of Graph's errors. */
  | { readonly status: number; readonly body: string; readonly type?: string }
  /** The connection is closed without an answer: before the message was taken, or after it. */
  | { readonly breaks: "before" | "after" }
  /** No answer comes. */
  | { readonly hangs: true };

/** Graph on this machine: it checks what the Cloud API checks, and fails as it is told. */
export interface GraphServer {
  readonly url: string;
  readonly sent: readonly SentMessage[];
  readonly readMarks: readonly ReadMark[];
  /** Every request: method, path, and the token it came with. */
  readonly requests: readonly { readonly method: string; readonly path: string; readonly token: string }[];
  readonly uploads: readonly string[];
  failNext(trouble: GraphTrouble): void;
  /** The only token that is good from now on. */
  accept(token: string): void;
  /** A file under an id; `at` is what its url says, for one that is elsewhere. */
  keepFile(id: string, content: string, at?: string): void;
  close(): Promise<void>;
}

export async function graphServer(): Promise<GraphServer> {
  const state = {
    sent: [] as SentMessage[],
    readMarks: [] as ReadMark[],
    requests: [] as { method: string; path: string; token: string }[],
    uploads: [] as string[],
    troubles: [] as GraphTrouble[],
    files: new Map<string, { content: string; at: string | undefined }>(),
    token: account.accessToken,
  };
  const server = createServer((request, response) => {
    serve(state, request, response, url).catch((error: unknown) => response.destroy(error as Error));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = async () => {
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  };
  onTestFinished(close);
  return {
    ...{ url, close, sent: state.sent, readMarks: state.readMarks, requests: state.requests, uploads: state.uploads },
    failNext: (trouble) => void state.troubles.push(trouble),
    accept: (token) => {
      state.token = token;
    },
    keepFile: (id, content, at) => void state.files.set(id, { content, at }),
  };
}

interface State {
  readonly sent: SentMessage[];
  readonly readMarks: ReadMark[];
  readonly requests: { method: string; path: string; token: string }[];
  readonly uploads: string[];
  readonly troubles: GraphTrouble[];
  readonly files: ReadonlyMap<string, { readonly content: string; readonly at: string | undefined }>;
  readonly token: string;
}

/** What goes back; `null` closes the connection, and `"silence"` leaves it open. */
type Reply = { readonly status: number; readonly headers: Record<string, string>; readonly body: string };

async function serve(state: State, request: IncomingMessage, response: ServerResponse, url: string): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks).toString("utf8");
  const { method = "", url: path = "", headers } = request;
  const token = (headers.authorization ?? "").replace(/^Bearer /, "");
  state.requests.push({ method, path, token });
  // What only signals is nothing that a test waits for.
  const trouble = body.includes('"status":"read"') ? undefined : state.troubles.shift();
  const reply = trouble === undefined ? replyTo(state, { path, body, token, url }) : failure(state, trouble, body);
  if (reply === null) response.destroy();
  else if (reply !== "silence") response.writeHead(reply.status, reply.headers).end(reply.body);
}

function failure(state: State, trouble: GraphTrouble, body: string): Reply | null | "silence" {
  if ("hangs" in trouble) return "silence";
  if ("body" in trouble) {
    return { status: trouble.status, headers: { "content-type": trouble.type ?? "text/html" }, body: trouble.body };
  }
  if ("code" in trouble) return refusal(trouble);
  if (trouble.breaks === "after") take(state, JSON.parse(body));
  return null;
}

interface Asked {
  readonly path: string;
  readonly body: string;
  readonly token: string;
  readonly url: string;
}

function replyTo(state: State, { path, body, token, url }: Asked): Reply {
  // Graph repeats a token that it cannot read.
  if (token !== state.token) return refusal({ code: 190, status: 401, message: `Malformed access token ${token}` });
  if (path === `/v26.0/${account.phoneNumberId}/messages`) return replyToMessage(state, JSON.parse(body));
  if (path !== `/v26.0/${account.phoneNumberId}/media`) return file(state, path, url);
  state.uploads.push(body);
  return json(200, { id: `media-${state.uploads.length}` });
}

function replyToMessage(state: State, body: unknown): Reply {
  const mark = readMark.safeParse(body);
  if (mark.success) {
    state.readMarks.push(mark.data);
    return json(200, { success: true });
  }
  const id = take(state, body);
  if (id === null) return refusal({ code: 131_009, status: 400, details: acceptable.safeParse(body).error?.message });
  const { to, recipient } = body as AcceptedMessage;
  return json(200, {
    messaging_product: "whatsapp",
    contacts: [recipient === undefined ? { input: to, wa_id: to } : { input: recipient, user_id: recipient }],
    messages: [{ id, message_status: "accepted" }],
  });
}

function take(state: State, body: unknown): string | null {
  const { success, data } = acceptable.safeParse(body);
  if (!success) return null;
  const id = `wamid.out-${state.sent.length + 1}`;
  state.sent.push({ ...data, id });
  return id;
}

function file(state: State, path: string, url: string): Reply {
  const [, place, id = ""] = /^\/(files|v26\.0)\/([\w-]+)$/.exec(path) ?? [];
  const kept = state.files.get(id);
  if (kept === undefined) return refusal({ code: 100, status: 400, details: "There is no such object." });
  if (place === "files") return { status: 200, headers: { "content-type": "image/png" }, body: kept.content };
  return json(200, {
    ...{ id, messaging_product: "whatsapp", mime_type: "image/png", sha256: "0" },
    file_size: `${kept.content.length}`,
    url: kept.at ?? `${url}/files/${id}`,
  });
}

interface Refusal {
  readonly code: number;
  readonly status: number;
  readonly message?: string;
  readonly details?: string | undefined;
  readonly retryAfterSeconds?: number;
}

function refusal({ code, status, details, retryAfterSeconds, message }: Refusal): Reply {
  const headers = retryAfterSeconds === undefined ? {} : { "retry-after": `${retryAfterSeconds}` };
  const error_data = { messaging_product: "whatsapp", details: details ?? "Details." };
  const error = { message: message ?? `(#${code}) Failed`, type: "OAuthException", code, error_data, fbtrace_id: "A1" };
  return json(status, { error }, headers);
}

function json(status: number, body: unknown, headers: Record<string, string> = {}): Reply {
  return {
    status,
    headers: { "content-type": "application/json; charset=UTF-8", ...headers },
    body: JSON.stringify(body),
  };
}
