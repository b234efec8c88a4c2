import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { CannedPreview } from "../../http/inbox/protocol.ts";
import { Dialog } from "./dialog.tsx";
import { Icon } from "./icons.tsx";
import { useInbox } from "./use-inbox.ts";
import { useWords } from "./words.ts";

/** Chooses a canned reply, seen before as this customer would read it. The focus is back where `onOpen` puts it. */
export function CannedPicker(props: {
  readonly onOpen: () => void;
  readonly onChoose: (text: string) => void;
}): JSX.Element {
  const words = useWords();
  const [isOpen, setIsOpen] = useState(false);
  const open = () => {
    props.onOpen();
    setIsOpen(true);
  };
  return (
    <>
      <button type="button" id="kefu-canned" class="plain with-text" aria-haspopup="dialog" onClick={open}>
        <Icon name="canned" />
        {words.canned}
      </button>
      {isOpen ? (
        <Dialog title={words.canned} onClose={() => setIsOpen(false)}>
          <CannedChoices
            onChoose={(text) => {
              setIsOpen(false);
              props.onChoose(text);
            }}
          />
        </Dialog>
      ) : null}
    </>
  );
}

/** The list is gone through from the field above it. */
const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };

function CannedChoices({ onChoose }: { readonly onChoose: (text: string) => void }): JSX.Element {
  const words = useWords();
  const inbox = useInbox();
  const [filter, setFilter] = useState("");
  const [chosen, setChosen] = useState<string | null>(null);
  const [preview, setPreview] = useState<string | null>(null);
  const wanted = filter.trim().toLowerCase();
  const names = (inbox.state.me?.cannedReplies ?? []).filter((name) => name.toLowerCase().includes(wanted));
  const name = chosen !== null && names.includes(chosen) ? chosen : names[0];
  const ticketId = inbox.state.open?.id ?? "";
  useEffect(() => {
    let isWanted = true;
    setPreview(null);
    // Why another could not be had is no matter any more.
    inbox.store.update({ failure: null });
    if (name === undefined) return;
    void inbox.attempt(async () => {
      const path = `/tickets/${encodeURIComponent(ticketId)}/canned`;
      const { text } = await inbox.api.get<CannedPreview>(path, { name });
      if (isWanted) setPreview(text);
    });
    return () => {
      isWanted = false;
    };
  }, [inbox, ticketId, name]);
  const move = (event: KeyboardEvent) => {
    const step = event.isComposing ? undefined : steps[event.key];
    if (step === undefined || name === undefined) return;
    event.preventDefault();
    setChosen(names[Math.min(Math.max(names.indexOf(name) + step, 0), names.length - 1)] ?? null);
  };
  const submit = (event: Event) => {
    event.preventDefault();
    if (preview !== null) onChoose(preview);
  };
  return (
    <form class="canned" onSubmit={submit}>
      <label>
        {words.cannedSearch}
        <input
          type="search"
          value={filter}
          onInput={(event) => setFilter(event.currentTarget.value)}
          onKeyDown={move}
        />
      </label>
      <label>
        <span class="unseen">{words.canned}</span>
        <select
          size={Math.min(Math.max(names.length, 2), 8)}
          value={name}
          onChange={(event) => setChosen(event.currentTarget.value)}
        >
          {names.map((one) => (
            <option key={one} value={one} selected={one === name}>
              {one}
            </option>
          ))}
        </select>
      </label>
      <blockquote dir="auto" aria-live="polite">
        {preview ?? (name === undefined ? words.nothingFound : "…")}
      </blockquote>
      <div class="buttons">
        <button type="submit" class="primary" aria-disabled={preview === null}>
          {words.insert}
        </button>
      </div>
    </form>
  );
}
