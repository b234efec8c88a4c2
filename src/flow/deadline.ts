import type { Clock } from "../ports/clock.ts";

/** A signal that is only made when somebody looks at it: most work ends in time, and a signal is not cheap. */
class Deadline {
  #controller: AbortController | null = null;
  #passed = false;

  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    if (this.#passed) this.#controller.abort();
    return this.#controller.signal;
  }

  pass(): void {
    this.#passed = true;
    this.#controller?.abort();
  }
}

/**
 * Runs `work` for at most `milliseconds`; then its signal is aborted, and what `late` returns or throws comes instead of
 * its result.
 */
export function withDeadline<T>(
  clock: Clock,
  milliseconds: number,
  work: (deadline: { readonly signal: AbortSignal }) => Promise<T>,
  late: () => T,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const deadline = new Deadline();
    const cancel = clock.after(milliseconds, () => {
      deadline.pass();
      try {
        resolve(late());
      } catch (error) {
        reject(error);
      }
    });
    work(deadline).then(resolve, reject).finally(cancel);
  });
}
