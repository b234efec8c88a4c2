import type { JSX } from "preact";
import type { NoteView } from "../../http/inbox/protocol.ts";
import { Icon } from "./icons.tsx";
import { LinkedText } from "./linked-text.tsx";
import { MessageBubble } from "./message-bubble.tsx";
import { dayOf, timeOfDay } from "./time-words.ts";
import { type TimelineEntry, timelineOf } from "./timeline.ts";
import { useFollowing } from "./use-following.ts";
import { useInbox, useNow } from "./use-inbox.ts";
import { useLanguage } from "./words.ts";

/** All that was said, and what happened between. */
export function ConversationLog(): JSX.Element | null {
  const { words } = useLanguage();
  const inbox = useInbox();
  const { open } = inbox.state;
  const { log, follow, isBehind, toEnd } = useFollowing(open);
  if (open?.details == null) return null;
  const hasEarlier = open.hasEarlier ?? open.details.hasEarlier;
  return (
    <div
      class="log"
      role="log"
      aria-label={words.conversation}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
      tabIndex={0}
      ref={log}
      onScroll={follow}
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
      {isBehind ? (
        <button type="button" class="newer" onClick={toEnd}>
          {words.newer}
        </button>
      ) : null}
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
