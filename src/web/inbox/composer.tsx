import type { JSX, TargetedKeyboardEvent } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { CannedPicker } from "./canned-picker.tsx";
import { keep, kept } from "./kept.ts";
import { useInbox } from "./use-inbox.ts";
import { useWords, type Words } from "./words.ts";

export type ComposerMode = "reply" | "note";

/** What is written, and whether the field is to be focused once it is there. */
export interface ComposerState {
  readonly mode: ComposerMode;
  readonly wantsFocus: boolean;
}

/** Where answers and notes are written. Each ticket keeps its own of both until they are sent, over a reload too. */
export function Composer(props: {
  readonly ticketId: string;
  readonly state: ComposerState;
  readonly onMode: (mode: ComposerMode) => void;
  readonly onFocused: () => void;
}): JSX.Element | null {
  const words = useWords();
  const inbox = useInbox();
  const { open, me } = inbox.state;
  const may = open?.details?.may ?? [];
  const modes = (["reply", "note"] as const).filter((one) => may.includes(one));
  const mode = modes.includes(props.state.mode) ? props.state.mode : modes[0];
  if (open?.details == null) return null;
  if (mode === undefined) return <ReadOnly draft={kept("sessionStorage", `reply:${props.ticketId}`)} />;
  return (
    <div class="composer" data-mode={mode}>
      <div class="modes" role="tablist">
        {modes.map((one) => (
          <button
            key={one}
            type="button"
            role="tab"
            id={`kefu-${one}-tab`}
            aria-selected={one === mode}
            aria-controls="kefu-composer"
            onClick={() => props.onMode(one)}
          >
            {words[one]}
          </button>
        ))}
      </div>
      {mode === "reply" && open.details.conversation.state === "bot" ? <p class="hint">{words.botHasIt}</p> : null}
      <Draft
        key={`${props.ticketId} ${mode}`}
        ticketId={props.ticketId}
        mode={mode}
        wantsFocus={props.state.wantsFocus}
        onFocused={props.onFocused}
        hasCanned={(me?.cannedReplies.length ?? 0) > 0}
      />
    </div>
  );
}

/** In place of the fields; what was typed before somebody else took the ticket is not lost. */
function ReadOnly({ draft }: { readonly draft: string | null }): JSX.Element {
  const words = useWords();
  return (
    <div class="composer read-only">
      <p>{words.readOnly}</p>
      {draft === null ? null : (
        <>
          <p>{words.notSent}</p>
          <blockquote dir="auto">{draft}</blockquote>
        </>
      )}
    </div>
  );
}

/** What brings the canned replies where nothing is written yet: the key as it is, and as Chinese input methods give it. */
const cannedKeys: readonly string[] = ["/", "、"];

function placeholderOf(mode: ComposerMode, hasCanned: boolean, words: Words): string {
  if (mode === "note") return words.notePlaceholder;
  return hasCanned ? words.replyPlaceholderCanned : words.replyPlaceholder;
}

function Draft(props: {
  readonly ticketId: string;
  readonly mode: ComposerMode;
  readonly wantsFocus: boolean;
  readonly onFocused: () => void;
  readonly hasCanned: boolean;
}): JSX.Element {
  const { mode } = props;
  const words = useWords();
  const inbox = useInbox();
  const key = `${mode}:${props.ticketId}`;
  const [text, setText] = useState(kept("sessionStorage", key) ?? "");
  const field = useRef<HTMLTextAreaElement>(null);
  const { wantsFocus, onFocused } = props;
  // At once: the next key is meant for it.
  useLayoutEffect(() => {
    if (!wantsFocus) return;
    field.current?.focus();
    onFocused();
  }, [wantsFocus, onFocused]);
  const write = (next: string) => {
    if (mode === "reply" && props.hasCanned && text === "" && cannedKeys.includes(next)) {
      document.getElementById("kefu-canned")?.click();
      if (field.current !== null) field.current.value = "";
      return;
    }
    setText(next);
    keep("sessionStorage", key, next);
    if (mode === "reply" && next !== "") inbox.ticket?.typed();
  };
  const isSending = useRef(false);
  const send = async () => {
    if (text.trim() === "" || isSending.current) return;
    isSending.current = true;
    const isSent = await inbox.ticket?.act(mode, { text }).finally(() => {
      isSending.current = false;
    });
    if (!isSent) return;
    keep("sessionStorage", key, "");
    // What was typed meanwhile stays.
    setText((now) => (now === text ? "" : now));
  };
  const onKeyDown = (event: TargetedKeyboardEvent<HTMLTextAreaElement>) => {
    // While an input method composes, Enter and Esc are its own; 229 is what Safari still says when it ends.
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "Escape") document.getElementById("kefu-ticket-name")?.focus();
    if (event.key !== "Enter" || event.shiftKey) return;
    event.preventDefault();
    void send();
  };
  return (
    <div id="kefu-composer" role="tabpanel" aria-labelledby={`kefu-${mode}-tab`}>
      <textarea
        ref={field}
        rows={3}
        value={text}
        aria-label={words[mode]}
        placeholder={placeholderOf(mode, props.hasCanned, words)}
        dir={text === "" ? undefined : "auto"}
        onInput={(event) => write(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <div class="tools">
        {mode === "reply" && props.hasCanned ? (
          <CannedPicker
            onOpen={() => field.current?.focus()}
            onChoose={(chosen) => write(text === "" ? chosen : `${text}\n${chosen}`)}
          />
        ) : null}
        <button type="button" class="primary send" aria-disabled={text.trim() === ""} onClick={() => void send()}>
          {mode === "reply" ? words.send : words.addNote}
        </button>
      </div>
    </div>
  );
}
