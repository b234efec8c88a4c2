import type { Clock } from "../ports/clock.ts";

/** One timer that keeps its earliest setting. */
export class Alarm {
  readonly #clock: Clock;
  readonly #ring: () => void | Promise<void>;
  #at = Number.POSITIVE_INFINITY;
  #cancel: () => void = () => {};

  constructor(clock: Clock, ring: () => void | Promise<void>) {
    this.#clock = clock;
    this.#ring = ring;
  }

  /** Rings in `milliseconds`, unless it rings before that anyway. For ever is never. */
  set(milliseconds: number, ring: () => void | Promise<void> = this.#ring): void {
    const at = this.#clock.now().getTime() + milliseconds;
    if (at >= this.#at) return;
    this.#cancel();
    this.#at = at;
    this.#cancel = this.#clock.after(milliseconds, () => {
      this.#at = Number.POSITIVE_INFINITY;
      return ring();
    });
  }

  cancel(): void {
    this.#cancel();
    this.#at = Number.POSITIVE_INFINITY;
  }
}
