import type { WebHandler } from "kefu/node";
import type { DeskHandlers } from "./desk-handlers.ts";

/** What `app/survey/[...path]/route.ts` exports in Next: `export const { GET, POST } = routeHandlers(handlers);` */
export function routeHandlers({ survey }: DeskHandlers): Readonly<Record<"GET" | "POST", WebHandler>> {
  return { GET: survey, POST: survey };
}
