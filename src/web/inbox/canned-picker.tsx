import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { CannedPreview } from "../../http/inbox/protocol.ts";
import { Dialog } from "./dialog.tsx";
import { Icon } from "./icons.tsx";
import { useInbox } from "./use-inbox.ts";
import { useWords } from "./words.ts";

/** Chooses a canned reply, seen before as this customer would read it. */
export function CannedPicker({ onChoose }: { readonly onChoose: (text: string) => void }): JSX.Element {
  const words = useWords();
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <button type="button" class="plain with-text" aria-haspopup="dialog" onClick={() => setIsOpen(true)}>
        <Icon name="canned" />
        {words.canned}
      </button>
      {isOpen ? (
        <Dialog title={words.canned} onClose={() => setIsOpen(false)}>
          <CannedChoices
            onChoose={(text) => {
              setIsOpen(false);
              onChoose(text);
            }}
          />
        </Dialog>
      ) : null}
    </>
  );
}

function CannedChoices({ onChoose }: { readonly onChoose: (text: string) => void }): JSX.Element {
  const words = useWords();
  const inbox = useInbox();
  const [filter, setFilter] = useState("");
  const [chosen, setChosen] = useState<string | null>(null);
  const [preview, setPreview] = useState<string | null>(null);
  const names = (inbox.state.me?.cannedReplies ?? []).filter((name) => name.includes(filter.trim()));
  const name = chosen !== null && names.includes(chosen) ? chosen : names[0];
  const ticketId = inbox.state.open?.id ?? "";
  useEffect(() => {
    let isWanted = true;
    setPreview(null);
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
  const submit = (event: Event) => {
    event.preventDefault();
    if (preview !== null) onChoose(preview);
  };
  return (
    <form class="canned" onSubmit={submit}>
      <label>
        {words.cannedSearch}
        <input type="search" value={filter} onInput={(event) => setFilter(event.currentTarget.value)} />
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
        {preview ?? "…"}
      </blockquote>
      <div class="buttons">
        <button type="submit" class="primary" aria-disabled={preview === null}>
          {words.insert}
        </button>
      </div>
    </form>
  );
}
