import type { RefObject } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { OpenTicketState } from "./inbox-state.ts";

/** How near to its end somebody must be to be taken along when more is said. */
const nearPixels = 120;

/** A log that goes on at its end and at its beginning. */
export interface Following {
  readonly log: RefObject<HTMLDivElement | null>;
  /** Call it when the log was scrolled. */
  readonly follow: () => void;
  /** Something was said that is not seen yet. */
  readonly isBehind: boolean;
  readonly toEnd: () => void;
}

/** Who reads at the end, or writes, is taken along when more is said; who reads elsewhere keeps their place, and is told. */
export function useFollowing(open: OpenTicketState | null): Following {
  const log = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  const height = useRef(0);
  const [isBehind, setIsBehind] = useState(false);
  const first = open?.earlier[0] ?? open?.details?.messages[0];
  const last = open?.details?.messages.at(-1);
  const sequence = last?.sequence ?? 0;
  const seen = useRef(0);
  const toEnd = () => {
    if (log.current !== null) log.current.scrollTop = log.current.scrollHeight;
  };
  const follow = () => {
    const { current } = log;
    if (current === null) return;
    isAtEnd.current = current.scrollHeight - current.scrollTop - current.clientHeight < nearPixels;
    if (isAtEnd.current) setIsBehind(false);
  };
  useLayoutEffect(() => {
    // What came before is put above what one reads.
    if (log.current !== null) log.current.scrollTop += log.current.scrollHeight - height.current;
  }, [first?.sequence]);
  // What comes in moves the log, not what is drawn anew.
  useLayoutEffect(() => {
    const isSaid = sequence > seen.current;
    seen.current = sequence;
    if (isAtEnd.current || (isSaid && last?.from === "agent")) toEnd();
    else if (isSaid) setIsBehind(true);
  }, [sequence, open?.details?.notes.length, open?.typing.length]);
  useLayoutEffect(() => {
    height.current = log.current?.scrollHeight ?? 0;
  });
  const isShown = first !== undefined;
  // Where one writes grows, and the log above it has less room.
  useLayoutEffect(() => {
    const observer = new ResizeObserver(() => isAtEnd.current && toEnd());
    if (log.current !== null) observer.observe(log.current);
    return () => observer.disconnect();
  }, [isShown]);
  return { log, follow, isBehind, toEnd };
}
