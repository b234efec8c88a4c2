import type { ChannelGate, Passage, SendRequest } from "../context.ts";
import { ChannelError } from "../errors.ts";
import { type PaceState, paceAllowsAt, pacedAfter, SecondWindow } from "../model/pace.ts";
import type { ChannelAdapter } from "../ports/channel-adapter.ts";
import { Circuit } from "./circuit.ts";

/** Of those who must wait for the same thing, one is called after the other: so many a second. */
const callsPerSecond = 50;
/** A channel that is busy with all it may be is looked at again after so long. */
const busyMs = 250;
/** So many threads' paces are remembered before those are looked for that may send anyway, and need not be. */
const threadsRemembered = 10_000;

/**
 * The way out to one channel, in this process: its pace, its share of the hands, and whether it is down. It lets a send
 * through, or says when to come again; nobody holds a hand while waiting.
 */
export class PacedChannelGate implements ChannelGate {
  isToldDown = false;
  readonly #circuit = new Circuit();
  readonly #channel: ChannelAdapter;
  readonly #share: number;
  readonly #second: SecondWindow | null;
  /** Address -> its pace. */
  readonly #threads = new Map<string, PaceState>();
  #forgetAt = threadsRemembered;
  #sending = 0;
  #pausedUntil = Number.NEGATIVE_INFINITY;
  /** When the last of those who wait was told to come again. */
  #lastCall = Number.NEGATIVE_INFINITY;

  /** `share`: most sends at the same time, so that a channel that hangs leaves hands for the others. */
  constructor(channel: ChannelAdapter, share: number) {
    this.#channel = channel;
    this.#share = share;
    const perSecond = channel.capabilities.pacing?.perSecond;
    this.#second = perSecond === undefined ? null : new SecondWindow(perSecond);
  }

  get downBecause(): string | null {
    return this.#circuit.downBecause;
  }

  foundDown(reason: string): void {
    this.#circuit.foundDown(reason);
  }

  admit({ address, conversationId, now }: SendRequest): Passage | { readonly waitMs: number } {
    const pace = this.#channel.capabilities.pacing?.inConversation?.(address);
    const ownTurn = pace === undefined ? now : paceAllowsAt(this.#threads.get(address), pace);
    const turn = Math.max(ownTurn, this.#sharedTurn(now));
    if (turn > now) return { waitMs: Math.ceil(turn - now) };
    if (pace !== undefined) this.#note(address, pacedAfter(this.#threads.get(address), pace, now), now);
    this.#second?.add(now);
    this.#sending += 1;
    const ended = this.#circuit.begin();
    let isOpen = true;
    return {
      end: (error, at) => {
        if (!isOpen) return;
        isOpen = false;
        this.#sending -= 1;
        ended(error, { conversationId, now: at });
        if (error instanceof ChannelError && error.kind === "rate_limited" && error.scope === "channel") {
          this.#pausedUntil = Math.max(this.#pausedUntil, at + (error.retryAfterMs ?? 1_000));
        }
      },
    };
  }

  /** What all of the channel wait for. Those who must wait come again one after the other, not all at once. */
  #sharedTurn(now: number): number {
    const second = this.#second?.allowsAt() ?? Number.NEGATIVE_INFINITY;
    const busy = this.#sending >= this.#share ? now + busyMs : Number.NEGATIVE_INFINITY;
    const turn = Math.max(second, busy, this.#pausedUntil, this.#circuit.mayTryAt(now));
    if (turn <= now) return now;
    const spacing = Math.min(1_000 / callsPerSecond, this.#second?.intervalMs ?? Number.POSITIVE_INFINITY);
    this.#lastCall = Math.max(turn, this.#lastCall + spacing);
    return this.#lastCall;
  }

  #note(address: string, state: number, now: number): void {
    this.#threads.set(address, state);
    if (this.#threads.size < this.#forgetAt) return;
    for (const [known, at] of this.#threads) if ((at ?? 0) <= now) this.#threads.delete(known);
    this.#forgetAt = Math.max(threadsRemembered, 2 * this.#threads.size);
  }
}
