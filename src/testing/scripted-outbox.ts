import { ChannelError } from "../errors.ts";
import type { ChannelCapabilities, OutgoingMessage } from "../ports/channel-adapter.ts";
import { gate } from "./gate.ts";
import { refuseBeyond } from "./refuse-beyond.ts";

/** A message that the desk sent, and when. */
export interface SentMessage extends OutgoingMessage {
  readonly externalId: string;
  readonly at: Date;
}

/** What the desk sends on a scripted channel, and how that goes. */
export interface ScriptedOutbox {
  /** What went out, in order; a message sent again under its key stands here once. */
  readonly sent: readonly SentMessage[];
  /** The texts that went out to this person. */
  sentTo(person: string): readonly string[];
  /** How often the desk called `send`, with or without success. */
  readonly sendCalls: number;
  /** Lets the next sends fail, without sending. */
  failNext(error: ChannelError | Error, times?: number): void;
  /** Takes back what `failNext` announced. */
  failNoMore(): void;
  /** Lets sends wait until `release`. One that is given up by its signal throws `unknown`. */
  hold(): void;
  release(): void;
}

interface Outbox extends ScriptedOutbox {
  /** Sends now, as the script wants it, and resolves with the id; `now` throws when the channel has stopped meanwhile. */
  take(message: OutgoingMessage, signal: AbortSignal, now: () => Date): Promise<string>;
}

/** The outbox of a channel; it honours idempotency keys, and refuses what is beyond the capabilities. */
export function scriptedOutbox(channelId: string, capabilities: ChannelCapabilities): Outbox {
  const sent: SentMessage[] = [];
  const failures: Error[] = [];
  const exit = gate();
  let sendCalls = 0;
  return {
    async take(message, signal, now) {
      sendCalls += 1;
      if (!(await exit.pass(signal))) {
        throw new ChannelError("unknown", `The send on channel "${channelId}" was given up.`);
      }
      const at = now();
      const failure = failures.shift();
      if (failure !== undefined) throw failure;
      const before = sent.find((known) => known.idempotencyKey === message.idempotencyKey);
      if (before !== undefined) return before.externalId;
      refuseBeyond(capabilities, message.content);
      const externalId = `${channelId}-out-${sent.length + 1}`;
      sent.push({ ...message, externalId, at });
      return externalId;
    },
    sent,
    sentTo: (person) => sent.filter((message) => message.address === person).map((message) => message.content.text),
    get sendCalls() {
      return sendCalls;
    },
    failNext(error, times = 1) {
      for (let time = 0; time < times; time += 1) failures.push(error);
    },
    failNoMore() {
      failures.length = 0;
    },
    hold: exit.close,
    release: exit.open,
  };
}
