export type {
  ChatSdkAdapter,
  ChatSdkAttachment,
  ChatSdkCard,
  ChatSdkMessage,
  ChatSdkWebhookOptions,
} from "./chat-sdk-adapter.ts";
export { type ChatSdkChannelOptions, fromChatSdk } from "./from-chat-sdk.ts";
