// The browser's clock and chance: the only place of the pages that touches them, as src/system is the desk's. Bundled, it stands in
// src/assets too, which is made of it and not kept.

/** Milliseconds since 1970. */
export function now(): number {
  return Date.now();
}

/** Runs it after so many milliseconds, unless the returned function is called before. */
export function after(ms: number, run: () => void): () => void {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
}

/** How long to wait after so many failures in a row: twice as long after each, 30 s at most, and never all at once. */
export function backoffMs(failures: number): number {
  return Math.min(500 * 2 ** failures, 30_000) * (0.5 + Math.random() / 2);
}

/** 128 bits, in digits and dashes. Not `randomUUID`, which pages on plain http do not have. */
export function randomId(): string {
  return crypto.getRandomValues(new Uint32Array(4)).join("-");
}
