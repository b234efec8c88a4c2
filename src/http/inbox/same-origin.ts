import type { CustomerServiceError } from "../../errors.ts";
import { ownOrigin } from "../own-origin.ts";
import { refusedRequest } from "../refusal.ts";

/**
 * Refuses with 403 what another site had a signed-in browser send. Browsers say where a request comes from in a header that
 * no page can set: `Sec-Fetch-Site`; older ones in `Origin`. Whoever sends neither is no browser of now, and refused.
 */
export function refuseOtherSites(request: Request, { trustProxy }: { readonly trustProxy: boolean }): void {
  const site = request.headers.get("sec-fetch-site");
  const isOwn = site === null ? isOwnOrigin(request, trustProxy) : site === "same-origin";
  if (!isOwn) throw foreign();
}

/**
 * Refuses with 403 what a browser says another site had it ask for. Nobody there could read the answer; but an open feed
 * says that its agent is there, and takes the place of one of their windows.
 */
export function refuseKnownOtherSites({ headers }: Request): void {
  const site = headers.get("sec-fetch-site");
  if (site === "cross-site" || site === "same-site") throw foreign();
}

function foreign(): CustomerServiceError {
  return refusedRequest(403, "foreign", "This is only taken from the inbox's own page.");
}

function isOwnOrigin(request: Request, trustProxy: boolean): boolean {
  const origin = request.headers.get("origin");
  return origin !== null && origin === ownOrigin(request, { trustProxy });
}
