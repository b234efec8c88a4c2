import { isCode } from "../errors.ts";
import type { Logger } from "../ports/logger.ts";
import type { NodeRequest, NodeResponse, OpenclawHttpRoute } from "./openclaw-api.ts";
import type { PluginParts } from "./plugin-parts.ts";

/** Most bytes of a body: those of WhatsApp, whose webhooks are the longest. Other channels refuse by themselves what is less. */
const maxBodyBytes = 3_145_728;
/** Methods that the web's `Request` refuses (fetch.spec.whatwg.org, "forbidden method"). */
const forbiddenMethod = /^(?:CONNECT|TRACE|TRACK)$/i;

/** The desk on the gateway's port: webhooks of its channels, and what the option `fetch` answers. */
export function httpRoute({ desk, options, logger }: PluginParts): OpenclawHttpRoute {
  const path = options.path ?? `/${options.id}`;
  const answer = async (request: Request): Promise<Response> => {
    const inside = new URL(request.url).pathname.slice(path.length);
    const named = /^\/channels\/([^/]+)$/.exec(inside)?.[1];
    const channelId = named === undefined ? undefined : decoded(named);
    if (channelId === null) return new Response("Not understood.", { status: 400 });
    if (channelId !== undefined) return desk.service().handle(channelId, request);
    return options.fetch?.(request) ?? new Response("Not found.", { status: 404 });
  };
  return {
    path,
    match: "prefix",
    auth: "plugin",
    async handler(request, response) {
      const left = new AbortController();
      response.on("close", () => left.abort());
      const answered = await answerOrRefusal(answer, request, left.signal, logger);
      await write(response, left.signal, answered).catch((error: unknown) => {
        logger.warn({ error }, "An answer of the desk broke off.");
      });
      return true;
    },
  };
}

async function answerOrRefusal(
  answer: (request: Request) => Promise<Response>,
  node: NodeRequest,
  signal: AbortSignal,
  logger: Logger,
): Promise<Response> {
  if (forbiddenMethod.test(node.method ?? "")) return new Response("Not this method.", { status: 405 });
  try {
    const body = await bodyOf(node);
    if (body === null) return new Response("Too long.", { status: 413 });
    return await answer(webRequest(node, body, signal));
  } catch (error) {
    if (isCode(error, "channel.not_found")) return new Response("Not found.", { status: 404 });
    logger.error({ error }, "A request to the desk failed.");
    return new Response("Not now.", { status: 503 });
  }
}

/** `null` when it is no text that was written as a part of an address. */
function decoded(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}

function webRequest({ method = "GET", url = "/", headers }: NodeRequest, body: Blob, signal: AbortSignal): Request {
  const named = Object.entries(headers).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [value].flat().map((one) => [name, one]),
  );
  const hasBody = method !== "GET" && method !== "HEAD";
  const origin = `http://${[headers.host].flat()[0] ?? "gateway"}`;
  return new Request(new URL(url, URL.canParse(origin) ? origin : "http://gateway"), {
    method,
    headers: named,
    signal,
    ...(hasBody ? { body } : {}),
  });
}

async function bodyOf(request: NodeRequest): Promise<Blob | null> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length > maxBodyBytes) return null;
    chunks.push(new Uint8Array(chunk));
  }
  return new Blob(chunks);
}

/** Writes as it comes, so that a stream of events is one here, too. */
async function write(node: NodeResponse, signal: AbortSignal, response: Response): Promise<void> {
  node.statusCode = response.status;
  for (const [name, value] of response.headers) if (name !== "set-cookie") node.setHeader(name, value);
  const cookies = response.headers.getSetCookie();
  if (cookies.length > 0) node.setHeader("set-cookie", cookies);
  const reader = response.body?.getReader();
  const cancel = () => void reader?.cancel().catch(() => {});
  signal.addEventListener("abort", cancel);
  try {
    for (let part = await reader?.read(); part?.done === false; part = await reader?.read()) {
      if (!node.write(part.value) && !signal.aborted) await drained(node);
    }
  } finally {
    signal.removeEventListener("abort", cancel);
    node.end();
  }
}

function drained(node: NodeResponse): Promise<void> {
  return new Promise((resolve) => {
    node.once("drain", resolve);
    node.once("close", resolve);
  });
}
