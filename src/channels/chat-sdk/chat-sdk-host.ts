import { CustomerServiceError } from "../../errors.ts";
import type { InboundEventInput } from "../../model/inbound.ts";
import type { Logger } from "../../ports/logger.ts";
import type { ChatSdkWebhookOptions } from "./chat-sdk-adapter.ts";
import { channelErrorOf } from "./chat-sdk-error.ts";
import {
  choiceEvents,
  commandEvents,
  deletionEvents,
  editEvents,
  messageEvents,
  reactionEvents,
} from "./chat-sdk-events.ts";
import type { ChatSdkState } from "./chat-sdk-state.ts";
import type { RequestsUnderWay } from "./requests-under-way.ts";

/** What the place of a `Chat` is taken with. */
export interface ChatSdkHostOptions {
  /** The adapter's. */
  readonly name: string;
  readonly state: ChatSdkState;
  readonly requests: RequestsUnderWay;
  readonly logger: Logger;
  readonly addressOf: (threadId: string) => string;
  /** Hands events to the desk. */
  readonly receive: (events: readonly InboundEventInput[]) => Promise<void>;
}

type Webhook = ChatSdkWebhookOptions | undefined;
type Given = unknown | (() => Promise<unknown>);

/**
 * What an adapter takes for its `Chat`: all that an adapter may tell. It misses silently what one lacks. What concerns no
 * message is not told to the desk.
 */
export function chatSdkHost({ name, state, requests, logger, addressOf, receive }: ChatSdkHostOptions): object {
  /** The adapter answers before all is done, so the request waits for it. Many adapters look after no promise of ours. */
  const process = async (options: Webhook, events: () => Promise<readonly InboundEventInput[]>): Promise<void> => {
    const work = events().then(receive);
    if (options?.waitUntil) options.waitUntil(work);
    else requests.add(work);
    await work.catch((failure) => {
      const error = failure instanceof CustomerServiceError ? failure : channelErrorOf(name, failure);
      logger.error({ error }, "What a Chat SDK adapter told could not be taken.");
    });
  };
  const processMessage = (_adapter: unknown, threadId: string, message: Given, options?: Webhook) =>
    process(options, async () => messageEvents(addressOf(threadId), await made(message)));
  const ignore = async () => undefined;
  return {
    getState: () => state,
    getLogger: () => chatSdkLogger(logger),
    getUserName: () => "bot",
    abortTurn: ignore,
    processMessage,
    handleIncomingMessage: processMessage,
    processMessageUpdated: ({ threadId, message }: { threadId: string; message: Given }, options?: Webhook) =>
      process(options, async () => editEvents(addressOf(threadId), await made(message))),
    processMessageDeleted: (event: unknown, options?: Webhook) =>
      process(options, () => deletionEvents(addressOf, event)),
    processAction: (event: unknown, options?: Webhook) => process(options, () => choiceEvents(addressOf, event)),
    processReaction: (event: unknown, options?: Webhook) => process(options, () => reactionEvents(addressOf, event)),
    processSlashCommand: (event: unknown, options?: Webhook) => process(options, () => commandEvents(addressOf, event)),
    processOptionsLoad: ignore,
    processModalSubmit: ignore,
    processModalClose: ignore,
    processAgentSessionStopped: ignore,
    processAgentSessionTitleChanged: ignore,
    processAppContextChanged: ignore,
    processAppHomeOpened: ignore,
    processAssistantContextChanged: ignore,
    processAssistantThreadStarted: ignore,
    processInstalled: ignore,
    processUninstalled: ignore,
    processMemberJoinedChannel: ignore,
  };
}

/** Adapters parse some messages only when they are asked to. */
async function made(message: Given): Promise<unknown> {
  return typeof message === "function" ? message() : message;
}

/** Without what the adapter adds to its sentences: that may be a customer's text, or an address with a token in it. */
function chatSdkLogger(logger: Logger): object {
  const tell = (level: keyof Logger) => (sentence: unknown) => logger[level]({}, `Chat SDK adapter: ${sentence}`);
  const made = { debug: tell("debug"), info: tell("info"), warn: tell("warn"), error: tell("error") };
  return { ...made, child: () => chatSdkLogger(logger) };
}
