import type { JSX } from "preact";
import type { ChatMessage } from "../../http/webchat/protocol.ts";
import type { ChatPanelProps } from "./chat-panel.tsx";
import { quickRepliesIn } from "./chat-state.ts";
import { MessageBubble, OutgoingBubble } from "./message-bubble.tsx";
import { Rating } from "./rating.tsx";
import { dayName, dayOf, timeOf } from "./times.ts";

/** Nearer to the beginning than this, what is earlier is loaded. */
const nearBeginningPixels = 40;

/** What was said. It scrolls from its end (see the style), so that it stays there while more comes before or after. */
export function MessageLog(props: ChatPanelProps): JSX.Element {
  const { view, chat, texts } = props;
  const { messages, outbox, hasEarlier, config } = view;
  return (
    <div
      class="log"
      role="log"
      aria-live="polite"
      aria-label={texts.title}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be scrolled with the keyboard.
      tabIndex={0}
      onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
        if (scrollHeight - clientHeight + scrollTop < nearBeginningPixels) void chat.loadEarlier();
      }}
    >
      <div class="list">
        {hasEarlier ? (
          <button type="button" class="plain middle" onClick={() => void chat.loadEarlier()}>
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
            {...props}
            message={message}
            before={messages[place - 1]}
            after={messages[place + 1]}
          />
        ))}
        {outbox.map((message) => (
          <OutgoingBubble key={message.clientId} {...props} message={message} />
        ))}
        <div class="row">
          {quickRepliesIn(view).map((option) => (
            <button key={option.id} type="button" class="pill" dir="auto" onClick={() => chat.choose(option)}>
              {option.title}
            </button>
          ))}
        </div>
      </div>
    </div>
  );
}

interface EntryProps extends ChatPanelProps {
  readonly message: ChatMessage;
  readonly before: ChatMessage | undefined;
  readonly after: ChatMessage | undefined;
}

/** A message, with its day, who says it, and when, where that is another than before. */
function Entry(props: EntryProps): JSX.Element {
  const { message, before, after, view, texts } = props;
  const { at, from, rating, options } = message;
  const isOwn = from === "visitor";
  return (
    <>
      {(before === undefined || dayOf(before.at) !== dayOf(at)) && <p class="small middle day">{dayName(at, texts)}</p>}
      <div class={isOwn ? "message own" : "message"}>
        {!isOwn && voiceOf(before) !== voiceOf(message) && <p class="small">{message.agentName ?? texts.assistant}</p>}
        <MessageBubble {...props} />
        {rating !== null && (
          <Rating {...props} surveyId={rating.surveyId} options={options} given={view.ratings[rating.surveyId]} />
        )}
        {voiceOf(after) !== voiceOf(message) && (
          <p class="small">
            <time dateTime={at}>{timeOf(at, texts)}</time>
            {isOwn && after === undefined && ` · ${texts.sent}`}
          </p>
        )}
      </div>
    </>
  );
}

/** The same for what one side says on one day. */
function voiceOf(message: ChatMessage | undefined): string | undefined {
  return message && `${message.from === "visitor"}${message.agentName}${dayOf(message.at)}`;
}
