import type { ChannelErrorKind, InboundEventInput, OutgoingMessage } from "kefu";
import type { DatabaseAddress } from "../store-at.ts";

/** What a worker is told when it begins. */
export interface WorkerSetup {
  readonly address: DatabaseAddress;
  /** How many times faster than the machine's its clock goes, so that retries do not take long. */
  readonly speed: number;
  /** By its clock. */
  readonly leaseMs: number;
  /** In real time: after so long it does not wait for the channel any more. */
  readonly channelTimeoutMs: number;
}

/** What a channel makes of a send; the third is that it says nothing. */
export type SendOutcome =
  | { readonly externalId: string }
  | { readonly failure: ChannelErrorKind; readonly options: { readonly retryAfterMs?: number } }
  | "silence";

/** What a worker hears. */
export type ToWorker =
  | { readonly kind: "begin"; readonly setup: WorkerSetup }
  | { readonly kind: "webhook"; readonly number: number; readonly event: InboundEventInput }
  | { readonly kind: "sent"; readonly number: number; readonly outcome: SendOutcome };

/** What a worker tells. */
export type FromWorker =
  | { readonly kind: "loaded" }
  | { readonly kind: "running" }
  /** It could not begin, and ends. */
  | { readonly kind: "failed"; readonly code: string; readonly sentence: string }
  /** What became of a webhook: the code of its refusal, or nothing when it is acknowledged. */
  | { readonly kind: "answered"; readonly number: number; readonly refusal: string | null }
  | { readonly kind: "send"; readonly number: number; readonly message: OutgoingMessage }
  | { readonly kind: "job died"; readonly jobKind: string };
