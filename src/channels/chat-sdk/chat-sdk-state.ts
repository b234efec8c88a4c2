import type { Clock } from "../../ports/clock.ts";

/** What an adapter remembers, in memory. Locks and queues are those of a `Chat`, which is not there. */
export interface ChatSdkState {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  get(key: string): Promise<unknown>;
  set(key: string, value: unknown, ttlMs?: number): Promise<void>;
  setIfNotExists(key: string, value: unknown, ttlMs?: number): Promise<boolean>;
  delete(key: string): Promise<void>;
  getList(key: string): Promise<unknown[]>;
  appendToList(key: string, value: unknown, options?: { maxLength?: number; ttlMs?: number }): Promise<void>;
  isSubscribed(threadId: string): Promise<boolean>;
  subscribe(threadId: string): Promise<void>;
  unsubscribe(threadId: string): Promise<void>;
  /**
   * Forgets everything that was to be kept for a time only: names, and which events were seen. An adapter notes an event
   * before the desk has it, and would drop it when it is delivered again.
   */
  forgetPassing(): void;
}

/** Most values that are kept for a time; the oldest go first. */
const mostPassing = 10_000;

interface Passing {
  readonly value: unknown;
  readonly endsAt: number;
}

/** An empty state. */
export function chatSdkState(clock: Clock): ChatSdkState {
  const lasting = new Map<string, unknown>();
  const passing = new Map<string, Passing>();
  const now = () => clock.now().getTime();

  const read = (key: string): unknown => {
    const found = passing.get(key);
    if (found === undefined) return lasting.get(key) ?? null;
    if (found.endsAt > now()) return found.value;
    passing.delete(key);
    return null;
  };
  const remove = (key: string) => {
    lasting.delete(key);
    passing.delete(key);
  };
  const write = (key: string, value: unknown, ttlMs?: number) => {
    remove(key);
    if (ttlMs === undefined) return void lasting.set(key, value);
    passing.set(key, { value, endsAt: now() + ttlMs });
    for (const oldest of passing.keys()) {
      if (passing.size <= mostPassing) break;
      passing.delete(oldest);
    }
  };
  const listAt = (key: string): unknown[] => {
    const list = read(key);
    return Array.isArray(list) ? [...list] : [];
  };

  return {
    async connect() {},
    async disconnect() {},
    get: async (key) => read(key),
    set: async (key, value, ttlMs) => write(key, value, ttlMs),
    async setIfNotExists(key, value, ttlMs) {
      if (read(key) !== null) return false;
      write(key, value, ttlMs);
      return true;
    },
    delete: async (key) => remove(key),
    getList: async (key) => listAt(key),
    async appendToList(key, value, { maxLength = 1_000, ttlMs } = {}) {
      write(key, [...listAt(key), value].slice(-maxLength), ttlMs);
    },
    isSubscribed: async () => false,
    async subscribe() {},
    async unsubscribe() {},
    forgetPassing: () => passing.clear(),
  };
}
