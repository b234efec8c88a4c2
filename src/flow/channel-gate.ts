import type { ChannelGate, Passage, SendRequest } from "../context.ts";
import { ChannelError } from "../errors.ts";
import { type PaceState, paceAllowsAt, pacedAfter, SecondWindow } from "../model/pace.ts";
import type { ChannelAdapter, ConversationPace } from "../ports/channel-adapter.ts";
import type { Logger } from "../ports/logger.ts";
import { ChannelHands, type Hands } from "./channel-hands.ts";
import { Circuit } from "./circuit.ts";

/** Of those who wait for a pause to end, one is called after the other: so many a second. */
const callsPerSecond = 50;
/** So many threads' paces are remembered before those are looked for that may send anyway, and need not be. */
const threadsRemembered = 10_000;
/** A channel that wants a rest, and does not say how long. */
const restMs = 1_000;

/**
 * The way out to one channel, in this process: its pace, its share of the hands, and whether it is down. It lets a send
 * through, or says when to come again; nobody holds a hand while waiting.
 */
export class PacedChannelGate implements ChannelGate {
  isToldDown = false;
  readonly #circuit = new Circuit();
  readonly #channel: ChannelAdapter;
  readonly #logger: Logger;
  readonly #hands: ChannelHands;
  readonly #second: SecondWindow | null;
  /** Address, or what addresses share -> its pace. */
  readonly #threads = new Map<string, PaceState>();
  #forgetAt = threadsRemembered;
  #pausedUntil = Number.NEGATIVE_INFINITY;
  /** When the last of those who wait for a pause to end was told to come again. */
  #lastCall = Number.NEGATIVE_INFINITY;

  constructor(channel: ChannelAdapter, hands: Hands, logger: Logger) {
    this.#channel = channel;
    this.#logger = logger;
    this.#hands = new ChannelHands(hands);
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
    const pace = this.#paceOf(address);
    const thread = pace?.sharedBy ?? address;
    const ownTurn = pace === undefined ? now : paceAllowsAt(this.#threads.get(thread), pace);
    const turn = Math.max(ownTurn, this.#turnOfAll(now));
    if (turn > now) return { waitMs: Math.ceil(turn - now) };
    // Asked for last: whoever must wait for something else has no place among those who wait for a hand.
    const handAt = this.#hands.turnAt(now);
    if (handAt > now) return { waitMs: Math.ceil(handAt - now) };
    if (pace !== undefined) this.#note(thread, pacedAfter(this.#threads.get(thread), pace, now), now);
    this.#second?.add(now);
    return this.#passage(conversationId, now);
  }

  #passage(conversationId: string, now: number): Passage {
    const giveBack = this.#hands.take(now);
    const tellCircuit = this.#circuit.begin();
    return {
      end: (error, at) => {
        giveBack(at);
        tellCircuit(error, { conversationId, now: at });
        if (error instanceof ChannelError && error.kind === "rate_limited" && error.scope === "channel") {
          this.#pausedUntil = Math.max(this.#pausedUntil, at + (error.retryAfterMs ?? restMs));
        }
      },
    };
  }

  /** What all of the channel wait for. Those who must wait come again one after the other, not all at once. */
  #turnOfAll(now: number): number {
    const second = this.#second?.allowsAt() ?? Number.NEGATIVE_INFINITY;
    const turn = Math.max(second, this.#pausedUntil, this.#circuit.mayTryAt(now));
    if (turn <= now) return now;
    const spacing = Math.min(1_000 / callsPerSecond, this.#second?.intervalMs ?? Number.POSITIVE_INFINITY);
    this.#lastCall = Math.max(turn, this.#lastCall + spacing);
    return this.#lastCall;
  }

  #paceOf(address: string): ConversationPace | undefined {
    try {
      return this.#channel.capabilities.pacing?.inConversation?.(address);
    } catch (error) {
      this.#logger.error(
        { channel: this.#channel.id, error },
        "A channel could not tell its pace; it is taken for none.",
      );
      return undefined;
    }
  }

  #note(thread: string, state: number, now: number): void {
    this.#threads.set(thread, state);
    if (this.#threads.size < this.#forgetAt) return;
    for (const [known, at] of this.#threads) if ((at ?? 0) <= now) this.#threads.delete(known);
    this.#forgetAt = Math.max(threadsRemembered, 2 * this.#threads.size);
  }
}
