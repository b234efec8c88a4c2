export type {
  ChannelFailure,
  ChannelUnderTest,
  MessageOfPerson,
  WebhookUnderTest,
} from "./channel-adapter-contract/channel-under-test.ts";
export { channelAdapterContract } from "./channel-adapter-contract.ts";
export { classifierContract } from "./classifier-contract.ts";
export type { ContractCase } from "./contract-case.ts";
export { knowledgeStoreContract } from "./knowledge-store-contract.ts";
export { type NotifierUnderTest, notifierContract } from "./notifier-contract.ts";
export {
  type ScriptedChannel,
  type ScriptedChannelOptions,
  type ScriptedEvent,
  type ScriptedMessage,
  scriptedChannel,
} from "./scripted-channel.ts";
export type { ScriptedOutbox, SentMessage } from "./scripted-outbox.ts";
export { seededRandom } from "./seeded-random.ts";
export { type SimulatedClock, type SimulatedDuration, simulatedClock } from "./simulated-clock.ts";
export { type OpenStore, ticketStoreContract } from "./ticket-store-contract.ts";
