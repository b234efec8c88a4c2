import { forwarded, ownOrigin } from "../own-origin.ts";
import { refusedRequest } from "../refusal.ts";
import type { CheckedWebchatOptions } from "./webchat-options.ts";

type OriginOptions = Pick<CheckedWebchatOptions, "origins" | "publicOrigin" | "trustProxy">;

/** What a page of another origin may send, and read of an answer. No cookies of its visitor's come with it. */
const allowed = {
  "access-control-allow-methods": "GET, POST",
  "access-control-allow-headers": "authorization, content-type, last-event-id, x-file-name",
  "access-control-max-age": "600",
} as const;

/**
 * What the answer to this request is sent with, so that the page that asks may read it. Refuses with 403 a page of an origin
 * that is neither this server's own nor allowed.
 */
export function corsHeaders(request: Request, options: OriginOptions): Readonly<Record<string, string>> {
  const origin = request.headers.get("origin");
  if (origin === null || isSameOrigin(request, origin, options)) return { vary: "origin" };
  if (!options.origins.includes(origin)) {
    throw refusedRequest(403, "origin", "Pages of this origin may not chat here.", { vary: "origin" });
  }
  return {
    vary: "origin",
    "access-control-allow-origin": origin,
    "access-control-expose-headers": "retry-after, content-disposition",
  };
}

/** The answer to a browser that asks first whether a page may ask. */
export function preflight(headers: Readonly<Record<string, string>>): Response {
  return new Response(null, { status: 204, headers: { ...headers, ...allowed } });
}

/** `Sec-Fetch-Site` is the browser's own word, which no page can change, and true whatever stands between. */
function isSameOrigin(request: Request, origin: string, options: OriginOptions): boolean {
  return request.headers.get("sec-fetch-site") === "same-origin" || origin === ownOrigin(request, options);
}

/** Where the request comes from. */
export function forwardedFor({ headers }: Request): string | null {
  return forwarded(headers, "for");
}
