import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { TicketActName } from "../../http/inbox/protocol.ts";
import { asksFirst } from "./act-bar.tsx";
import { ActDialog } from "./act-dialog.tsx";
import { FailureBanner, News, StandingBanner } from "./banners.tsx";
import { BoardPane } from "./board.tsx";
import type { ComposerMode, ComposerState } from "./composer.tsx";
import { Conversation } from "./conversation.tsx";
import { Details } from "./details.tsx";
import { HelpDialog } from "./help-dialog.tsx";
import type { InboxState } from "./inbox-state.ts";
import { TicketListPane } from "./ticket-list.tsx";
import { TopBar } from "./top-bar.tsx";
import { useInbox } from "./use-inbox.ts";
import { useKeyboard } from "./use-keyboard.ts";
import { ViewList } from "./view-list.tsx";
import { isUnfinished } from "./views.ts";
import { useWords } from "./words.ts";

/** The panes of the page, and what lies over them. Narrow screens show one pane at a time: which is said in `data-pane`. */
export function Shell({ title }: { readonly title: string }): JSX.Element {
  const words = useWords();
  const inbox = useInbox();
  const { route } = inbox.state;
  const [over, setOver] = useState<TicketActName | "help" | null>(null);
  const [aside, setAside] = useState<"views" | "details" | null>(null);
  const [composer, setComposer] = useState<ComposerState>({ mode: "reply", wantsFocus: false });
  const name = title || words.inbox;
  useTitle(name, inbox.state);
  // Going elsewhere brings the panes of the new place.
  useEffect(() => setAside(null), [route.view, route.ticketId]);
  const act = (what: TicketActName) => {
    if (inbox.state.open?.details?.may.includes(what) !== true) return;
    if (asksFirst(what)) setOver(what);
    else void inbox.ticket?.act(what);
  };
  const write = (mode: ComposerMode) => setComposer({ mode, wantsFocus: true });
  useKeyboard(inbox, { act, write, help: () => setOver("help") });
  const pane = aside ?? (route.ticketId === null ? "list" : "ticket");
  return (
    <div class="inbox" data-pane={pane} data-view={route.view === "board" ? "board" : "tickets"}>
      <button type="button" class="skip" onClick={skipToTickets}>
        {words.skipToTickets}
      </button>
      <TopBar title={name} onMenu={() => setAside(aside === "views" ? null : "views")} onHelp={() => setOver("help")} />
      <StandingBanner />
      <ViewList onChoose={() => setAside(null)} />
      <main>
        {route.view === "board" && route.ticketId === null ? (
          <BoardPane />
        ) : (
          <>
            <TicketListPane />
            <Conversation
              composer={composer}
              onMode={write}
              onFocused={() => setComposer(({ mode }) => ({ mode, wantsFocus: false }))}
              onAct={act}
              onBack={() => inbox.go({ ticketId: null })}
              onDetails={() => setAside(aside === "details" ? null : "details")}
            />
            <Details onClose={() => setAside(null)} />
          </>
        )}
      </main>
      <FailureBanner />
      <News />
      {over === "help" ? <HelpDialog onClose={() => setOver(null)} /> : null}
      {over !== null && over !== "help" ? <ActDialog act={over} onClose={() => setOver(null)} /> : null}
    </div>
  );
}

/** Over the views, for the keyboard. */
function skipToTickets(): void {
  document.querySelector<HTMLElement>("#kefu-tickets a, #kefu-board-name")?.focus();
}

/** How many of one's own wait stands in the title, where other tabs can be seen from. */
function useTitle(name: string, { me, rows }: InboxState): void {
  const own = me?.agent.id;
  const waits = [...rows.values()].filter((row) => {
    const isOwn = row.reservedFor === own || (row.agentId === own && row.awaitingReplySince !== null);
    return own !== undefined && isOwn && isUnfinished(row);
  }).length;
  useEffect(() => {
    document.title = waits === 0 ? name : `(${waits}) ${name}`;
  }, [name, waits]);
}
