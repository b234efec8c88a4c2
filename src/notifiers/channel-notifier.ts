import { CustomerServiceError } from "../errors.ts";
import { splitText } from "../model/split-text.ts";
import type { ChannelAdapter } from "../ports/channel-adapter.ts";
import type { Notifier } from "../ports/notifier.ts";

/** Whom to tell, and on which channel. */
export interface ChannelNotifierOptions {
  /** Default: the channel's id. */
  readonly id?: string;
  /** A channel of the desk, which starts and stops it. */
  readonly channel: ChannelAdapter;
  /** The thread of the person to tell, as the channel names it, unless the escalation level names `recipients`. */
  readonly address: string;
}

/**
 * Tells a person through a channel, or each of the level's recipients: the title, an empty line, the text, in as many messages as the channel needs. The
 * notification's key is the idempotency key of the first, and begins those of the others. Throws `notification.failed` when the channel cannot send.
 */
export function channelNotifier(options: ChannelNotifierOptions): Notifier {
  const { channel, address, id = channel.id } = options;
  return {
    id,
    async notify(notification, { signal }) {
      const parts = splitText(`${notification.title}\n\n${notification.text}`, channel.capabilities.text);
      const { key, recipients } = notification;
      const sends = (recipients.length > 0 ? recipients : [address]).flatMap((to) =>
        parts.map((text) => ({ to, text })),
      );
      try {
        for (const [index, { to, text }] of sends.entries()) {
          const idempotencyKey = index === 0 ? key : `${key}/${index + 1}`;
          const author = { kind: "system" } as const;
          await channel.send({ address: to, content: { text }, author, idempotencyKey }, { signal });
        }
      } catch (cause) {
        throw new CustomerServiceError("notification.failed", `Notifier "${id}" could not send on "${channel.id}".`, {
          details: { notifierId: id, key },
          cause,
        });
      }
    },
  };
}
