import type { JSX } from "preact";
import type { TicketRow } from "../../http/inbox/protocol.ts";
import { countdown, fullTime } from "./time-words.ts";
import { useNow } from "./use-inbox.ts";
import { useLanguage } from "./words.ts";

const warningMs = 15 * 60_000;

/** How long until an SLA clock is due, or since when it is overdue; it moves every second. */
export function Countdown({ due }: { readonly due: NonNullable<TicketRow["due"]> }): JSX.Element {
  const { words, tag } = useLanguage();
  const left = Date.parse(due.at) - useNow(1_000);
  const isBreached = due.breached || left <= 0;
  const level = isBreached ? "breach" : left < warningMs ? "warning" : "calm";
  const shown = countdown(Math.abs(left), words);
  const metric = words.metric[due.metric] ?? due.metric;
  const sentence = left <= 0 ? words.overdue(metric, shown) : words.dueIn(metric, shown);
  return (
    <time class="countdown" data-level={level} dateTime={due.at} title={`${sentence} · ${fullTime(due.at, tag)}`}>
      <span aria-hidden="true">{left <= 0 ? `+${shown}` : shown}</span>
      <span class="unseen">{sentence}</span>
    </time>
  );
}
