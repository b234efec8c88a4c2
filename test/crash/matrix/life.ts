/** Thrown inside a transaction of a life that is over, so that the store undoes it. */
class LifeIsOver extends Error {}

/**
 * The life of one process inside this one. Its points are counted; at the fatal one it stops: from then on nothing it
 * does reaches anybody, and nobody's answer reaches it.
 */
export class Life {
  /** The points it came to, in order, by what happens there. */
  readonly points: string[] = [];
  /** Resolves when it stops. */
  readonly ended: Promise<void>;
  readonly #fatalPoint: number;
  #end: () => void = () => {};
  #isOver = false;

  /** Without a fatal point it is a long one. */
  constructor(fatalPoint: number = Number.POSITIVE_INFINITY) {
    this.#fatalPoint = fatalPoint;
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Comes to a point; throws when it is over then. */
  pass(point: string): void {
    this.requireLife();
    if (this.points.push(point) - 1 === this.#fatalPoint) {
      this.#isOver = true;
      this.#end();
    }
    this.requireLife();
  }

  requireLife(): void {
    if (this.#isOver) throw new LifeIsOver("This life is over.");
  }

  /** Does something outside of the process; once the life is over, it is not done, or its outcome is never heard. */
  async live<T>(act: () => Promise<T>): Promise<T> {
    let result: T | undefined;
    if (!this.#isOver) {
      try {
        result = await act();
      } catch (error) {
        if (!this.#isOver) throw error;
      }
    }
    return this.#isOver ? new Promise<never>(() => {}) : (result as T);
  }
}
