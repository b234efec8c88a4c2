import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import type { AgentView } from "../../http/inbox/protocol.ts";
import { Icon } from "./icons.tsx";
import { useInbox } from "./use-inbox.ts";
import { dictionaries, type LanguageTag, useLanguage } from "./words.ts";

const presences = ["online", "away", "offline"] as const;

/** Search, presence with load, language and help. */
export function TopBar(props: {
  readonly title: string;
  readonly onMenu: () => void;
  readonly onHelp: () => void;
}): JSX.Element {
  const { words, tag, choose } = useLanguage();
  const inbox = useInbox();
  const { me } = inbox.state;
  return (
    <header class="top">
      <button type="button" class="plain only-narrow" aria-label={words.views} onClick={props.onMenu}>
        <Icon name="menu" />
      </button>
      <h1>{props.title}</h1>
      <SearchField />
      {me === null ? null : (
        <span class="own">
          <PresenceSelect agent={me.agent} label={words.presenceLabel} />
          <span class="load" title={words.loadLabel}>
            <span class="unseen">{words.loadLabel} </span>
            {words.load(me.agent.load, me.agent.capacity)}
          </span>
        </span>
      )}
      <select
        class="quiet language"
        aria-label={words.theme}
        value={tag}
        onChange={(event) => choose(event.currentTarget.value as LanguageTag)}
      >
        {Object.entries(dictionaries).map(([value, { language }]) => (
          <option key={value} value={value} lang={value}>
            {language}
          </option>
        ))}
      </select>
      <button type="button" class="plain help" aria-label={words.help} title={words.help} onClick={props.onHelp}>
        <Icon name="help" />
      </button>
    </header>
  );
}

/** Whether an agent is there; one's own, or as a supervisor somebody's. */
export function PresenceSelect({ agent, label }: { readonly agent: AgentView; readonly label: string }): JSX.Element {
  const { words } = useLanguage();
  const inbox = useInbox();
  const set = (presence: string) => void inbox.setPresence(agent.id, presence as AgentView["presence"]);
  return (
    <span class="presence" data-presence={agent.presence}>
      <select
        class="quiet"
        aria-label={label}
        value={agent.presence}
        onChange={(event) => set(event.currentTarget.value)}
      >
        {presences.map((presence) => (
          <option key={presence} value={presence}>
            {words.presence[presence]}
          </option>
        ))}
      </select>
    </span>
  );
}

function SearchField(): JSX.Element {
  const { words } = useLanguage();
  const inbox = useInbox();
  const field = useRef<HTMLInputElement>(null);
  const submit = (event: Event) => {
    event.preventDefault();
    const text = field.current?.value.trim() ?? "";
    if (text === "") inbox.go({ view: "mine", ticketId: null });
    else void inbox.search(text);
  };
  return (
    <search>
      <form class="search" onSubmit={submit}>
        <Icon name="search" />
        <input
          id="kefu-search"
          ref={field}
          type="search"
          aria-label={words.search}
          placeholder={words.searchPlaceholder}
          defaultValue={inbox.state.search?.text ?? ""}
          onKeyDown={(event) => {
            if (event.key === "Escape" && !event.isComposing) event.currentTarget.blur();
          }}
        />
      </form>
    </search>
  );
}
