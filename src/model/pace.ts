/** One send in so many milliseconds, after up to `burst` at once. */
export interface Pace {
  readonly intervalMs: number;
  readonly burst: number;
}

/**
 * When the next send would be due if all were sent at the interval, in milliseconds: all that is kept of a pace (the
 * virtual scheduling of ATM's generic cell rate algorithm, ITU-T I.371).
 */
export type PaceState = number | undefined;

/** The earliest time at which a send keeps the pace. */
export function paceAllowsAt(state: PaceState, { intervalMs, burst }: Pace): number {
  return (state ?? Number.NEGATIVE_INFINITY) - (burst - 1) * intervalMs;
}

/** The pace after a send now. */
export function pacedAfter(state: PaceState, { intervalMs }: Pace, now: number): number {
  return Math.max(state ?? now, now) + intervalMs;
}

/** The sends of the last second, as many as are allowed in one: no second, wherever it begins, has more. */
export class SecondWindow {
  readonly #limit: number;
  readonly #spanMs: number;
  /** Times of the last `limit` sends; the oldest stands at `#next`. */
  readonly #times: number[] = [];
  #next = 0;

  constructor(perSecond: number) {
    this.#limit = Math.max(1, Math.floor(perSecond));
    // Less than one a second is one in a longer span.
    this.#spanMs = 1_000 / Math.min(perSecond, 1);
  }

  /** Milliseconds between two sends, if they are spread evenly. */
  get intervalMs(): number {
    return this.#spanMs / this.#limit;
  }

  allowsAt(): number {
    const oldest = this.#times.length < this.#limit ? undefined : this.#times[this.#next];
    return oldest === undefined ? Number.NEGATIVE_INFINITY : oldest + this.#spanMs;
  }

  add(now: number): void {
    this.#times[this.#next] = now;
    this.#next = (this.#next + 1) % this.#limit;
  }
}
