import type { JSX } from "preact";
import type { Chat } from "./chat.ts";
import type { ChatView } from "./chat-state.ts";
import { Icon } from "./icons.tsx";
import type { Texts } from "./texts/texts.ts";

/** Where the visitor writes. */
export function Composer(props: { readonly view: ChatView; readonly chat: Chat; readonly texts: Texts }): JSX.Element {
  const { view, chat, texts } = props;
  const { draft, config } = view;
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        chat.send();
      }}
    >
      {config?.attachments != null && <AttachButton {...props} types={config.attachments.types} />}
      <textarea
        class="draft"
        rows={1}
        // On an empty field it would put the placeholder of a right-to-left language on the left.
        dir={draft === "" ? texts.direction : "auto"}
        placeholder={texts.placeholder}
        aria-label={texts.placeholder}
        value={draft}
        onInput={({ currentTarget }) => {
          chat.write(currentTarget.value);
          fit(currentTarget);
        }}
        onKeyDown={(event) => {
          // Enter that ends a composition chooses a word; Safari tells by the code 229 alone.
          if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
          event.preventDefault();
          chat.send();
          fit(event.currentTarget);
        }}
      />
      <button type="submit" class="send" aria-label={texts.send} aria-disabled={draft.trim() === ""}>
        <Icon name="send" />
      </button>
    </form>
  );
}

/** As high as what is written, as far as the style lets it. */
function fit(field: HTMLTextAreaElement): void {
  field.style.height = "auto";
  field.style.height = `${field.scrollHeight}px`;
}

function AttachButton(props: Parameters<typeof Composer>[0] & { readonly types: readonly string[] }): JSX.Element {
  const { view, chat, texts, types } = props;
  let input: HTMLInputElement | null = null;
  return (
    <>
      <input
        type="file"
        hidden
        accept={types.join(",")}
        ref={(element) => {
          input = element;
        }}
        onChange={({ currentTarget }) => {
          const file = currentTarget.files?.[0];
          if (file !== undefined) void chat.attach(file);
          // The same file may be chosen again.
          currentTarget.value = "";
        }}
      />
      <button
        type="button"
        class="attach"
        aria-label={texts.attach}
        title={texts.attach}
        aria-busy={view.isUploading}
        onClick={() => input?.click()}
      >
        <Icon name="attach" />
      </button>
    </>
  );
}
