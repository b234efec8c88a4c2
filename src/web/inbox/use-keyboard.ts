import { useEffect, useRef } from "preact/hooks";
import type { TicketActName } from "../../http/inbox/protocol.ts";
import type { ComposerMode } from "./composer.tsx";
import type { Inbox } from "./inbox.ts";
import { type Shortcut, ShortcutReader, viewOfShortcut } from "./shortcuts.ts";

/** What the page does for the keyboard. */
export interface KeyboardCommands {
  readonly act: (act: TicketActName) => void;
  readonly write: (mode: ComposerMode) => void;
  readonly help: () => void;
}

/** Keys are listened to for the whole page. */
export function useKeyboard(inbox: Inbox, commands: KeyboardCommands): void {
  const latest = useRef(commands);
  latest.current = commands;
  useEffect(() => {
    const reader = new ShortcutReader();
    const press = (event: KeyboardEvent) => {
      const shortcut = reader.read(event);
      if (shortcut !== null && run(shortcut, inbox, latest.current)) event.preventDefault();
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, [inbox]);
}

/** Whether the shortcut had something to do. */
function run(shortcut: Shortcut, inbox: Inbox, { act, write, help }: KeyboardCommands): boolean {
  const view = viewOfShortcut[shortcut];
  if (view !== undefined) {
    inbox.go({ view, ticketId: null });
    return true;
  }
  switch (shortcut) {
    case "next":
      return focusTicket(inbox, 1);
    case "previous":
      return focusTicket(inbox, -1);
    case "open":
      return openFocused();
    case "take":
      act(inbox.state.open?.details?.may.includes("accept") ? "accept" : "take");
      return true;
    case "escalate":
    case "resolve":
      act(shortcut);
      return true;
    case "reply":
    case "note":
      write(shortcut);
      return true;
    case "canned":
      document.getElementById("kefu-canned")?.click();
      return true;
    case "search":
      document.getElementById("kefu-search")?.focus();
      return true;
    case "help":
      help();
      return true;
    default:
      return false;
  }
}

/** The focus goes on from where it is, else from the ticket that is open. */
function focusTicket(inbox: Inbox, step: 1 | -1): boolean {
  const lines = [...document.querySelectorAll<HTMLElement>("#kefu-tickets a")];
  const focused = lines.indexOf(document.activeElement as HTMLElement);
  const open = lines.findIndex((line) => line.dataset.ticket === inbox.state.route.ticketId);
  const from = focused === -1 ? open : focused;
  const next = from === -1 ? (step === 1 ? 0 : lines.length - 1) : from + step;
  lines[Math.min(Math.max(next, 0), lines.length - 1)]?.focus();
  return lines.length > 0;
}

function openFocused(): boolean {
  const line = document.activeElement?.closest<HTMLElement>("#kefu-tickets a");
  line?.click();
  return line != null;
}
