import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { TicketActName } from "../../http/inbox/protocol.ts";
import { ActBar } from "./act-bar.tsx";
import { CollisionBanner } from "./banners.tsx";
import { Composer, type ComposerMode, type ComposerState } from "./composer.tsx";
import { agentName, ConversationLog } from "./conversation-log.tsx";
import { Countdown } from "./countdown.tsx";
import { ChannelIcon, Icon } from "./icons.tsx";
import { PriorityMark, StatusChip } from "./ticket-list.tsx";
import { useInbox } from "./use-inbox.ts";
import { useWords } from "./words.ts";

/** What the conversation's pane is told by the page around it. */
export interface ConversationProps {
  readonly composer: ComposerState;
  readonly onMode: (mode: ComposerMode) => void;
  readonly onFocused: () => void;
  readonly onAct: (act: TicketActName) => void;
  readonly onBack: () => void;
  readonly onDetails: () => void;
}

/** The ticket before one: what was said, and what is said next. */
export function Conversation(props: ConversationProps): JSX.Element {
  const words = useWords();
  const { open } = useInbox().state;
  if (open === null || open.isMissing || open.details === null) {
    return (
      <section class="conversation nothing" aria-label={words.conversation}>
        {open === null ? (
          <>
            <p>{words.chooseTicket}</p>
            <p class="faint">{words.chooseTicketHint}</p>
          </>
        ) : (
          <>
            <p>{open.isMissing ? words.missing : words.loading}</p>
            <button type="button" class="only-narrow" onClick={props.onBack}>
              {words.back}
            </button>
          </>
        )}
      </section>
    );
  }
  return (
    <section class="conversation" aria-labelledby="kefu-ticket-name">
      <TicketHeader key={open.id} {...props} />
      <CollisionBanner />
      <ConversationLog key={`log ${open.id}`} />
      <Viewers />
      <Composer ticketId={open.id} state={props.composer} onMode={props.onMode} onFocused={props.onFocused} />
    </section>
  );
}

function TicketHeader(props: ConversationProps): JSX.Element | null {
  const words = useWords();
  const { open } = useInbox().state;
  const name = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // Whoever opened it from a list goes on in it; whoever writes elsewhere meanwhile is left alone.
    const at = document.activeElement;
    if (at === null || at === document.body || at.closest(".list, .details") !== null) name.current?.focus();
  }, []);
  if (open?.details == null) return null;
  const { ticket } = open.details;
  return (
    <header class="ticket">
      <button type="button" class="plain only-narrow" aria-label={words.back} onClick={props.onBack}>
        <Icon name="back" />
      </button>
      <div class="about">
        <h2 id="kefu-ticket-name" ref={name} tabIndex={-1} dir="auto">
          {ticket.subject || words.noSubject}
        </h2>
        <p class="marks">
          <span class="faint">#{ticket.number}</span>
          <StatusChip status={ticket.status} />
          {ticket.priority === "normal" ? null : <PriorityMark priority={ticket.priority} />}
          <span class="faint channel">
            <ChannelIcon kind={ticket.channelKind} />
            {ticket.channelId}
          </span>
          {ticket.due === null ? null : <Countdown due={ticket.due} />}
        </p>
      </div>
      <ActBar onAct={props.onAct} />
      <button
        type="button"
        class="plain only-medium"
        aria-label={words.details}
        title={words.details}
        onClick={props.onDetails}
      >
        <Icon name="details" />
      </button>
    </header>
  );
}

/** Who else has it before them: better known before one answers than after. */
function Viewers(): JSX.Element {
  const words = useWords();
  const { open, me } = useInbox().state;
  const names = (open?.viewers ?? []).map((id) => agentName(me?.agents, id));
  return (
    <p class="viewers" role="status">
      {names.length === 0 ? "" : words.agentLooks(names.join(", "))}
    </p>
  );
}
