type Take = (work: Promise<unknown>) => void;

/** How a request ended. */
export interface Handled {
  /** `null` when the adapter failed. */
  readonly response: Response | null;
  readonly failures: readonly unknown[];
}

/** The requests that an adapter handles now. Each is done when all that was begun for it is with the desk. */
export class RequestsUnderWay {
  readonly #takers = new Set<Take>();

  /** Work of which the adapter does not say for which request it is: it may be for any, so each of them waits for it. */
  add(work: Promise<unknown>): void {
    for (const take of this.#takers) take(work);
  }

  /** Lets the adapter handle one, and waits for what it found. `waitUntil` is for the adapter to pass on. */
  async handle(adapt: (waitUntil: Take) => Promise<Response>): Promise<Handled> {
    const failures: unknown[] = [];
    const gather = (tasks: Promise<unknown>[]) => (work: Promise<unknown>) =>
      void tasks.push(work.catch((error) => failures.push(error)));
    const own: Promise<unknown>[] = [];
    const anybodys: Promise<unknown>[] = [];
    const take = gather(anybodys);
    this.#takers.add(take);
    const response = await adapt(gather(own)).catch((error) => {
      failures.push(error);
      return null;
    });
    // A task may find more: the list grows while it is gone through.
    for (const task of own) await task;
    // What begins from here on is another request's: waited for as well, there would be no end to it in busy hours.
    this.#takers.delete(take);
    await Promise.all(anybodys);
    return { response, failures };
  }
}
