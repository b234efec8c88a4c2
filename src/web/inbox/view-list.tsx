import type { JSX } from "preact";
import { Icon } from "./icons.tsx";
import type { InboxState } from "./inbox-state.ts";
import { hashOf } from "./route.ts";
import { useInbox, useNow } from "./use-inbox.ts";
import { deskViews, personalViews, queueOf, ticketsOf, type ViewKey } from "./views.ts";
import { useWords, type Words } from "./words.ts";

/** The name of a view, as it stands over its list too. */
export function nameOf(view: ViewKey, words: Words): string {
  return queueOf(view) ?? words.view[view as keyof Words["view"]];
}

/** The lists there are, each with how many tickets it has. */
export function ViewList({ onChoose }: { readonly onChoose: () => void }): JSX.Element {
  const words = useWords();
  const { state } = useInbox();
  const at = useNow(30_000);
  if (state.me === null) return <nav class="views" aria-label={words.views} />;
  const entry = (view: ViewKey) => <ViewEntry key={view} view={view} state={state} at={at} onChoose={onChoose} />;
  return (
    <nav class="views" aria-label={words.views}>
      <ul>{personalViews.map(entry)}</ul>
      <ul>
        {deskViews.map(entry)}
        {state.me.role === "agent" ? null : entry("board")}
      </ul>
      <h2>{words.queues}</h2>
      <ul>{state.me.queues.map((queue) => entry(`queue:${queue}`))}</ul>
    </nav>
  );
}

function ViewEntry(props: {
  readonly view: ViewKey;
  readonly state: InboxState;
  readonly at: number;
  readonly onChoose: () => void;
}): JSX.Element {
  const { view, state, at } = props;
  const words = useWords();
  const count = view === "board" ? "" : countOf(view, state, at);
  const isCalling = view === "offered" || view === "breaching" || view === "escalated";
  return (
    <li>
      <a
        href={hashOf({ view, ticketId: null })}
        aria-current={state.route.view === view ? "page" : undefined}
        onClick={props.onChoose}
      >
        <span class="name">{nameOf(view, words)}</span>
        {view === "board" ? <Icon name="board" /> : null}
        {count === "" || count === "0" ? null : (
          <span class="count" data-calling={isCalling}>
            <span aria-hidden="true">{count}</span>
            <span class="unseen">{queueOf(view) === null ? words.count(count) : words.countInQueue(count)}</span>
          </span>
        )}
      </a>
    </li>
  );
}

/** How many there are; of a queue, how many wait in it; `+` where the list goes on. */
function countOf(view: ViewKey, state: InboxState, at: number): string {
  if (state.me === null) return "";
  const queue = queueOf(view);
  const source: ViewKey = queue !== null ? "unassigned" : view === "offered" ? "mine" : view;
  const rows = ticketsOf(queue === null ? view : "unassigned", state.rows.values(), state.me.agent, at);
  const counted = queue === null ? rows : rows.filter((row) => row.queue === queue);
  const goesOn = state.pages.get(source) != null;
  return `${counted.length}${goesOn ? "+" : ""}`;
}
