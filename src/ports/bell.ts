/**
 * Something that wakes the desk when work is due: a job queue of yours, a scheduler, a cloud's timer. The desk's work
 * stands in its store and comes to pass without any bell; one that is missed costs time only.
 */
export interface Bell {
  /** Called at start: `wake` is to be called whenever it rings. Returns the function that ends it. */
  onRing(wake: () => void): () => void;
  /** Asked to ring at this time. It may fail: that is logged. */
  ring?(at: Date): unknown;
}
