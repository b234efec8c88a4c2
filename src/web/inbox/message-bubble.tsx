import type { JSX } from "preact";
import type { MessageView } from "../../http/inbox/protocol.ts";
import { Icon } from "./icons.tsx";
import { LinkedText } from "./linked-text.tsx";
import { timeOfDay } from "./time-words.ts";
import { useInbox } from "./use-inbox.ts";
import { useLanguage } from "./words.ts";

/** A message with its files, what may be chosen, and what became of it. */
export function MessageBubble(props: { readonly message: MessageView; readonly goesOn: boolean }): JSX.Element {
  const { message, goesOn } = props;
  const { words, tag } = useLanguage();
  const author = words.from[message.from];
  return (
    <article class="message" data-from={message.from} data-goes-on={goesOn}>
      <header class={goesOn ? "unseen" : ""}>
        <strong dir="auto">{message.name ?? author}</strong>
        {message.name === null || message.from === "customer" ? null : <span class="faint">{author}</span>}
      </header>
      <div class="bubble">
        <Body message={message} />
        {message.reaction === null ? null : (
          <span class="reaction" role="img" aria-label={words.reacted(message.reaction)}>
            {message.reaction}
          </span>
        )}
      </div>
      <footer>
        <time dateTime={message.at}>{timeOfDay(message.at, tag)}</time>
        {message.edited && !message.deleted ? <span>{words.edited}</span> : null}
        <DeliveryState message={message} />
      </footer>
    </article>
  );
}

function Body({ message }: { readonly message: MessageView }): JSX.Element {
  const { words } = useLanguage();
  const { api } = useInbox();
  if (message.deleted) return <p class="deleted">{words.deleted}</p>;
  return (
    <>
      {message.text === "" ? null : (
        <p dir="auto">
          <LinkedText text={message.text} />
        </p>
      )}
      {message.choice === null || message.choice === message.text ? null : <p>{words.chose(message.choice)}</p>}
      {message.files.map(({ index, kind, name }) => (
        <a
          key={index}
          class="file"
          href={api.url(`/media/${encodeURIComponent(message.id)}/${index}`)}
          download=""
          aria-label={words.file(name ?? words.unnamedFile[kind] ?? kind)}
        >
          <Icon name="file" />
          <span dir="auto">{name ?? words.unnamedFile[kind] ?? kind}</span>
        </a>
      ))}
      {message.options.length === 0 ? null : (
        <ul class="options" aria-label={words.offers}>
          {message.options.map((option) => (
            <li key={option} dir="auto">
              {option}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

/** Whether it arrived; what did not may be sent again by who may. */
function DeliveryState({ message }: { readonly message: MessageView }): JSX.Element | null {
  const { words } = useLanguage();
  const inbox = useInbox();
  const { status } = message;
  if (message.from === "customer" || words.messageStatus[status] === "") return null;
  const isLost = status === "failed" || status === "unknown";
  const mayResend = isLost && inbox.state.open?.details?.may.includes("resend");
  return (
    <>
      <span class="delivery" data-status={status}>
        {words.messageStatus[status]}
        {isLost && message.statusReason !== null ? `: ${message.statusReason}` : ""}
      </span>
      {mayResend ? (
        <button type="button" class="link" onClick={() => void inbox.ticket?.act("resend", { messageId: message.id })}>
          {words.act.resend}
        </button>
      ) : null}
    </>
  );
}
