import type { ChannelErrorKind } from "../../errors.ts";
import type { ChannelAdapter } from "../../ports/channel-adapter.ts";

/** A channel under test, with the other end in the hands of the contract. */
export interface ChannelUnderTest {
  /** Not started yet. */
  readonly channel: ChannelAdapter;
  /** The thread in which the person writes; the channel can send to it. */
  readonly address: string;
  /** Lets the person write this text, as the other end would tell it; twice with one `eventId` is a redelivery. */
  readonly say: (message: MessageOfPerson) => Promise<unknown>;
  /** Texts that went out to `address`, also those under files, in order. */
  readonly delivered: () => readonly string[];
  /** Ids of the files that went out to `address`, in order; for channels that send some. */
  readonly deliveredFiles?: () => readonly string[];
  /** The next send fails, as the other end says that; without a kind: in any way. */
  readonly failNext: (failure?: ChannelFailure) => void;
  /** The kinds of failure that the other end can play. Default: none. */
  readonly failures?: readonly ChannelErrorKind[];
  /** Lets the next send arrive and never answers it; resolves when it has arrived. */
  readonly stallNext?: () => Promise<unknown>;
  /** True when the other end takes idempotency keys, so that a repetition goes out once. */
  readonly honoursKeys: boolean;
  /** Titles of the options that went out with the last message; for channels that have some. */
  readonly offered?: () => readonly string[];
  /** Lets the person press an option of what went out last; twice with one `eventId` is a redelivery. */
  readonly press?: (press: { readonly eventId: string; readonly optionId: string }) => Promise<unknown>;
  /** Lets the other end tell what became of a message; for channels that have receipts. */
  readonly receipt?: (externalId: string, status: "delivered" | "read" | "failed") => Promise<unknown>;
  /** The other end of `handle`; for channels that take webhooks. */
  readonly webhook?: WebhookUnderTest;
  /** Tokens and keys of the channel: nothing that it tells may hold one. Default: none. */
  readonly secrets?: readonly string[];
  /** Puts the other end away, after the channel was stopped. */
  readonly close?: () => Promise<unknown>;
}

/** What the person writes, under the id by which the other end knows the event. */
export interface MessageOfPerson {
  readonly eventId: string;
  readonly text: string;
}

/** How the next send fails. */
export interface ChannelFailure {
  readonly kind: ChannelErrorKind;
  /** Of `rate_limited`: what the other end asks to wait, in whole seconds. */
  readonly retryAfterMs?: number;
}

/** Requests as the other end makes them. */
export interface WebhookUnderTest {
  /** One genuine request that carries all of these messages of the person; the same again is a redelivery. */
  readonly request: (messages: readonly MessageOfPerson[]) => Promise<Request>;
  /** False when a request of this channel carries one message only, as `request` is then given. Default: true. */
  readonly batches?: boolean;
  /** The same, forged: without a signature, with a wrong, a truncated one, one of another body, ... By what is wrong. */
  readonly forgeries: (messages: readonly MessageOfPerson[]) => Promise<Readonly<Record<string, Request>>>;
  /** A genuine request with this body, which may be rubbish. */
  readonly genuine: (body: string) => Promise<Request>;
  /** A longer body is refused with 413. */
  readonly maxBytes: number;
}
