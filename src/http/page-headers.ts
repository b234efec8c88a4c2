/**
 * What every page of the desk is sent with: nothing is loaded but what the page names, nobody may frame it, and its
 * address, which may hold a signed link, is told to nobody.
 */
export function pageHeaders(options: { readonly scripts: boolean }): Readonly<Record<string, string>> {
  const { scripts } = options;
  const policy = [
    "default-src 'none'",
    "style-src 'self'",
    ...(scripts ? ["script-src 'self'", "connect-src 'self'", "img-src 'self' data:"] : []),
    ...(scripts ? ["require-trusted-types-for 'script'", "trusted-types 'none'"] : []),
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ];
  return {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": policy.join("; "),
    "x-frame-options": "DENY",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "x-robots-tag": "noindex",
    "cache-control": "no-store",
  };
}
