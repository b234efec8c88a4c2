export { clipEvent } from "./clip-event.ts";
export { receiveEvents } from "./receive-events.ts";
export { isSecret, isSignedBody, type SignedBody } from "./signature.ts";
export { type Webhook, webhookHandler } from "./webhook-handler.ts";
