import { refusedRequest } from "../refusal.ts";
import type { NodeRequest } from "./node-message.ts";
import { type AddressOptions, requestUrl, senderAddress } from "./request-address.ts";
import { requestBody } from "./request-body.ts";

const senders = new WeakMap<Request, string>();

/**
 * Who sent a request that came through `toNodeHandler`, as an IP address: the other end of the connection, or, with
 * `trustProxy`, whom the proxy names. `null` for requests from elsewhere, and copies.
 */
export function clientAddress(request: Request): string | null {
  return senders.get(request) ?? null;
}

/** What the web's `Request` refuses: https://fetch.spec.whatwg.org/#forbidden-method. */
const forbidden = /^(?:CONNECT|TRACE|TRACK)$/i;

/** The request as the web has it; refuses with 400 or 405 what the web does not have. */
export function webRequest(request: NodeRequest, options: AddressOptions, signal: AbortSignal): Request {
  const { method = "GET" } = request;
  if (forbidden.test(method)) {
    const allow = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";
    throw refusedRequest(405, "method", "This method is not answered.", { allow });
  }
  const url = requestUrl(request, options);
  const { content, asItCame } = requestBody(request);
  const headers = webHeaders(request);
  // They speak of the bytes as they came.
  if (!asItCame) for (const name of ["content-length", "content-encoding"]) headers.delete(name);
  const made = requestOf(url, { method, headers, body: content, signal, ...halfDuplex });
  const sender = senderAddress(request, options);
  if (sender !== null) senders.set(made, sender);
  return made;
}

function requestOf(url: URL, init: RequestInit): Request {
  try {
    return new Request(url, init);
  } catch {
    throw refusedRequest(400, "not_understood", "The request cannot be understood.");
  }
}

/** A body that is a stream may be read before the response begins; browsers' types do not know of it yet. */
const halfDuplex = { duplex: "half" } as const;

function webHeaders(request: NodeRequest): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    // Of HTTP/2: the method and the address, which are no headers of the web's.
    if (name.startsWith(":")) continue;
    for (const one of [value].flat()) if (one !== undefined) headers.append(name, one);
  }
  return headers;
}
