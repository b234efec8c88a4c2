import { CustomerServiceError } from "../errors.ts";
import type { Clock } from "../ports/clock.ts";
import { apologyFor } from "./apology.ts";
import {
  type DispatchedMessage,
  messageEvent,
  messageKey,
  pressEvent,
  readDispatched,
  readReceived,
} from "./gateway-messages.ts";
import { DetailsByMessage } from "./message-details.ts";
import type { OpenclawClaim } from "./openclaw-api.ts";
import type { PluginParts } from "./plugin-parts.ts";

/** Milliseconds before a message that the store could not take is given to it again. */
const retriesMs = [200, 1_000, 3_000] as const;

/** What is the desk's of what comes in. */
export interface MessageClaims {
  /** `message_received` */
  note(event: unknown, context: unknown): void;
  /** `before_dispatch` */
  claim(event: unknown, context: unknown): Promise<OpenclawClaim>;
  /** A pressed button. */
  press(channelId: string, press: unknown): Promise<void>;
}

/**
 * Customers' messages go to the desk, and the gateway's model never sees them. Whatever fails, they stay claimed: the
 * gateway goes on to its model when a handler throws, and the customer would read the model's errors.
 */
export function messageClaims({ desk, staff, assistant, clock, ids, logger, options }: PluginParts): MessageClaims {
  const received = new DetailsByMessage();
  const isCustomers = ({ thread: { channelId }, senderId, isGroup }: DispatchedMessage) =>
    desk.mayHave(channelId) && !staff.has(channelId, senderId) && (!isGroup || options.groups === true);

  const take = async (message: DispatchedMessage): Promise<OpenclawClaim> => {
    const { thread, senderId, messageId, text } = message;
    const service = await desk.started();
    const channel = desk.channel(thread.channelId);
    if (channel === null) return undefined;
    const details =
      messageId === undefined ? null : await received.take(messageKey(thread, senderId, messageId), clock);
    const event = messageEvent(message, details, ids);
    if (await assistant.takes(service, thread.channelId, event)) return undefined;
    if (await patiently(clock, () => channel.take(event))) return { handled: true };
    return apologize(text);
  };
  const apologize = (text: string): OpenclawClaim => ({ handled: true, text: apologyFor(text, options.apology) });

  return {
    note(event, context) {
      const told = readReceived(event, context);
      if (told !== null) received.keep(told.key, told.details);
    },
    async claim(event, context) {
      const message = readDispatched(event, context);
      if (message === null || !isCustomers(message)) return undefined;
      try {
        return await take(message);
      } catch (error) {
        logger.error({ channel: message.thread.channelId, error }, "A customer's message could not be taken.");
        return apologize(message.text);
      }
    },
    async press(channelId, press) {
      const event = pressEvent(channelId, press);
      await desk.started();
      const channel = desk.channel(channelId);
      if (event === null || channel === null) return logger.warn({ channel: channelId }, "A press was not understood.");
      await patiently(clock, () => channel.take(event));
    },
  };
}

/** Once the gateway is told that a message is claimed, nobody delivers it again: a store away for a moment is waited for. */
async function patiently<T>(clock: Clock, work: () => Promise<T>): Promise<T> {
  for (const waitMs of retriesMs) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof CustomerServiceError && error.code === "store.unavailable")) throw error;
      await new Promise<void>((resolve) => void clock.after(waitMs, resolve));
    }
  }
  return work();
}
