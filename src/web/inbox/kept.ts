/** What a browser keeps of the page: the language for good, what was typed until the tab is closed. */
export type KeptStorage = "localStorage" | "sessionStorage";

const inMemory = new Map<string, string>();

/** What was kept; from memory where the browser keeps nothing. */
export function kept(storage: KeptStorage, key: string): string | null {
  try {
    return window[storage].getItem(`kefu-inbox:${key}`);
  } catch {
    return inMemory.get(key) ?? null;
  }
}

/** Keeps it; an empty text is forgotten. */
export function keep(storage: KeptStorage, key: string, text: string): void {
  try {
    if (text === "") window[storage].removeItem(`kefu-inbox:${key}`);
    else window[storage].setItem(`kefu-inbox:${key}`, text);
  } catch {
    // Denied or full: it is there until the page is left.
    inMemory.set(key, text);
  }
}
