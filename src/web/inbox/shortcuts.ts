import type { ViewKey } from "./views.ts";

/** What the keyboard does, in the order in which the help lists it. */
export const shortcuts = {
  next: ["j"],
  previous: ["k"],
  open: ["o", "Enter"],
  take: ["t"],
  reply: ["r"],
  note: ["n"],
  canned: ["c"],
  escalate: ["e"],
  resolve: ["x"],
  search: ["/"],
  mine: ["g m"],
  unassigned: ["g u"],
  all: ["g a"],
  help: ["?"],
  leave: ["Esc"],
} as const;

export type Shortcut = keyof typeof shortcuts;

/** The views that `g` and a letter go to. */
export const viewOfShortcut: Partial<Readonly<Record<Shortcut, ViewKey>>> = {
  mine: "mine",
  unassigned: "unassigned",
  all: "all",
};

const byKeys = new Map<string, Shortcut>(
  Object.entries(shortcuts).flatMap(([name, keys]) => keys.map((key) => [key, name as Shortcut])),
);

/** Follows the keys that are pressed, of which `g` waits for another. */
export class ShortcutReader {
  #isAfterG = false;

  /** What the key means; `null`: nothing, or it is meant for a field, a menu, an input method or the browser. */
  read(event: KeyboardEvent): Shortcut | null {
    const wasAfterG = this.#isAfterG;
    this.#isAfterG = false;
    const isForOthers = event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey || event.altKey;
    if (isForOthers || event.defaultPrevented || isTakenBy(event.target, event.key)) return null;
    if (event.key === "g") {
      this.#isAfterG = true;
      return null;
    }
    return byKeys.get(wasAfterG ? `g ${event.key}` : event.key) ?? null;
  }
}

/** Fields take every key; what is pressed with Enter takes that; an open dialog or menu takes all but its own. */
function isTakenBy(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof Element)) return false;
  if (target.closest("input, textarea, select, dialog[open], [role=menu]") !== null) return true;
  return key === "Enter" && target.closest("button, a, summary") !== null;
}
