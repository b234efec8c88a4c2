import type { ServiceContext } from "../context.ts";
import type { Conversation } from "../model/conversation.ts";
import type { ChannelSignal } from "../ports/channel-adapter.ts";
import { withDeadline } from "./deadline.ts";

/** After so long nobody cares any more whether a customer saw that somebody writes. */
const signalTimeoutMs = 5_000;

/**
 * Shows the customer that theirs was read, or that somebody writes, as well as the channel can. It may fail, and nothing
 * follows from that: resolves with whether it went out.
 */
export async function signal(
  service: ServiceContext,
  { channelId, address }: Conversation,
  shown: Omit<ChannelSignal, "address">,
): Promise<boolean> {
  const channel = service.channels.get(channelId);
  if (channel?.signal === undefined || service.gates.get(channelId)?.downBecause) return false;
  const show = channel.signal.bind(channel);
  const late = () => {
    throw new Error(`It took longer than ${signalTimeoutMs / 1_000} seconds.`);
  };
  try {
    await withDeadline(service.clock, signalTimeoutMs, (deadline) => show({ address, ...shown }, deadline), late);
    return true;
  } catch (error) {
    service.logger.debug({ channel: channelId, error }, "A signal to the customer did not go out.");
    return false;
  }
}
