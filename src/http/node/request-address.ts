import { CustomerServiceError } from "../../errors.ts";
import { refusedRequest } from "../refusal.ts";
import type { NodeRequest } from "./node-message.ts";

/** Where requests come from. */
export interface AddressOptions {
  /**
   * Whether a proxy in front says by `x-forwarded-proto`, `-host` and `-for` what it was asked. Only where every request
   * comes through it: others would say what they like. Of a list the last counts, which is the proxy's own word. Default: false.
   */
  readonly trustProxy?: boolean | undefined;
  /** Scheme, host and port under which this is known outside: `https://desk.example.com`. Default: what the request says. */
  readonly origin?: string | undefined;
}

/** The options with the origin alone of what was given as one; refuses with `options.invalid`. */
export function checkAddressOptions({ trustProxy, origin }: AddressOptions): AddressOptions {
  if (origin === undefined) return { trustProxy };
  if (URL.canParse(origin) && /^https?:/i.test(origin)) return { trustProxy, origin: new URL(origin).origin };
  throw new CustomerServiceError("options.invalid", "origin: expected an address such as https://desk.example.com.");
}

/** A name or an address, and a port: nothing that would begin a path or a user's name. */
const host = /^(?:[\w.-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i;

/** The address that was asked for; refuses with 400 what is none. */
export function requestUrl(request: NodeRequest, options: AddressOptions): URL {
  const origin = options.origin ?? originOf(request, options);
  const target = request.originalUrl ?? request.url ?? "";
  try {
    // Proxies are asked for a whole address: of that, only what is asked for at this origin counts. Nothing is resolved:
    // `//elsewhere` would be another host.
    const path = target.startsWith("/") ? target : pathOf(new URL(target));
    return new URL(`${origin}${path}`);
  } catch {
    throw refusedRequest(400, "address", "The request has no address that can be understood.");
  }
}

function originOf(request: NodeRequest, options: AddressOptions): string {
  // HTTP/2 calls it otherwise.
  const named = request.headers.host ?? request.headers[":authority"];
  const asked = forwarded(request, "host", options) ?? lastOf(named) ?? "localhost";
  if (!host.test(asked)) throw refusedRequest(400, "address", "The request has no host that can be understood.");
  const scheme = forwarded(request, "proto", options) ?? (request.socket.encrypted ? "https" : "http");
  return `${/^https?$/i.test(scheme) ? scheme : "http"}://${asked}`;
}

function pathOf({ protocol, pathname, search }: URL): string {
  if (!/^https?:$/.test(protocol)) throw new TypeError(`${protocol} is not served.`);
  return `${pathname}${search}`;
}

/** Who sent it, as an IP address; `null` when nobody can say. */
export function senderAddress(request: NodeRequest, options: AddressOptions): string | null {
  return forwarded(request, "for", options) ?? request.socket.remoteAddress ?? null;
}

function forwarded({ headers }: NodeRequest, what: string, { trustProxy }: AddressOptions): string | null {
  return trustProxy === true ? lastOf(headers[`x-forwarded-${what}`]) : null;
}

function lastOf(value: string | readonly string[] | undefined): string | null {
  const last = [value].flat().join(",").split(",").at(-1)?.trim() ?? "";
  return last === "" ? null : last;
}
