import type { JSX } from "preact";
import { now } from "../browser-clock.ts";
import type { Chat } from "./chat.ts";
import { type ChatView, unreadIn } from "./chat-state.ts";
import { Composer, isComposing } from "./composer.tsx";
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
  const { isOpen } = view;
  const unread = isOpen ? 0 : unreadIn(view);
  const label = isOpen ? texts.close : texts.open;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape closes it from wherever the focus is.
    <div
      class={isOpen ? "root open" : "root"}
      lang={texts.language}
      dir={texts.direction}
      onKeyDown={(event) => {
        if (event.key === "Escape" && !isComposing(event)) chat.close();
      }}
    >
      {isOpen && <Dialog {...props} />}
      <button
        type="button"
        class="round filled launcher"
        aria-expanded={isOpen}
        aria-label={unread === 0 ? label : `${label} (${filled(texts.unread, unread)})`}
        onClick={() => (isOpen ? chat.close() : chat.open())}
      >
        <Icon name={isOpen ? "close" : "chat"} />
        {unread > 0 && <span class="unread">{unread}</span>}
      </button>
    </div>
  );
}

function Dialog(props: ChatPanelProps): JSX.Element {
  const { view, chat, texts } = props;
  const { notice, typing, connection, config } = view;
  const title = props.title ?? config?.title ?? texts.title;
  return (
    <section class="panel" role="dialog" aria-label={title}>
      <header class="row">
        <div class="heading">
          <h2 dir="auto">{title}</h2>
          <p class="small">{standing(props)}</p>
        </div>
        <button type="button" class="round" aria-label={texts.close} onClick={() => chat.close()}>
          <Icon name="close" />
        </button>
      </header>
      <p class="line small alert" role="status">
        {connection === "offline" && texts.offline}
      </p>
      <MessageLog {...props} />
      <p class="line small" role="status">
        {typing !== null && (
          <>
            {filled(texts.typing, typing || texts.assistant)} <i aria-hidden="true">•••</i>
          </>
        )}
      </p>
      <p class="line small alert" role="alert">
        {notice !== null && filled(texts[notice.text], notice.limit)}
      </p>
      <Composer {...props} />
    </section>
  );
}

/** Who is there, or when somebody will be. */
function standing({ view, texts }: ChatPanelProps): string | null {
  const { conversation, config } = view;
  if (conversation.state === "human" && conversation.agentName !== null) {
    return filled(texts.withAgent, conversation.agentName);
  }
  const { isOpen = true, opensAt = null } = config ?? {};
  if (isOpen) return conversation.state === "queued" ? texts.queued : null;
  if (opensAt === null) return texts.closed;
  // It may have opened meanwhile.
  return Date.parse(opensAt) > now() ? filled(texts.opensAt, comingTime(opensAt, texts)) : null;
}
