import type { Clock } from "../ports/clock.ts";
import type { MessageDetails } from "./gateway-messages.ts";

/** Messages whose details are kept; older ones are forgotten. */
const mostKept = 1_000;
/** `message_received` was seen 1 to 10 ms before `before_dispatch`, but the host promises no order. */
const longestWaitMs = 250;

/** What `message_received` told, until `before_dispatch` asks for it. */
export class DetailsByMessage {
  readonly #kept = new Map<string, MessageDetails>();
  readonly #awaited = new Map<string, (details: MessageDetails) => void>();

  keep(key: string, details: MessageDetails): void {
    this.#awaited.get(key)?.(details);
    this.#kept.delete(key);
    this.#kept.set(key, details);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > mostKept && oldest !== undefined) this.#kept.delete(oldest);
  }

  /** The details, waited for a moment when they are not there yet; then `null`, and the message goes on without. */
  async take(key: string, clock: Clock): Promise<MessageDetails | null> {
    const details = this.#kept.get(key);
    if (details !== undefined) return details;
    return new Promise((resolve) => {
      const end = (found: MessageDetails | null) => {
        this.#awaited.delete(key);
        cancel();
        resolve(found);
      };
      const cancel = clock.after(longestWaitMs, () => end(null));
      this.#awaited.set(key, end);
    });
  }
}
