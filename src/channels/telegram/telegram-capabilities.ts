import type { ChannelCapabilities } from "../../ports/channel-adapter.ts";

/**
 * What a bot can do: core.telegram.org/bots/api#sendmessage, #inlinekeyboardbutton, and core.telegram.org/bots/faq for how
 * fast: 30 messages a second in all, one a second in a chat with short bursts, 20 a minute in a group.
 */
export const telegramCapabilities: ChannelCapabilities = {
  text: { max: 4_096, unit: "utf16" },
  // Telegram takes a hundred buttons; a column of more than ten is no help.
  options: { max: 10, titleLength: 64, idBytes: 64 },
  media: { kinds: ["image", "video", "audio", "document"], captionLength: 1_024 },
  templates: false,
  pacing: {
    perSecond: 30,
    // Groups have negative ids. After a burst of three, 17 more fit into a minute.
    inConversation: (address) =>
      address.startsWith("-") ? { intervalMs: 3_500, burst: 3 } : { intervalMs: 1_000, burst: 3 },
  },
};
