import { ruleClassifier } from "../classifiers/rule-classifier.ts";
import type { CustomerService } from "../customer-service.ts";
import type { InboundEventInput } from "../model/inbound.ts";
import { languageOf } from "../model/language.ts";
import type { OpenclawPluginOptions } from "./plugin-options.ts";

type MessageEvent = Extract<InboundEventInput, { type: "message" }>;

/** Threads whose last message was left to the assistant; more are forgotten, and claimed again. */
const mostThreads = 1_000;

/** Which messages are left to the gateway's assistant. */
export interface AssistantsMessages {
  /** Whether it takes this message; else it is the desk's. */
  takes(service: CustomerService, channelId: string, event: MessageEvent): Promise<boolean>;
  /** Whether it took the last message of this thread. */
  hasLast(channelId: string, address: string): boolean;
}

/** By the option `onUnhandled`. */
export function assistantsMessages(options: OpenclawPluginOptions): AssistantsMessages {
  const threads = new Set<string>();
  const { onUnhandled = "claim", answerThreshold = 0.5 } = options;
  return {
    async takes(service, channelId, event) {
      const thread = `${channelId}:${event.address}`;
      threads.delete(thread);
      if (onUnhandled === "claim") return false;
      if (await isForDesk(service, channelId, event, answerThreshold)) return false;
      const [oldest] = threads.add(thread);
      if (threads.size > mostThreads && oldest !== undefined) threads.delete(oldest);
      return true;
    },
    hasLast: (channelId, address) => threads.has(`${channelId}:${address}`),
  };
}

const rules = ruleClassifier();

/** Asked before the desk keeps the message, so it goes by what can be read at once: the conversation, the text, the knowledge. */
async function isForDesk(
  service: CustomerService,
  channelId: string,
  { address, text = "", media = [] }: MessageEvent,
  threshold: number,
): Promise<boolean> {
  const conversation = await service.conversations.find(channelId, address);
  const isBots = conversation === null || conversation.state === "bot" || conversation.state === "ended";
  if (!isBots || (conversation !== null && (conversation.ticketId ?? conversation.surveyId) !== null)) return true;
  if (text.trim() === "" || media.length > 0) return true;
  const language = languageOf(text, conversation?.language ?? "en");
  const { type, wishes } = await rules.classify({ text, language });
  if (wishes.includes("human") || (type !== null && type !== "simple")) return true;
  const [best] = await service.knowledge.search(text, { limit: 1, language });
  return best !== undefined && best.score >= threshold;
}
