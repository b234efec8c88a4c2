import { ChannelError, type ChannelErrorKind } from "../errors.ts";
import { type InboundEvent, parseInboundEvent } from "../model/inbound.ts";
import type { MessageContent } from "../model/message.ts";
import type { ChannelAdapter } from "../ports/channel-adapter.ts";
import { silentLogger } from "../ports/logger.ts";
import { assert, assertEqual } from "./assert.ts";
import type { ContractCase } from "./contract-case.ts";
import { simulatedClock } from "./simulated-clock.ts";

/** A channel under test, with the other end in the hands of the contract. */
export interface ChannelUnderTest {
  /** Not started yet. */
  readonly channel: ChannelAdapter;
  /** A thread to which the channel can send. */
  readonly address: string;
  /** Lets a person write this text, as the other end would tell it; twice with one `eventId` is a redelivery. */
  readonly say: (message: { readonly eventId: string; readonly text: string }) => Promise<unknown>;
  /** Texts that went out to `address`, in order. */
  readonly delivered: () => readonly string[];
  /** The next send fails, as the other end says that; without a kind: in any way. */
  readonly failNext: (failure?: ChannelFailure) => void;
  /** The kinds of failure that the other end can play. Default: none. */
  readonly failures?: readonly ChannelErrorKind[];
  /** True when the other end takes idempotency keys, so that a repetition goes out once. */
  readonly honoursKeys: boolean;
  /** Titles of the options that went out with the last message; for channels that have some. */
  readonly offered?: () => readonly string[];
  /** Lets the person press an option of what went out last. */
  readonly press?: (press: { readonly eventId: string; readonly optionId: string }) => Promise<unknown>;
  /** Lets the other end tell what became of a message; for channels that have receipts. */
  readonly receipt?: (externalId: string, status: "delivered" | "read" | "failed") => Promise<unknown>;
  /** The other end of `handle`; for channels that take webhooks. */
  readonly webhook?: WebhookUnderTest;
}

/** How the next send fails. */
export interface ChannelFailure {
  readonly kind: ChannelErrorKind;
  /** Of `rate_limited`: what the other end asks to wait. */
  readonly retryAfterMs?: number;
}

/** Requests as the other end makes them. */
export interface WebhookUnderTest {
  /** One genuine request that carries all of these messages of the person; the same again is a redelivery. */
  readonly request: (messages: readonly { readonly eventId: string; readonly text: string }[]) => Promise<Request>;
  /** The same, forged: without a signature, with a wrong, a truncated one, one of another body, ... By what is wrong. */
  readonly forgeries: (
    messages: readonly { readonly eventId: string; readonly text: string }[],
  ) => Promise<Readonly<Record<string, Request>>>;
  /** A genuine request with this body, which may be rubbish. */
  readonly genuine: (body: string) => Promise<Request>;
  /** A longer body is refused with 413. */
  readonly maxBytes: number;
}

/** The channel, started, and what it gave to the desk. */
interface Started extends ChannelUnderTest {
  readonly received: readonly InboundEvent[];
  readonly send: (key: string, content: MessageContent, signal?: AbortSignal) => Promise<{ externalId: string }>;
}

/** What every {@link ChannelAdapter} keeps. `create` is called for each case anew. */
export function channelAdapterContract(
  create: () => ChannelUnderTest | Promise<ChannelUnderTest>,
): readonly ContractCase[] {
  const given = (name: string, run: (subject: Started) => Promise<void>): ContractCase => ({
    name,
    run: async () => {
      const subject = await started(await create());
      await run(subject);
      await subject.channel.stop();
    },
  });
  return [
    given("has an id and a kind that stay the same", async ({ channel }) => {
      assert(channel.id !== "" && channel.kind !== "", "Id and kind should not be empty.");
      const again = (await create()).channel;
      assertEqual(
        [again.id, again.kind],
        [channel.id, channel.kind],
        "Made again, it should have the same id and kind",
      );
    }),
    given("declares capabilities that can be worked with", async ({ channel }) => {
      const { text, options } = channel.capabilities;
      assert(Number.isInteger(text.max) && text.max >= 20, `A text needs room for 20 units or more; got ${text.max}.`);
      if (options === undefined) return;
      assert(Number.isInteger(options.max) && options.max >= 1, `Without options, leave them out; got ${options.max}.`);
      assert(options.titleLength >= 1, `A title needs a character or more; got ${options.titleLength}.`);
    }),
    given("gives a person's message to the desk, with thread and sender", async ({ say, received }) => {
      await say({ eventId: "contract-1", text: "你好 hello" });
      const [event] = received;
      assert(event?.type === "message" && received.length === 1, `One message should arrive; got ${received.length}.`);
      assertEqual(event.text, "你好 hello", "The text should arrive as it was written");
    }),
    given("names a redelivered event the same, so that the desk can drop it", async ({ say, received }) => {
      await say({ eventId: "contract-1", text: "once" });
      await say({ eventId: "contract-1", text: "once" });
      await say({ eventId: "contract-2", text: "twice" });
      const ids = new Set(received.map((event) => event.eventId));
      assertEqual(ids.size, 2, "Two events should have two ids, however often they are delivered");
    }),
    given("sends, and resolves with the channel's id of the message", async ({ send, delivered }) => {
      const first = await send("contract:1", { text: "one" });
      const second = await send("contract:2", { text: "two" });
      assert(first.externalId !== "" && second.externalId !== "", "Each message should have an id of the channel.");
      assert(
        first.externalId !== second.externalId,
        `Two messages should have two ids; got ${first.externalId} twice.`,
      );
      assertEqual(delivered(), ["one", "two"], "Both should have gone out, in order");
    }),
    given("sends as much as its capabilities promise", async ({ channel, send, delivered }) => {
      const { text, options } = channel.capabilities;
      const longest = "a".repeat(text.max);
      const buttons = Array.from({ length: options?.max ?? 0 }, (_, index) => ({
        id: `option-${index}`,
        title: `${index}`,
      }));
      await send("contract:1", { text: longest });
      if (buttons.length > 0) await send("contract:2", { text: "choose", options: buttons });
      assertEqual(delivered()[0], longest, "The longest text should go out whole");
    }),
    given("takes a repetition under one key, and sends it once where it honours keys", async (subject) => {
      const first = await subject.send("contract:1", { text: "once" });
      const second = await subject.send("contract:1", { text: "once" });
      if (!subject.honoursKeys) return;
      assertEqual(second.externalId, first.externalId, "The repetition should have the id of the first");
      assertEqual(subject.delivered(), ["once"], "It should have gone out once");
    }),
    given("throws a ChannelError when it cannot send, and sends again afterwards", async (subject) => {
      subject.failNext();
      await assertChannelError(() => subject.send("contract:1", { text: "again" }));
      await subject.send("contract:1", { text: "again" });
      assertEqual(subject.delivered(), ["again"], "It should have gone out once");
    }),
    given("receives and sends nothing after it was stopped", async ({ channel, say, send, received, delivered }) => {
      await channel.stop();
      // The other end may be told so, or hear nothing.
      await say({ eventId: "contract-1", text: "anybody there?" }).catch(() => null);
      assertEqual(received.length, 0, "Nothing should arrive after the stop");
      await assertChannelError(() => send("contract:1", { text: "late" }));
      assertEqual(delivered(), [], "Nothing should go out after the stop");
    }),
  ];
}

/** Starts the channel with a desk that checks events as the real one does, and never stores them. */
async function started(subject: ChannelUnderTest): Promise<Started> {
  const { channel, address } = subject;
  const received: InboundEvent[] = [];
  const seen = new Set<string>();
  await channel.start({
    async receive(input) {
      const event = parseInboundEvent(input);
      received.push(event);
      if (seen.has(event.eventId)) return "duplicate";
      seen.add(event.eventId);
      return "accepted";
    },
    clock: simulatedClock(),
    logger: silentLogger,
  });
  return {
    ...subject,
    received,
    send: (idempotencyKey, content, signal = new AbortController().signal) =>
      channel.send({ address, content, author: { kind: "bot" }, idempotencyKey }, { signal }),
  };
}

async function assertChannelError(run: () => Promise<unknown>): Promise<void> {
  try {
    await run();
  } catch (error) {
    assert(error instanceof ChannelError, `It should throw a ChannelError; got ${String(error)}.`);
    return;
  }
  assert(false, "It should throw a ChannelError; it resolved.");
}
