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

/** Runs `work` for at most `milliseconds`; then its signal is aborted, and the promise rejects with `late()`. */
export function withDeadline<T>(
  clock: Clock,
  milliseconds: number,
  work: (deadline: { readonly signal: AbortSignal }) => Promise<T>,
  late: () => Error,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const deadline = new Deadline();
    const cancel = clock.after(milliseconds, () => {
      reject(late());
      deadline.pass();
    });
    work(deadline).then(resolve, reject).finally(cancel);
  });
}
