// The browser's clock and chance: the only place of the pages that touches them.

/** Milliseconds since 1970. */
export function now(): number {
  return Date.now();
}

/** Runs it after so many milliseconds, unless the returned function is called before. */
export function after(ms: number, run: () => void): () => void {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
}

/** 32 hexadecimal digits. Not `randomUUID`, which pages on plain http do not have. */
export function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** From 0 to below 1. */
export function random(): number {
  return Math.random();
}
