import { type Pace, type PaceState, paceAllowsAt, pacedAfter } from "../model/pace.ts";
import type { Clock } from "../ports/clock.ts";
import { refusedRequest } from "./refusal.ts";

/** Keys that are remembered at once; the ones that were idle longest are forgotten first. */
const mostKeys = 100_000;

/** How often each of many may do something. In the memory of this process: with several, each of them allows as much. */
export class RateLimit {
  readonly #pace: Pace;
  readonly #clock: Clock;
  readonly #states = new Map<string, PaceState>();

  constructor(pace: Pace, clock: Clock) {
    this.#pace = pace;
    this.#clock = clock;
  }

  /** Counts one more of `key`; refuses with 429, and says when to come again. */
  take(key: string): void {
    const now = this.#clock.now().getTime();
    const state = this.#states.get(key);
    const waitMs = paceAllowsAt(state, this.#pace) - now;
    if (waitMs > 0) {
      const seconds = `${Math.ceil(waitMs / 1_000)}`;
      throw refusedRequest(429, "too_many", "Too many at once; try again later.", { "retry-after": seconds });
    }
    // Taken out and put in again, it stands behind those that were idle longer.
    this.#states.delete(key);
    this.#states.set(key, pacedAfter(state, this.#pace, now));
    if (this.#states.size > mostKeys) this.#states.delete(this.#states.keys().next().value ?? "");
  }
}
