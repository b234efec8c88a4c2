/** Keeps JSON by key in the browser. */
export interface SessionStore {
  /** `null` when nothing is kept. */
  get<T>(key: string): T | null;
  /** Keeps it; `null` forgets it. */
  set(key: string, value: unknown): void;
}

/**
 * In `localStorage`: for good, and for every tab of the site. In `sessionStorage`: for this tab, over reloads. Where the
 * browser denies it (a privacy setting, a frame of another site: the access itself throws), it is kept in memory.
 */
export function sessionStore(storage: () => Storage): SessionStore {
  const memory = new Map<string, string>();
  return {
    get: (key) => {
      const text = attempt(() => storage().getItem(key)) ?? memory.get(key);
      return text === undefined ? null : (attempt(() => JSON.parse(text)) ?? null);
    },
    set(key, value) {
      const text = value === null ? null : JSON.stringify(value);
      if (text === null) memory.delete(key);
      else memory.set(key, text);
      attempt(() => (text === null ? storage().removeItem(key) : storage().setItem(key, text)));
    },
  };
}

/** Denied, full, or written by somebody else: as good as nothing. */
function attempt<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}
