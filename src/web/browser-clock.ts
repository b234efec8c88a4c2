// The browser's clock and chance: nothing else of src/web touches them.

/** Milliseconds since 1970. */
export function now(): number {
  return Date.now();
}

/** Calls `run` once, after so many milliseconds. Returns what cancels it. */
export function after(ms: number, run: () => void): () => void {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
}

/** 32 hexadecimal digits. `crypto.randomUUID` is there only in secure contexts; this is everywhere. */
export function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
