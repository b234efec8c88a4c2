/** What says under which address a handler is known outside. */
export interface OwnOriginOptions {
  /** The address itself; without it, what the request says. */
  readonly publicOrigin?: string | undefined;
  /** Whether a proxy in front says by `X-Forwarded-Proto` and `-Host` what it was asked. */
  readonly trustProxy?: boolean | undefined;
}

/** The origin of a request as its browser sees it. */
export function ownOrigin({ url, headers }: Request, { publicOrigin, trustProxy }: OwnOriginOptions): string {
  if (publicOrigin !== undefined) return publicOrigin;
  const { protocol, host, origin } = new URL(url);
  if (trustProxy !== true) return origin;
  const scheme = forwarded(headers, "proto") ?? protocol.replace(":", "");
  return `${scheme}://${forwarded(headers, "host") ?? host}`;
}

/** What the proxy next to this server saw: those before it may say what they like. */
export function forwarded(headers: Headers, what: "proto" | "host" | "for"): string | null {
  return headers.get(`x-forwarded-${what}`)?.split(",").at(-1)?.trim() || null;
}
