import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { NoteView } from "../../http/inbox/protocol.ts";
import { Icon } from "./icons.tsx";
import { LinkedText } from "./linked-text.tsx";
import { MessageBubble } from "./message-bubble.tsx";
import { dayOf, timeOfDay } from "./time-words.ts";
import { type TimelineEntry, timelineOf } from "./timeline.ts";
import { useInbox, useNow } from "./use-inbox.ts";
import { useLanguage } from "./words.ts";

/** How near to its end somebody must be to be taken along when more is said. */
const nearPixels = 120;

/** All that was said, and what happened between. */
export function ConversationLog(): JSX.Element | null {
  const { words } = useLanguage();
  const inbox = useInbox();
  const log = useRef<HTMLDivElement>(null);
  const { open } = inbox.state;
  const last = open?.details?.messages.at(-1)?.sequence ?? 0;
  const marks = `${last} ${open?.details?.notes.length} ${open?.typing.length}`;
  const wasNearEnd = useRef(true);
  // What comes in moves the log, not what is drawn anew.
  useLayoutEffect(() => {
    if (wasNearEnd.current && log.current !== null) log.current.scrollTop = log.current.scrollHeight;
  }, [marks]);
  if (open?.details == null) return null;
  const follow = (element: HTMLElement) => {
    wasNearEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < nearPixels;
  };
  const hasEarlier = open.hasEarlier ?? open.details.hasEarlier;
  return (
    <div
      class="log"
      role="log"
      aria-label={words.conversation}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
      tabIndex={0}
      ref={log}
      onScroll={(event) => follow(event.currentTarget)}
    >
      {hasEarlier ? (
        <button
          type="button"
          class="earlier"
          onClick={() => void inbox.attempt(async () => inbox.ticket?.loadEarlier())}
        >
          {words.earlier}
        </button>
      ) : null}
      {timelineOf({ ...open.details, hasEarlier }, open.earlier).map((entry) => (
        <Entry key={keyOf(entry)} entry={entry} />
      ))}
      {open.typing.map(({ from, agentId }) => (
        <p key={agentId ?? from} class="typing" data-from={from}>
          <span class="dots" aria-hidden="true" />
          {agentId === null ? words.customerTypes : words.agentTypes(agentName(inbox.state.me?.agents, agentId))}
        </p>
      ))}
    </div>
  );
}

/** The name of an agent; the id where nobody told it. */
export function agentName(agents: readonly { id: string; name: string }[] | undefined, id: string): string {
  return agents?.find((agent) => agent.id === id)?.name ?? id;
}

function keyOf(entry: TimelineEntry): string {
  return entry.kind === "message" ? entry.message.id : `${entry.kind} ${entry.at}`;
}

function Entry({ entry }: { readonly entry: TimelineEntry }): JSX.Element {
  const { words, tag } = useLanguage();
  const at = useNow(60_000);
  switch (entry.kind) {
    case "message":
      return <MessageBubble message={entry.message} goesOn={entry.goesOn} />;
    case "note":
      return <Note note={entry.note} />;
    case "day":
      return <p class="day">{dayOf(entry.at, at, words, tag)}</p>;
    case "opened":
      return <p class="happened">{words.opened(entry.number)}</p>;
    case "survey":
      return <p class="happened">{words.surveyAnswered}</p>;
    default:
      return entry satisfies never;
  }
}

function Note({ note }: { readonly note: NoteView }): JSX.Element {
  const { words, tag } = useLanguage();
  const { state } = useInbox();
  return (
    <article class="message note">
      <header>
        <Icon name="lock" />
        <strong>{agentName(state.me?.agents, note.by)}</strong>
        <span>{words.internalNote}</span>
      </header>
      <div class="bubble">
        <p dir="auto">
          <LinkedText text={note.text} />
        </p>
      </div>
      <footer>
        <time dateTime={note.at}>{timeOfDay(note.at, tag)}</time>
      </footer>
    </article>
  );
}
