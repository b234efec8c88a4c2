import { createContext } from "preact";
import { useContext, useEffect, useReducer } from "preact/hooks";
import { after, now } from "../browser-clock.ts";
import type { Inbox } from "./inbox.ts";

export const InboxContext = createContext<Inbox | null>(null);

/** The inbox; what uses it is shown anew whenever its state changes. */
export function useInbox(): Inbox {
  const inbox = useContext(InboxContext);
  if (inbox === null) throw new Error("Nothing is shown outside of the inbox.");
  const [, show] = useReducer((count: number, _: null) => count + 1, 0);
  useEffect(() => {
    show(null);
    return inbox.store.subscribe(() => show(null));
  }, [inbox]);
  return inbox;
}

/** The time, which moves on every so many milliseconds. */
export function useNow(everyMs: number): number {
  const [time, setTime] = useReducer((_: number, next: number) => next, now());
  useEffect(() => after(everyMs - (now() % everyMs), () => setTime(now())), [time, everyMs]);
  return time;
}
