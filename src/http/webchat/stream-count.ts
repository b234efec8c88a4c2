import { refusedRequest } from "../refusal.ts";

/** Streams and polls that one visitor may have open: as many tabs as a browser connects for, and then some. */
const mostOfVisitor = 10;

/** How many feeds are being read: of each visitor, and of all. */
export class StreamCount {
  readonly #most: number;
  readonly #ofVisitor = new Map<string, number>();
  #all = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** Refuses one too many: with 429 of this visitor, with 503 of all. */
  refuseBeyond(visitor: string): void {
    const retry = { "retry-after": "5" };
    if ((this.#ofVisitor.get(visitor) ?? 0) >= mostOfVisitor) {
      throw refusedRequest(429, "too_many_streams", `At most ${mostOfVisitor} streams at once.`, retry);
    }
    if (this.#all >= this.#most) throw refusedRequest(503, "too_many_streams", "Too many streams at once.", retry);
  }

  add(visitor: string): void {
    this.#all += 1;
    this.#ofVisitor.set(visitor, (this.#ofVisitor.get(visitor) ?? 0) + 1);
  }

  remove(visitor: string): void {
    this.#all -= 1;
    const count = (this.#ofVisitor.get(visitor) ?? 0) - 1;
    if (count > 0) this.#ofVisitor.set(visitor, count);
    else this.#ofVisitor.delete(visitor);
  }
}
