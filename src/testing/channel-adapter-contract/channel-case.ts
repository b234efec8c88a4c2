import { ChannelError } from "../../errors.ts";
import type { InboundEvent } from "../../model/inbound.ts";
import type { MessageContent } from "../../model/message.ts";
import { systemClock } from "../../system/system-clock.ts";
import { assert } from "../assert.ts";
import type { ChannelUnderTest, MessageOfPerson, WebhookUnderTest } from "./channel-under-test.ts";
import { type ScriptedDesk, scriptedDesk } from "./scripted-desk.ts";

/** One sentence of the contract, and how to find out. A channel that cannot do what it is about keeps it. */
export interface ChannelCase {
  readonly name: string;
  readonly check: (subject: StartedChannel) => Promise<void>;
}

/** The channel, started, and the desk it was started with. */
export interface StartedChannel extends ChannelUnderTest {
  readonly desk: ScriptedDesk;
  readonly received: readonly InboundEvent[];
  readonly send: (key: string, content: MessageContent, signal?: AbortSignal) => Promise<{ externalId: string }>;
  /** Another of the same, not started. */
  readonly another: () => Promise<ChannelUnderTest>;
}

/** The same for channels that take webhooks. */
export interface StartedWebhook extends StartedChannel {
  readonly webhook: WebhookUnderTest;
  /** Hands the request to the channel, which may never reject. */
  readonly handle: (request: Request) => Promise<Response>;
}

/** Makes the channel for one case, and puts it away afterwards. */
export async function withChannel(
  create: () => ChannelUnderTest | Promise<ChannelUnderTest>,
  check: (subject: StartedChannel) => Promise<void>,
): Promise<void> {
  const subject = await create();
  const { channel, address } = subject;
  const desk = scriptedDesk();
  try {
    await channel.start(desk.context);
    await check({
      ...subject,
      desk,
      received: desk.received,
      send: (idempotencyKey, content, signal = new AbortController().signal) =>
        channel.send({ address, content, author: { kind: "bot" }, idempotencyKey }, { signal }),
      another: async () => create(),
    });
  } finally {
    await channel.stop();
    await subject.close?.();
  }
}

/** A case about webhooks: one that every channel without them keeps. */
export function webhookCase(name: string, check: (subject: StartedWebhook) => Promise<void>): ChannelCase {
  return {
    name,
    async check(subject) {
      const { channel, webhook } = subject;
      if (webhook === undefined) return;
      await check({
        ...subject,
        webhook,
        async handle(request) {
          assert(channel.handle !== undefined, "A channel that takes webhooks needs `handle`.");
          try {
            return await channel.handle(request);
          } catch (error) {
            throw new Error(`handle never rejects; it did with: ${String(error)}`, { cause: error });
          }
        },
      });
    },
  };
}

/** Messages of the person, as many as one request of this channel can carry. */
export function oneRequest(webhook: WebhookUnderTest, ...texts: readonly string[]): readonly MessageOfPerson[] {
  const messages = texts.map((text, index) => ({ eventId: `contract-${index + 1}`, text }));
  return webhook.batches === false ? messages.slice(0, 1) : messages;
}

/** The texts of the messages that the desk took, in order. */
export function textsOf(received: readonly InboundEvent[]): readonly string[] {
  return received.flatMap((event) => (event.type === "message" ? [event.text] : []));
}

/** Fails unless it rejects with a {@link ChannelError}, and resolves with that. */
export async function assertChannelError(run: () => Promise<unknown>): Promise<ChannelError> {
  let outcome: unknown;
  try {
    outcome = await run();
  } catch (error) {
    assert(error instanceof ChannelError, `It should throw a ChannelError; got ${String(error)}.`);
    return error;
  }
  throw new Error(`It should throw a ChannelError; it resolved with ${JSON.stringify(outcome)}.`);
}

/** How long in real time something may take that should end at once. */
const promptMs = 2_000;

/** Fails when it neither resolves nor rejects soon. */
export async function promptly<T>(work: Promise<T>, sentence: string): Promise<T> {
  let cancel: () => void = () => {};
  const late = new Promise<never>((_, reject) => {
    cancel = systemClock.after(promptMs, () => reject(new Error(sentence)));
  });
  return Promise.race([work, late]).finally(cancel);
}
