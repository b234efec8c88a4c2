import type { JSX } from "preact";
import type { ChatFile, ChatMessage } from "../../http/webchat/protocol.ts";
import { linkedText } from "../linked-text.ts";
import type { ChatPanelProps } from "./chat-panel.tsx";
import type { OutgoingMessage } from "./chat-state.ts";
import { Icon } from "./icons.tsx";

/** The text, its addresses as links; never anything else, whatever is in it. */
function Bubble({ text }: { readonly text: string }): JSX.Element | null {
  if (text === "") return null;
  const parts = linkedText(text).map(({ text: part, href }) =>
    href === null ? (
      part
    ) : (
      <a key={part} href={href} target="_blank" rel="noopener nofollow">
        {part}
      </a>
    ),
  );
  return (
    <p class="bubble" dir="auto">
      {parts}
    </p>
  );
}

/** A message that the server has. */
export function MessageBubble(props: ChatPanelProps & { readonly message: ChatMessage }): JSX.Element {
  const { text, choice, files } = props.message;
  return (
    <>
      <Bubble text={text || (choice?.title ?? "")} />
      {files.map((file) => (
        <FileLink key={file.index} {...props} file={file} />
      ))}
    </>
  );
}

function FileLink(props: Parameters<typeof MessageBubble>[0] & { readonly file: ChatFile }): JSX.Element {
  const { file, chat, message } = props;
  return (
    <button type="button" class="bubble file" onClick={() => void chat.download(message.sequence, file)}>
      <Icon name="download" />
      <bdi>{file.name ?? file.mimeType ?? file.kind}</bdi>
    </button>
  );
}

/** A message that is on its way. */
export function OutgoingBubble(props: ChatPanelProps & { readonly message: OutgoingMessage }): JSX.Element {
  const { chat, texts, message } = props;
  const { text, choice, attachment, status, clientId } = message;
  const isStuck = status === "waiting" || status === "refused";
  return (
    <div class="message own">
      <Bubble text={text || (choice?.title ?? attachment?.name ?? "")} />
      <p class={isStuck ? "small alert" : "small"}>
        {isStuck ? texts.unsent : status === "sent" ? texts.sent : "…"}
        {isStuck && (
          <button type="button" class="plain" onClick={() => chat.resend(clientId)}>
            {texts.resend}
          </button>
        )}
      </p>
    </div>
  );
}
