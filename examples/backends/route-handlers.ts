import type { WebHandler } from "kefu/node";

/** What `app/survey/[...path]/route.ts` exports in Next: `export const { GET, POST } = routeHandlers(survey);` */
export function routeHandlers(handler: WebHandler): Readonly<Record<"GET" | "POST", WebHandler>> {
  return { GET: handler, POST: handler };
}
