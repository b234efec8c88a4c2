import type { ReadUpTo } from "../../http/webchat/protocol.ts";
import type { ChatView } from "./chat-state.ts";

/** Tells, once for each message of the other side, that it was brought to the browser, and that it was read. */
export class Receipts {
  readonly #tell: (told: ReadUpTo) => void;
  #delivered = 0;
  #read = 0;

  constructor(tell: (told: ReadUpTo) => void) {
    this.#tell = tell;
  }

  /** Up to where this tab has seen the messages, whatever the server has heard of it so far. */
  get readUpTo(): number {
    return this.#read;
  }

  /** `isSeen`: they are before somebody's eyes. Otherwise only the one tab that `isTelling` says that they came. */
  came({ messages, conversation }: ChatView, isSeen: boolean, isTelling: boolean): void {
    const latest = messages.findLast(({ from }) => from !== "visitor")?.sequence ?? 0;
    if (isSeen && latest > Math.max(this.#read, conversation.readUpTo)) {
      this.#read = latest;
      this.#tell({ read: latest });
    } else if (!isSeen && isTelling && latest > Math.max(this.#delivered, conversation.readUpTo)) {
      this.#delivered = latest;
      this.#tell({ delivered: latest });
    }
  }
}
