import type { JSX } from "preact";
import type { AgentView, TicketRow } from "../../http/inbox/protocol.ts";
import { Countdown } from "./countdown.tsx";
import { ChannelIcon } from "./icons.tsx";
import type { InboxState } from "./inbox-state.ts";
import { hashOf } from "./route.ts";
import { duration, shortTime } from "./time-words.ts";
import { useInbox, useNow } from "./use-inbox.ts";
import { nameOf } from "./view-list.tsx";
import { ticketsOf } from "./views.ts";
import { useLanguage, useWords } from "./words.ts";

/** The tickets of the view, in its order. */
export function shownTickets(state: InboxState, at: number): readonly TicketRow[] {
  const { route, rows, search, me } = state;
  if (me === null) return [];
  if (route.view !== "search") return ticketsOf(route.view, rows.values(), me.agent, at);
  return (search?.ids ?? []).flatMap((id) => rows.get(id) ?? []);
}

/** The list of the view; it keeps its order while tickets come, change and go. */
export function TicketListPane(): JSX.Element {
  const words = useWords();
  const inbox = useInbox();
  const { state } = inbox;
  const at = useNow(30_000);
  const { view } = state.route;
  const tickets = shownTickets(state, at);
  const isRead =
    view === "search" ? state.search?.isLoading !== true : state.pages.has(view === "offered" ? "mine" : view);
  const goesOn = view === "search" ? state.search?.after != null : state.pages.get(view) != null;
  return (
    <section class="list" aria-labelledby="kefu-list-name">
      <header>
        <h2 id="kefu-list-name">{nameOf(view, words)}</h2>
        {view === "search" ? <span class="faint">{state.search?.text}</span> : null}
      </header>
      {tickets.length > 0 ? (
        <ul id="kefu-tickets">
          {tickets.map((row) => (
            <TicketLine key={row.id} row={row} state={state} at={at} />
          ))}
        </ul>
      ) : (
        <p class="empty">{!isRead ? words.loading : view === "search" ? words.nothingFound : words.emptyView}</p>
      )}
      {goesOn ? (
        <button type="button" class="more-tickets" onClick={() => void inbox.attempt(() => inbox.lists.loadMore(view))}>
          {words.loadMore}
        </button>
      ) : null}
    </section>
  );
}

function TicketLine(props: { readonly row: TicketRow; readonly state: InboxState; readonly at: number }): JSX.Element {
  const { row, state, at } = props;
  const { words, tag } = useLanguage();
  const isUnread = row.awaitingReplySince !== null;
  return (
    <li>
      <a
        class="line"
        href={hashOf({ view: state.route.view, ticketId: row.id })}
        data-ticket={row.id}
        data-waiting={isUnread}
        aria-current={state.route.ticketId === row.id ? "true" : undefined}
      >
        <span class="who">
          <ChannelIcon kind={row.channelKind} />
          <strong dir="auto">{row.customerName ?? words.anonymous}</strong>
          <span class="unseen">{row.channelKind}</span>
          <span class="when">{shortTime(row.preview?.at ?? row.createdAt, at, words, tag)}</span>
        </span>
        <span class="subject" dir="auto">
          {row.subject || words.noSubject}
        </span>
        {row.preview === null || row.preview.text === row.subject ? null : (
          <span class="preview" dir="auto">
            {row.preview.from === "customer" ? "" : `${words.from[row.preview.from]}: `}
            {row.preview.text}
          </span>
        )}
        <span class="marks">
          <StatusChip status={row.status} />
          {row.priority === "normal" ? null : <PriorityMark priority={row.priority} />}
          <Holder row={row} agents={state.me?.agents ?? []} own={state.me?.agent.id} />
          {row.awaitingReplySince === null ? null : (
            <span class="faint">{words.waits(duration(at - Date.parse(row.awaitingReplySince), words))}</span>
          )}
          {row.due === null ? null : <Countdown due={row.due} />}
        </span>
      </a>
    </li>
  );
}

export function StatusChip({ status }: { readonly status: TicketRow["status"] }): JSX.Element {
  return (
    <span class="chip" data-status={status}>
      {useWords().status[status]}
    </span>
  );
}

export function PriorityMark({ priority }: { readonly priority: TicketRow["priority"] }): JSX.Element {
  const words = useWords();
  return (
    <span class="priority" data-priority={priority}>
      <span class="unseen">{words.priorityLabel} </span>
      {words.priority[priority]}
    </span>
  );
}

/** Who has it, or is asked to, where that is not oneself alone. */
function Holder(props: {
  readonly row: TicketRow;
  readonly agents: readonly AgentView[];
  readonly own: string | undefined;
}): JSX.Element | null {
  const words = useWords();
  const { row, agents, own } = props;
  const name = (id: string) => agents.find((agent) => agent.id === id)?.name ?? id;
  if (row.reservedFor === own && own !== undefined) return <span class="offer">{words.offeredToYou}</span>;
  if (row.reservedFor !== null) return <span class="faint">{words.offeredTo(name(row.reservedFor))}</span>;
  return row.agentId === null || row.agentId === own ? null : <span class="faint">{name(row.agentId)}</span>;
}
