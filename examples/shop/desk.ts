import { readFileSync } from "node:fs";
import { type ChannelAdapter, CustomerService, type TicketStore } from "kefu";
import { knowledgeFromJson } from "kefu/knowledge";
import { telegramChannel } from "kefu/telegram";
import { whatsappChannel } from "kefu/whatsapp";

type Environment = Readonly<Record<string, string | undefined>>;

/** Telegram and WhatsApp, where their secrets are there. */
export function otherChannels(environment: Environment): readonly ChannelAdapter[] {
  const { TELEGRAM_BOT_TOKEN: token } = environment;
  const { WHATSAPP_PHONE_NUMBER_ID: phoneNumberId, WHATSAPP_ACCESS_TOKEN: accessToken } = environment;
  const { WHATSAPP_APP_SECRET: appSecret, WHATSAPP_VERIFY_TOKEN: verifyToken } = environment;
  const hasWhatsapp = phoneNumberId && accessToken && appSecret && verifyToken;
  return [
    ...(token ? [telegramChannel({ mode: "polling", token })] : []),
    ...(hasWhatsapp ? [whatsappChannel({ phoneNumberId, accessToken, appSecret, verifyToken })] : []),
  ];
}

export interface ShopDeskOptions {
  readonly channels: readonly ChannelAdapter[];
  readonly store: TicketStore;
  /** Where customers find the shop: their surveys' links begin with it. */
  readonly publicUrl: string;
}

/** The shop's desk: two agents, who know different things, and what the bot answers by itself. */
export function shopDesk({ channels, store, publicUrl }: ShopDeskOptions): CustomerService {
  return new CustomerService({
    channels: [...channels],
    store,
    knowledge: knowledgeFromJson(readFileSync(new URL("faq.json", import.meta.url), "utf8")),
    agents: [
      { id: "li", name: "Li 李", skills: ["technical"] },
      { id: "wang", name: "Wang 王", skills: ["general"] },
      { id: "zhao", name: "Zhao 赵", presence: "away" },
    ],
    // A resolved ticket is closed at once, and its customer asked how it was: a demo does not wait for days.
    autoCloseDays: 0,
    sla: [{ name: "everybody", firstResponseMinutes: 15, nextResponseMinutes: 30, resolutionMinutes: 480 }],
    cannedReplies: {
      greeting: {
        "zh-CN": "您好，我是{agent}，很高兴为您服务。",
        en: "Hello, this is {agent}. How can I help?",
      },
      "one moment": { "zh-CN": "请稍等，我马上为您查询。", en: "One moment please, I am looking into it." },
      thanks: { "zh-CN": "感谢您的耐心，祝您生活愉快！", en: "Thank you for your patience. Have a nice day!" },
    },
    survey: { url: `${publicUrl}/survey` },
    logger: {
      ...{ debug() {}, info() {} },
      warn: (details, sentence) => console.warn(sentence, details),
      error: (details, sentence) => console.error(sentence, details),
    },
  });
}
