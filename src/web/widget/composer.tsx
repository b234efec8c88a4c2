import type { JSX } from "preact";
import type { ChatPanelProps } from "./chat-panel.tsx";
import { Icon } from "./icons.tsx";

/** Where the visitor writes. */
export function Composer(props: ChatPanelProps): JSX.Element {
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
      {config?.attachments && <AttachButton {...props} accept={config.attachments.types.join()} />}
      <textarea
        class="draft"
        rows={1}
        // On an empty field it would put the placeholder of a right-to-left language on the left.
        dir={draft === "" ? texts.direction : "auto"}
        placeholder={texts.placeholder}
        aria-label={texts.placeholder}
        value={draft}
        ref={fitHeight}
        onInput={({ currentTarget }) => {
          chat.write(currentTarget.value);
          fitHeight(currentTarget);
        }}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || event.shiftKey || isComposing(event)) return;
          event.preventDefault();
          chat.send();
          fitHeight(event.currentTarget);
        }}
      />
      <button type="submit" class="round filled" aria-label={texts.send} aria-disabled={draft.trim() === ""}>
        <Icon name="send" />
      </button>
    </form>
  );
}

/** Keys that end a composition choose a word, or give it up, and mean nothing else; Safari tells by the code 229 alone. */
export function isComposing({ isComposing, keyCode }: KeyboardEvent): boolean {
  return isComposing || keyCode === 229;
}

/** As high as what is written, as far as the style lets it. */
function fitHeight(field: HTMLTextAreaElement | null): void {
  if (field === null) return;
  field.style.height = "";
  field.style.height = `${field.scrollHeight}px`;
}

function AttachButton({ view, chat, texts, accept }: ChatPanelProps & { readonly accept: string }): JSX.Element {
  return (
    <label class="round" aria-busy={view.isUploading}>
      <input
        type="file"
        accept={accept}
        aria-label={texts.attach}
        onChange={({ currentTarget }) => {
          const file = currentTarget.files?.[0];
          if (file !== undefined) void chat.attach(file);
          // The same file may be chosen again.
          currentTarget.value = "";
        }}
      />
      <Icon name="attach" />
    </label>
  );
}
