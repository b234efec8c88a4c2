const headers = {
  "cache-control": "no-store",
  "x-content-type-options": "nosniff",
  "cross-origin-resource-policy": "same-origin",
};

/** An answer for this person only. */
export function json(body: object): Response {
  return Response.json(body, { headers });
}

/** It is done, and there is nothing to tell. */
export function nothing(): Response {
  return new Response(null, { status: 204, headers });
}
