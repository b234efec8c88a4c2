import type { JSX } from "preact";
import { now } from "../browser-clock.ts";
import type { Chat } from "./chat.ts";
import { type ChatView, unreadIn } from "./chat-state.ts";
import { Composer } from "./composer.tsx";
import { Icon } from "./icons.tsx";
import { MessageLog } from "./message-log.tsx";
import { filled, type Texts } from "./texts/texts.ts";
import { comingTime } from "./times.ts";

export interface ChatPanelProps {
  readonly view: ChatView;
  readonly chat: Chat;
  readonly texts: Texts;
  /** What the page calls it. */
  readonly title: string | undefined;
}

/** The widget: a button, and what it opens. */
export function ChatPanel(props: ChatPanelProps): JSX.Element {
  const { view, chat, texts } = props;
  const unread = unreadIn(view);
  const label = view.isOpen ? texts.close : texts.open;
  return (
    <div
      class={view.isOpen ? "root open" : "root"}
      lang={texts.language}
      dir={texts.direction}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || event.isComposing || !view.isOpen) return;
        event.stopPropagation();
        chat.close();
      }}
    >
      {view.isOpen && <Dialog {...props} />}
      <button
        type="button"
        class="launcher"
        aria-expanded={view.isOpen}
        aria-label={unread === 0 ? label : `${label}, ${filled(texts.unread, { count: unread })}`}
        onClick={() => (view.isOpen ? chat.close() : chat.open())}
      >
        <Icon name={view.isOpen ? "close" : "chat"} />
        {unread > 0 && !view.isOpen && (
          <span class="unread" aria-hidden="true">
            {unread > 99 ? "99+" : unread}
          </span>
        )}
      </button>
    </div>
  );
}

function Dialog(props: ChatPanelProps): JSX.Element {
  const { view, chat, texts } = props;
  const title = props.title ?? view.config?.title ?? texts.title;
  const { notice } = view;
  return (
    <section class="panel" role="dialog" aria-label={title}>
      <header>
        <div class="heading">
          <h2 dir="auto">{title}</h2>
          <Standing {...props} />
        </div>
        <button type="button" class="close" aria-label={texts.close} onClick={() => chat.close()}>
          <Icon name="close" />
        </button>
      </header>
      <p class="banner" role="status">
        {view.connection === "offline" && texts.offline}
      </p>
      <MessageLog {...props} />
      <Typing {...props} />
      <p class="notice" role="alert">
        {notice !== null && filled(texts[notice.text], { limit: notice.limit ?? "" })}
      </p>
      <Composer {...props} />
    </section>
  );
}

/** Who is there, or when somebody will be. */
function Standing({ view, texts }: ChatPanelProps): JSX.Element | null {
  const { conversation, config } = view;
  if (conversation.state === "human" && conversation.agentName !== null) {
    return <p class="standing here">{filled(texts.withAgent, { name: conversation.agentName })}</p>;
  }
  if (config === null || config.isOpen) return null;
  const { opensAt } = config;
  if (opensAt === null) return <p class="standing">{texts.closed}</p>;
  // It has opened meanwhile.
  if (new Date(opensAt).getTime() <= now()) return null;
  return <p class="standing">{filled(texts.opensAt, { time: comingTime(opensAt, texts) })}</p>;
}

function Typing({ view, texts }: ChatPanelProps): JSX.Element {
  const { typing } = view;
  return (
    <p class="typing" role="status">
      {typing !== null && (
        <>
          <span class="hidden">{filled(texts.typing, { name: typing || texts.someone })}</span>
          <span class="dots" aria-hidden="true">
            <i />
            <i />
            <i />
          </span>
          <span aria-hidden="true">{filled(texts.typing, { name: typing || texts.someone })}</span>
        </>
      )}
    </p>
  );
}
