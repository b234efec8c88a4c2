import type { JSX, TargetedKeyboardEvent } from "preact";
import { useState } from "preact/hooks";
import type { TicketActName } from "../../http/inbox/protocol.ts";
import { type ActForm, actForms } from "./acts.ts";
import { Dialog } from "./dialog.tsx";
import type { InboxState } from "./inbox-state.ts";
import { useInbox } from "./use-inbox.ts";
import { isUnfinished } from "./views.ts";
import { useWords, type Words } from "./words.ts";

/** Asks for what an act needs, and does it; it stays open, with what was written, where the desk does not do it. */
export function ActDialog(props: { readonly act: TicketActName; readonly onClose: () => void }): JSX.Element | null {
  const words = useWords();
  const inbox = useInbox();
  const [to, setTo] = useState("");
  const [reason, setReason] = useState("");
  const form = actForms[props.act];
  if (form === undefined) return null;
  const submit = async (event: Event) => {
    event.preventDefault();
    const target = form.to === undefined ? {} : { to: to.trim() };
    const why = reason.trim() === "" ? {} : { reason: reason.trim() };
    const isDone = await inbox.ticket?.act(props.act, { ...target, ...why });
    // Behind it is told who was quicker.
    if (isDone || inbox.state.open?.collision != null) props.onClose();
  };
  return (
    <Dialog title={words.act[props.act]} onClose={props.onClose}>
      <form onSubmit={(event) => void submit(event)}>
        {form.to === undefined ? null : (
          <label for="kefu-act-target">
            {words.actTarget[form.to]}
            <Target kind={form.to} value={to} onChange={setTo} />
          </label>
        )}
        {form.reason === "none" ? null : (
          <label>
            {form.reason === "required" ? words.reason : words.reasonOptional}
            <textarea
              rows={3}
              required={form.reason === "required"}
              value={reason}
              onInput={(event) => setReason(event.currentTarget.value)}
              onKeyDown={submitOnEnter}
            />
          </label>
        )}
        <div class="buttons">
          <button type="button" onClick={props.onClose}>
            {words.cancel}
          </button>
          <button type="submit" class="primary">
            {words.act[props.act]}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

/** As where answers are written: Enter ends it, Shift+Enter begins a new line. */
function submitOnEnter(event: TargetedKeyboardEvent<HTMLTextAreaElement>): void {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
  event.preventDefault();
  event.currentTarget.form?.requestSubmit();
}

function Target(props: {
  readonly kind: NonNullable<ActForm["to"]>;
  readonly value: string;
  readonly onChange: (to: string) => void;
}): JSX.Element {
  const words = useWords();
  const choices = targetsOf(props.kind, useInbox().state, words);
  if (choices.length === 0) return <p class="faint">{words.nothingToMerge}</p>;
  return (
    <select
      id="kefu-act-target"
      required
      value={props.value}
      onChange={(event) => props.onChange(event.currentTarget.value)}
    >
      <option value="" />
      {choices.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </select>
  );
}

function targetsOf(
  kind: NonNullable<ActForm["to"]>,
  { me, open }: InboxState,
  words: Words,
): readonly { readonly id: string; readonly name: string }[] {
  switch (kind) {
    case "assign":
      return (me?.agents ?? []).map(({ id, name, presence, load, capacity }) => {
        return { id, name: `${name} · ${words.presence[presence]} · ${words.load(load, capacity)}` };
      });
    case "transfer":
      return (me?.allQueues ?? []).map((queue) => ({ id: queue, name: queue }));
    case "merge":
      // The desk makes one only of one customer's tickets that go on.
      return (open?.details?.customer.tickets ?? []).filter(isUnfinished).map(({ id, number, subject, status }) => {
        return { id, name: `#${number} ${subject || words.noSubject} · ${words.status[status]}` };
      });
    default:
      return kind satisfies never;
  }
}
