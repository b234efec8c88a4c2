import { randomUUID } from "node:crypto";
import { type ChannelAdapter, type ChannelContext, ChannelError, type OutgoingMessage } from "kefu";

/** The one thread of this channel: whoever sits at the terminal. */
export const address = "terminal";

export interface TerminalChannel extends ChannelAdapter {
  /** The customer writes. Resolves when the desk has stored it. */
  say(text: string): Promise<void>;
}

/** A channel in a terminal: lines typed are messages in, and messages out are given to `show`. */
export function terminalChannel(show: (message: OutgoingMessage) => Promise<void>): TerminalChannel {
  let context: ChannelContext | null = null;
  return {
    id: "terminal",
    kind: "webchat",
    // No buttons here, so the desk turns options into numbered lines.
    capabilities: { text: { max: 4_096, unit: "utf16" }, templates: false },
    async start(given) {
      context = given;
    },
    async say(text) {
      if (context === null) return;
      const from = { ids: [address], name: "You", verified: false };
      // Never an id of an earlier run: the desk would take it for a message it has seen.
      await context.receive({ type: "message", eventId: randomUUID(), address, from, text });
    },
    async send(message) {
      if (context === null) throw new ChannelError("transient", "The terminal is closed; nothing was shown.");
      await show(message);
      return { externalId: message.idempotencyKey };
    },
    async stop() {
      context = null;
    },
  };
}
