import { Component, type JSX } from "preact";
import type { ChatMessage } from "../../http/webchat/protocol.ts";
import type { Chat } from "./chat.ts";
import { type ChatView, quickRepliesIn } from "./chat-state.ts";
import { MessageBubble, OutgoingBubble } from "./message-bubble.tsx";
import { Rating } from "./rating.tsx";
import type { Texts } from "./texts/texts.ts";
import { dayName, dayOf, timeOf } from "./times.ts";

interface MessageLogProps {
  readonly view: ChatView;
  readonly chat: Chat;
  readonly texts: Texts;
}

/** Nearer to the end than this, the log follows what comes. */
const nearEndPixels = 80;
/** Nearer to the beginning than this, what is earlier is loaded. */
const nearBeginningPixels = 40;

/** What was said. Stays at its end while somebody reads there, and where it is while they read further up. */
export class MessageLog extends Component<MessageLogProps> {
  #log: HTMLElement | null = null;

  override componentDidMount(): void {
    this.#log?.scrollTo(0, this.#log.scrollHeight);
  }

  override getSnapshotBeforeUpdate(): number | null {
    const log = this.#log;
    if (log === null) return null;
    const fromEnd = log.scrollHeight - log.scrollTop;
    return fromEnd - log.clientHeight < nearEndPixels ? log.clientHeight : fromEnd;
  }

  override componentDidUpdate(before: MessageLogProps, _: unknown, fromEnd: number | null): void {
    const log = this.#log;
    if (log === null || fromEnd === null) return;
    const [was, is] = [before.view, this.props.view];
    const isOwn = is.outbox.length > was.outbox.length;
    const isEarlier = is.messages[0]?.sequence !== was.messages[0]?.sequence && was.messages.length > 0;
    const wasAtEnd = fromEnd === log.clientHeight || was.messages.length === 0;
    if (isOwn || wasAtEnd) log.scrollTop = log.scrollHeight;
    else if (isEarlier) log.scrollTop = log.scrollHeight - fromEnd;
  }

  override render({ view, chat, texts }: MessageLogProps): JSX.Element {
    const { messages, outbox, conversation, hasEarlier, isLoadingEarlier, typing, config } = view;
    const scrolled = ({ currentTarget }: { readonly currentTarget: HTMLElement }): void => {
      if (currentTarget.scrollTop < nearBeginningPixels && hasEarlier) void chat.loadEarlier();
    };
    return (
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be scrolled with the keyboard.
      <div
        class="log"
        tabIndex={0}
        role="log"
        aria-live="polite"
        aria-label={texts.messages}
        onScroll={scrolled}
        ref={this.#refer}
      >
        {hasEarlier ? (
          <button
            type="button"
            class="plain earlier"
            aria-busy={isLoadingEarlier}
            onClick={() => void chat.loadEarlier()}
          >
            {texts.earlier}
          </button>
        ) : (
          <p class="welcome" dir="auto">
            {config?.welcome ?? texts.welcome}
          </p>
        )}
        {messages.map((message, place) => (
          <Entry
            key={message.sequence}
            {...{ message, view, chat, texts }}
            before={messages[place - 1]}
            after={messages[place + 1]}
          />
        ))}
        {outbox.map((message) => (
          <div key={message.clientId} class="message own">
            <OutgoingBubble {...{ message, chat, texts }} />
          </div>
        ))}
        <QuickReplies {...{ view, chat }} />
        {conversation.state === "queued" && typing === null && <p class="queued">{texts.queued}</p>}
      </div>
    );
  }

  readonly #refer = (log: HTMLElement | null): void => {
    this.#log = log;
  };
}

interface EntryProps extends MessageLogProps {
  readonly message: ChatMessage;
  readonly before: ChatMessage | undefined;
  readonly after: ChatMessage | undefined;
}

/** A message, with its day, who says it, and when, where that is another than before. */
function Entry({ message, before, after, view, chat, texts }: EntryProps): JSX.Element {
  const isOwn = message.from === "visitor";
  const isNewDay = before === undefined || dayOf(before.at) !== dayOf(message.at);
  const isFirst = isNewDay || !isSameVoice(before, message);
  const isLast = after === undefined || dayOf(after.at) !== dayOf(message.at) || !isSameVoice(message, after);
  const isLatest = after === undefined && view.outbox.length === 0;
  const name = message.from === "agent" ? message.agentName : texts.assistant;
  return (
    <>
      {isNewDay && <p class="day">{dayName(message.at, texts)}</p>}
      <div class={isOwn ? "message own" : "message"}>
        {!isOwn && isFirst && name !== null && <p class="name">{name}</p>}
        <MessageBubble {...{ message, chat, texts }} />
        {message.rating !== null && (
          <Rating
            {...{ chat, texts, options: message.options, surveyId: message.rating.surveyId }}
            given={view.ratings[message.rating.surveyId]}
          />
        )}
        {isLast && (
          <p class="status">
            <time dateTime={message.at}>{timeOf(message.at, texts)}</time>
            {isOwn && isLatest && ` · ${texts.sent}`}
          </p>
        )}
      </div>
    </>
  );
}

function isSameVoice(one: ChatMessage, other: ChatMessage): boolean {
  const voice = ({ from, agentName }: ChatMessage) => (from === "desk" ? "bot" : from) + (agentName ?? "");
  return voice(one) === voice(other);
}

function QuickReplies({ view, chat }: Pick<MessageLogProps, "view" | "chat">): JSX.Element | null {
  const options = quickRepliesIn(view);
  if (options.length === 0) return null;
  return (
    <div class="options">
      {options.map((option) => (
        <button key={option.id} type="button" class="pill" dir="auto" onClick={() => chat.choose(option)}>
          {option.title}
        </button>
      ))}
    </div>
  );
}
