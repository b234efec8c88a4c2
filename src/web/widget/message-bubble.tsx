import type { JSX } from "preact";
import type { ChatFile, ChatMessage } from "../../http/webchat/protocol.ts";
import { linkedText } from "../linked-text.ts";
import type { ChatPanelProps } from "./chat-panel.tsx";
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

/** What a message says. */
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
    <button type="button" class="bubble file row" onClick={() => void chat.download(message.sequence, file)}>
      <Icon name="download" />
      <bdi>{file.name ?? file.mimeType ?? file.kind}</bdi>
    </button>
  );
}
