export { telegramChannel } from "./telegram-channel.ts";
export type {
  TelegramChannelOptions,
  TelegramConnection,
  TelegramPollingOptions,
  TelegramWebhookOptions,
} from "./telegram-options.ts";
