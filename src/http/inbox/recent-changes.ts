/** Topics that are remembered; who was away for more of them reads everything anew. */
const mostTopics = 2_000;

/** Where somebody stands in what changed. */
export interface Place {
  readonly epoch: string;
  readonly number: number;
}

/** A topic, and the place behind its change. */
export interface Change {
  readonly topic: string;
  readonly place: Place;
}

/** What changed lately in this process's sight: each topic at its latest change, in the order of these. */
export class RecentChanges {
  readonly #newEpoch: () => string;
  #now: Place;
  /** The latest change that is forgotten. */
  #forgotten = 0;
  /** By topic, the latest of each; what changed longest ago first. */
  readonly #latest = new Map<string, Change>();
  /** With those that were followed by another of the same topic: who looks for the last few finds them at the end. */
  #log: Change[] = [];

  constructor(newEpoch: () => string) {
    this.#newEpoch = newEpoch;
    this.#now = { epoch: newEpoch(), number: 0 };
  }

  get now(): Place {
    return this.#now;
  }

  note(topic: string): void {
    this.#now = { epoch: this.#now.epoch, number: this.#now.number + 1 };
    const change = { topic, place: this.#now };
    // Taken out and put in again, it stands last.
    this.#latest.delete(topic);
    this.#latest.set(topic, change);
    this.#log.push(change);
    if (this.#latest.size > mostTopics) this.#forgetOldest();
    if (this.#log.length > 2 * mostTopics) this.#log = [...this.#latest.values()];
  }

  /** Something may have been missed: no place of before means anything now. */
  restart(): void {
    this.#now = { epoch: this.#newEpoch(), number: 0 };
    this.#forgotten = 0;
    this.#latest.clear();
    this.#log = [];
  }

  /** Whether all that changed since is remembered. */
  knows({ epoch, number }: Place): boolean {
    return epoch === this.#now.epoch && number >= this.#forgotten && number <= this.#now.number;
  }

  /** What changed since, in order. */
  since({ number }: Place): readonly Change[] {
    const found: Change[] = [];
    for (const change of this.#fromTheEnd()) {
      if (change.place.number <= number) break;
      if (this.#latest.get(change.topic) === change) found.push(change);
    }
    return found.reverse();
  }

  *#fromTheEnd(): Generator<Change> {
    for (let index = this.#log.length - 1; index >= 0; index -= 1) {
      const change = this.#log[index];
      if (change !== undefined) yield change;
    }
  }

  #forgetOldest(): void {
    for (const { topic, place } of this.#latest.values()) {
      this.#latest.delete(topic);
      this.#forgotten = place.number;
      return;
    }
  }
}

export function cursorAt({ epoch, number }: Place): string {
  return `${epoch}.${number}`;
}

/** `null` for what is no cursor. */
export function placeOf(cursor: string | null): Place | null {
  const [, epoch = "", number = ""] = /^([a-z0-9]{1,64})\.(\d{1,15})$/.exec(cursor ?? "") ?? [];
  return epoch === "" ? null : { epoch, number: Number(number) };
}
