/** Topics that are remembered; who was away for more of them reads everything anew. */
const mostTopics = 2_000;

/** Where somebody stands in what changed. */
export interface Place {
  readonly epoch: string;
  readonly number: number;
}

/** What changed lately in this process's sight: each topic at its latest change, in the order of these. */
export class RecentChanges {
  readonly #newEpoch: () => string;
  #epoch: string;
  #last = 0;
  /** The latest change that is forgotten. */
  #forgotten = 0;
  readonly #topics = new Map<string, number>();

  constructor(newEpoch: () => string) {
    this.#newEpoch = newEpoch;
    this.#epoch = newEpoch();
  }

  get now(): Place {
    return { epoch: this.#epoch, number: this.#last };
  }

  note(topic: string): void {
    this.#last += 1;
    // Taken out and put in again, it stands last.
    this.#topics.delete(topic);
    this.#topics.set(topic, this.#last);
    if (this.#topics.size <= mostTopics) return;
    const [oldest, number] = this.#topics.entries().next().value ?? ["", 0];
    this.#topics.delete(oldest);
    this.#forgotten = number;
  }

  /** Something may have been missed: no place of before means anything now. */
  restart(): void {
    this.#epoch = this.#newEpoch();
    this.#topics.clear();
  }

  /** Whether all that changed since is remembered. */
  knows({ epoch, number }: Place): boolean {
    return epoch === this.#epoch && number >= this.#forgotten && number <= this.#last;
  }

  /** The topics that changed since, in order, each with the place behind it. */
  since({ number }: Place): readonly { readonly topic: string; readonly place: Place }[] {
    const found: { readonly topic: string; readonly place: Place }[] = [];
    for (const [topic, at] of [...this.#topics].reverse()) {
      if (at <= number) break;
      found.push({ topic, place: { epoch: this.#epoch, number: at } });
    }
    return found.reverse();
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
