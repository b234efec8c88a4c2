export { type ChannelNotifierOptions, channelNotifier } from "./channel-notifier.ts";
export { type WebhookNotifierOptions, webhookNotifier } from "./webhook-notifier.ts";
export { verifyWebhookSignature, type WebhookToVerify } from "./webhook-signature.ts";
