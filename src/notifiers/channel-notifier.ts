import { CustomerServiceError } from "../errors.ts";
import { splitText } from "../model/fit-message.ts";
import type { ChannelAdapter } from "../ports/channel-adapter.ts";
import type { Notifier } from "../ports/notifier.ts";

/** Whom to tell, and on which channel. */
export interface ChannelNotifierOptions {
  /** Default: the channel's id. */
  readonly id?: string;
  /** A channel of the desk, which starts and stops it. */
  readonly channel: ChannelAdapter;
  /** The thread of the person to tell, as the channel names it. */
  readonly address: string;
}

/**
 * Tells a person through a channel: the title, an empty line, the text, in as many messages as the channel needs. The
 * notification's key is the idempotency key of the first. Throws `notification.failed` when the channel cannot send.
 */
export function channelNotifier(options: ChannelNotifierOptions): Notifier {
  const { channel, address, id = channel.id } = options;
  return {
    id,
    async notify(notification, { signal }) {
      const parts = splitText(`${notification.title}\n\n${notification.text}`, channel.capabilities.text);
      try {
        for (const [index, text] of parts.entries()) {
          const idempotencyKey = index === 0 ? notification.key : `${notification.key}/${index + 1}`;
          await channel.send({ address, content: { text }, author: { kind: "system" }, idempotencyKey }, { signal });
        }
      } catch (cause) {
        throw new CustomerServiceError("notification.failed", `Notifier "${id}" could not send on "${channel.id}".`, {
          details: { notifierId: id, key: notification.key },
          cause,
        });
      }
    },
  };
}
