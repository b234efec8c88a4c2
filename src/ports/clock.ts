/** The only way in which time reaches kefu. Give a simulated one to move it yourself. */
export interface Clock {
  now(): Date;
  /**
   * Calls `run` once, `milliseconds` from now or a little later, and returns a function that cancels it. `run` handles
   * its own failures. A simulated clock waits for the promise `run` returns before it moves on.
   */
  after(milliseconds: number, run: () => void | Promise<void>): () => void;
}
