import { widgetScript } from "../../assets/widget-script.ts";

const headers = {
  "content-type": widgetScript.type,
  etag: `"${widgetScript.etag}"`,
  "cache-control": "public, max-age=300",
  "access-control-allow-origin": "*",
  "cross-origin-resource-policy": "cross-origin",
  "x-content-type-options": "nosniff",
};

/** `GET /widget.js`: the same for every page that names it, on any origin. */
export function sendWidget(request: Request): Response {
  const known = request.headers.get("if-none-match")?.split(",") ?? [];
  const isKnown = known.some((one) => one.trim().replace(/^W\//, "") === headers.etag);
  return isKnown ? new Response(null, { status: 304, headers }) : new Response(widgetScript.text, { headers });
}
