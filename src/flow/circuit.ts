import { ChannelError } from "../errors.ts";

/** So many failures in a row, of more than one conversation, say that the channel is down; of one alone, twice as many. */
const failuresToOpen = 5;
const firstPauseMs = 5_000;
const longestPauseMs = 5 * 60_000;

/** A send that has ended, well or not. */
interface Ended {
  readonly conversationId: string;
  readonly now: number;
}

/**
 * Whether a channel is down. While it is, one send at a time tries it, after pauses that double; all others wait, and
 * their attempts are not used up. The first that gets through lets all through.
 */
export class Circuit {
  /** Why the channel is taken for down; `null` while it is not. */
  #downBecause: string | null = null;
  #failures = 0;
  readonly #failing = new Set<string>();
  #pauses = 0;
  #tryAt = Number.NEGATIVE_INFINITY;
  #isTrying = false;

  get downBecause(): string | null {
    return this.#downBecause;
  }

  /** Another process, or one before this, found it down: the next send tries it. */
  foundDown(reason: string): void {
    this.#downBecause ??= reason;
  }

  /** From when on a send may be tried, in milliseconds. */
  mayTryAt(now: number): number {
    if (this.#downBecause === null) return now;
    return this.#isTrying ? Math.max(this.#tryAt, now + firstPauseMs) : this.#tryAt;
  }

  /** A send begins; the function returned is told how it ended. */
  begin(): (error: unknown, ended: Ended) => void {
    const isTrial = this.#downBecause !== null;
    if (isTrial) this.#isTrying = true;
    return (error, ended) => {
      if (isTrial) this.#isTrying = false;
      if (error === undefined || !isTheChannels(error)) this.#close();
      else this.#fail(error, ended, isTrial);
    };
  }

  #close(): void {
    this.#downBecause = null;
    this.#failures = 0;
    this.#pauses = 0;
    this.#failing.clear();
    this.#tryAt = Number.NEGATIVE_INFINITY;
  }

  #fail(error: unknown, { conversationId, now }: Ended, isTrial: boolean): void {
    this.#failures += 1;
    if (this.#failing.size < failuresToOpen) this.#failing.add(conversationId);
    const enough = this.#failing.size > 1 ? failuresToOpen : 2 * failuresToOpen;
    const isAll = error instanceof ChannelError && error.kind === "auth";
    if (this.#downBecause === null && this.#failures < enough && !isAll) return;
    // What began before the channel was found down says nothing new.
    if (this.#downBecause !== null && !isTrial) return;
    this.#downBecause = error instanceof Error ? error.message : String(error);
    this.#tryAt = now + Math.min(firstPauseMs * 2 ** this.#pauses, longestPauseMs);
    this.#pauses += 1;
  }
}

/** A failure of the way there. A refusal is an answer: the channel is up. */
function isTheChannels(error: unknown): boolean {
  if (!(error instanceof ChannelError)) return true;
  return error.kind === "transient" || error.kind === "unknown" || error.kind === "auth";
}
