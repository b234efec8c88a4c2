/** Most of the hands that nobody else uses, which one channel may use: one that hangs leaves some to the others. */
const channelShare = 0.75;
/** How long a send takes, before one has told. */
const firstGuessMs = 50;
/** How much the last send weighs in the mean. */
const weightOfLast = 0.2;

/** The hands of this process, of which each send takes one. */
export class Hands {
  readonly count: number;
  taken = 0;

  constructor(count: number) {
    this.count = count;
  }
}

/** The hands that one channel has taken, and when the next may be free. */
export class ChannelHands {
  readonly #hands: Hands;
  /** Each send that is under way, oldest first, and when it began. */
  readonly #sends = new Map<object, number>();
  #meanMs = firstGuessMs;
  #lastCall = Number.NEGATIVE_INFINITY;

  constructor(hands: Hands) {
    this.#hands = hands;
  }

  /** Takes a hand; the function returned gives it back. */
  take(now: number): (endedAt: number) => void {
    const send = {};
    this.#sends.set(send, now);
    this.#hands.taken += 1;
    return (endedAt) => {
      this.#sends.delete(send);
      this.#hands.taken -= 1;
      this.#meanMs += weightOfLast * (endedAt - now - this.#meanMs);
    };
  }

  /**
   * When to come for a hand: at once while there is one, else one after the other, as hands are getting free. How long that
   * takes the last sends tell; and the oldest under way, if it takes longer than they did.
   */
  turnAt(now: number): number {
    const free = this.#hands.count - this.#hands.taken + this.#sends.size;
    const share = Math.max(1, Math.floor(free * channelShare));
    if (this.#sends.size < share) return now;
    const [oldest = now] = this.#sends.values();
    const spacing = Math.max(this.#meanMs, now - oldest, 1) / share;
    this.#lastCall = Math.max(now, this.#lastCall) + spacing;
    return this.#lastCall;
  }
}
