import type { ComponentChildren, JSX } from "preact";
import type { ChatFile, ChatMessage } from "../../http/webchat/protocol.ts";
import { linkedText } from "../linked-text.ts";
import type { Chat } from "./chat.ts";
import type { OutgoingMessage } from "./chat-state.ts";
import { Icon } from "./icons.tsx";
import type { Texts } from "./texts/texts.ts";

/** The text, its addresses as links; never anything else, whatever is in it. */
function Linked({ text }: { readonly text: string }): JSX.Element {
  return (
    <>
      {linkedText(text).map(({ text: part, href }) =>
        href === null ? (
          part
        ) : (
          <a href={href} target="_blank" rel="noopener nofollow">
            {part}
          </a>
        ),
      )}
    </>
  );
}

function Bubble({ children }: { readonly children: ComponentChildren }): JSX.Element {
  return (
    <p class="bubble" dir="auto">
      {children}
    </p>
  );
}

/** A message that the server has. */
export function MessageBubble(props: {
  readonly message: ChatMessage;
  readonly chat: Chat;
  readonly texts: Texts;
}): JSX.Element {
  const { message, chat, texts } = props;
  const text = message.text || (message.choice?.title ?? "");
  return (
    <>
      {text !== "" && (
        <Bubble>
          <Linked text={text} />
        </Bubble>
      )}
      {message.files.map((file) => (
        <FileLink key={file.index} file={file} texts={texts} load={() => void chat.download(message.sequence, file)} />
      ))}
    </>
  );
}

function FileLink(props: { readonly file: ChatFile; readonly texts: Texts; readonly load: () => void }): JSX.Element {
  const { file, texts, load } = props;
  const inside = (
    <>
      <Icon name="attach" />
      <span dir="auto">{file.name ?? texts.file}</span>
    </>
  );
  return file.url !== null && /^https?:\/\//i.test(file.url) ? (
    <a class="bubble file" href={file.url} target="_blank" rel="noopener nofollow">
      {inside}
    </a>
  ) : (
    <button type="button" class="bubble file" onClick={load}>
      {inside}
    </button>
  );
}

/** A message that is on its way. */
export function OutgoingBubble(props: {
  readonly message: OutgoingMessage;
  readonly chat: Chat;
  readonly texts: Texts;
}): JSX.Element {
  const { message, chat, texts } = props;
  const { text, choice, attachment, status, clientId } = message;
  return (
    <>
      <Bubble>
        <Linked text={text || (choice?.title ?? attachment?.name ?? "")} />
      </Bubble>
      <p class="status" data-status={status}>
        {texts[status]}
        {(status === "waiting" || status === "refused") && (
          <button type="button" class="plain" onClick={() => chat.resend(clientId)}>
            {texts.resend}
          </button>
        )}
      </p>
    </>
  );
}
