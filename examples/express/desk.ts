import { createSlackAdapter } from "@chat-adapter/slack";
import { type ChannelAdapter, CustomerService, type TicketStore } from "kefu";
import { fromChatSdk } from "kefu/chat-sdk";
import { telegramChannel } from "kefu/telegram";
import { whatsappChannel } from "kefu/whatsapp";
import { lineChannel } from "../line-channel/line-channel.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** The channels whose secrets are there. */
export function channelsOf(environment: Environment): readonly ChannelAdapter[] {
  return [telegramOf, whatsappOf, lineOf, slackOf].flatMap((channelOf) => channelOf(environment) ?? []);
}

function telegramOf({ TELEGRAM_BOT_TOKEN: token, TELEGRAM_SECRET_TOKEN: secretToken }: Environment) {
  return token && secretToken ? telegramChannel({ mode: "webhook", token, secretToken }) : null;
}

function whatsappOf(environment: Environment) {
  const { WHATSAPP_PHONE_NUMBER_ID: phoneNumberId, WHATSAPP_ACCESS_TOKEN: accessToken } = environment;
  const { WHATSAPP_APP_SECRET: appSecret, WHATSAPP_VERIFY_TOKEN: verifyToken } = environment;
  if (!phoneNumberId || !accessToken || !appSecret || !verifyToken) return null;
  return whatsappChannel({ phoneNumberId, accessToken, appSecret, verifyToken });
}

function lineOf({ LINE_CHANNEL_SECRET: channelSecret, LINE_CHANNEL_ACCESS_TOKEN: channelAccessToken }: Environment) {
  return channelSecret && channelAccessToken ? lineChannel({ channelSecret, channelAccessToken }) : null;
}

function slackOf({ SLACK_SIGNING_SECRET: signingSecret, SLACK_BOT_TOKEN: botToken }: Environment) {
  if (!signingSecret || !botToken) return null;
  const adapter = createSlackAdapter({
    ...{ signingSecret, botToken },
    // The desk itself tries again, and when.
    webClientOptions: { retryConfig: { retries: 0 }, rejectRateLimitedCalls: true },
  });
  return fromChatSdk(adapter, { buttons: 5, capabilities: { text: { max: 3_000, unit: "utf16" } } });
}

export interface DeskOptions {
  readonly channels: readonly ChannelAdapter[];
  readonly store: TicketStore;
  readonly publicUrl: string;
}

/** The desk of this example. */
export function expressDesk({ channels, store, publicUrl }: DeskOptions): CustomerService {
  return new CustomerService({
    channels: [...channels],
    store,
    faq: {
      如何重置密码: "请访问 https://example.com/reset",
      "What are your opening hours": "Monday to Friday, 9 to 18",
    },
    agents: [{ id: "wang", name: "Wang", skills: ["general"] }],
    survey: { url: `${publicUrl}/survey` },
    logger: {
      ...{ debug() {}, info() {} },
      warn: (details, sentence) => console.warn(sentence, details),
      error: (details, sentence) => console.error(sentence, details),
    },
  });
}
