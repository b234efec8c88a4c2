import { createSlackAdapter } from "@chat-adapter/slack";
import { type ChannelAdapter, CustomerService, type TicketStore } from "kefu";
import { fromChatSdk } from "kefu/chat-sdk";
import { lineChannel } from "../line-channel/line-channel.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** The channels whose secrets are there. */
export function channelsOf(environment: Environment): readonly ChannelAdapter[] {
  const { LINE_CHANNEL_SECRET, LINE_CHANNEL_ACCESS_TOKEN, SLACK_SIGNING_SECRET, SLACK_BOT_TOKEN } = environment;
  const channels: ChannelAdapter[] = [];
  if (LINE_CHANNEL_SECRET && LINE_CHANNEL_ACCESS_TOKEN) {
    channels.push(lineChannel({ channelSecret: LINE_CHANNEL_SECRET, channelAccessToken: LINE_CHANNEL_ACCESS_TOKEN }));
  }
  if (SLACK_SIGNING_SECRET && SLACK_BOT_TOKEN) {
    const adapter = createSlackAdapter({
      signingSecret: SLACK_SIGNING_SECRET,
      botToken: SLACK_BOT_TOKEN,
      // The desk itself tries again, and when.
      webClientOptions: { retryConfig: { retries: 0 }, rejectRateLimitedCalls: true },
    });
    channels.push(fromChatSdk(adapter, { buttons: 5, capabilities: { text: { max: 3_000, unit: "utf16" } } }));
  }
  return channels;
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
