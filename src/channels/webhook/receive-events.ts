import { isCode } from "../../errors.ts";
import type { InboundEventInput } from "../../model/inbound.ts";
import type { ChannelContext } from "../../ports/channel-adapter.ts";
import { clipEvent } from "./clip-event.ts";

/**
 * Hands events to the desk, in order. One that the desk refuses for good is logged, and the next ones go on: a channel
 * would deliver it again for days, and all that came with it. Resolves with how many were taken; rejects when the desk
 * cannot take any now.
 */
export async function receiveEvents(context: ChannelContext, events: readonly InboundEventInput[]): Promise<number> {
  let taken = 0;
  for (const event of events) {
    try {
      await context.receive(clipEvent(event));
      taken += 1;
    } catch (error) {
      if (!isCode(error, "message.invalid")) throw error;
      context.logger.error({ event: event.eventId, type: event.type, error }, "An event of a channel was refused.");
    }
  }
  return taken;
}
