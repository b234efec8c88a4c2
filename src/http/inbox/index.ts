export type { WebHandler } from "../handler.ts";
export { type InboxHandlerOptions, inboxHandler } from "./inbox-handler.ts";
export type { Person, SignedIn } from "./person.ts";
export type { Role } from "./protocol.ts";
export type { MaySee } from "./sight.ts";
