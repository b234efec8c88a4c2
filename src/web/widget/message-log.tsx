import type { JSX } from "preact";
import type { ChatMessage } from "../../http/webchat/protocol.ts";
import type { ChatPanelProps } from "./chat-panel.tsx";
import { type ShownMessage, shownIn } from "./chat-state.ts";
import { MessageBubble } from "./message-bubble.tsx";
import { Rating } from "./rating.tsx";
import { dayName, dayOf, timeOf } from "./times.ts";

/** Nearer to the beginning than this, what is earlier is loaded. */
const nearBeginningPixels = 40;

/** What was said. It scrolls from its end (see the style), so that it stays there while more comes before or after. */
export function MessageLog(props: ChatPanelProps): JSX.Element {
  const { view, chat, texts } = props;
  const { hasEarlier, config, connection, isNews } = view;
  const shown = shownIn(view);
  const last = shown.at(-1);
  return (
    <div
      class="log"
      role="log"
      // What is only loaded is not news, and not to be read aloud.
      aria-live={connection === "live" && isNews ? "polite" : "off"}
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
        {shown.map((message, place) => (
          // The same while it is sent and when it is stored: it is read aloud once.
          <Entry key={message.clientId ?? message.sequence} {...props} {...{ shown, message, place }} />
        ))}
        <div class="row">
          {last?.rating === null &&
            last.options.map((option) => (
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
  readonly shown: readonly ShownMessage[];
  readonly message: ShownMessage;
  readonly place: number;
}

/** A message, with its day, who says it, and when, where that is another than before. */
function Entry(props: EntryProps): JSX.Element {
  const { shown, message, place, chat, texts } = props;
  const { at, from, rating, options, status } = message;
  const [before, after] = [shown[place - 1], shown[place + 1]];
  const isOwn = from === "visitor";
  const chosen = shown.map(({ choice }) => choice?.id);
  return (
    <>
      {(before === undefined || dayOf(before.at) !== dayOf(at)) && <p class="small middle day">{dayName(at, texts)}</p>}
      <div class={isOwn ? "message own" : "message"}>
        {!isOwn && voiceOf(before) !== voiceOf(message) && <p class="small">{message.agentName ?? texts.assistant}</p>}
        <MessageBubble {...props} />
        {rating !== null && (
          <Rating {...{ chat, options }} given={options.findIndex(({ id }) => chosen.includes(id))} />
        )}
        {status === "waiting" || status === "refused" ? (
          <p class="small alert">
            {texts.unsent}
            <button type="button" class="plain" onClick={() => chat.resend(message)}>
              {texts.resend}
            </button>
          </p>
        ) : (
          voiceOf(after) !== voiceOf(message) && (
            <p class="small">
              <time dateTime={at}>{timeOf(at, texts)}</time>
              {isOwn && after === undefined && ` · ${status === "sent" ? texts.sent : "…"}`}
            </p>
          )
        )}
      </div>
    </>
  );
}

/** The same for what one side says on one day. */
function voiceOf(message: ChatMessage | undefined): string | undefined {
  return message && `${message.from === "visitor"}${message.agentName}${dayOf(message.at)}`;
}
