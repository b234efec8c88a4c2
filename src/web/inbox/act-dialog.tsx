import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { TicketActName } from "../../http/inbox/protocol.ts";
import { type ActForm, actForms } from "./acts.ts";
import { Dialog } from "./dialog.tsx";
import { useInbox } from "./use-inbox.ts";
import { useWords } from "./words.ts";

/** Asks for what an act needs, and does it; it stays open where somebody was quicker. */
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
    await inbox.ticket?.act(props.act, { ...target, ...why });
    props.onClose();
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

function Target(props: {
  readonly kind: NonNullable<ActForm["to"]>;
  readonly value: string;
  readonly onChange: (to: string) => void;
}): JSX.Element {
  const words = useWords();
  const { me } = useInbox().state;
  if (props.kind === "merge") {
    return (
      <input
        id="kefu-act-target"
        required
        value={props.value}
        onInput={(event) => props.onChange(event.currentTarget.value)}
      />
    );
  }
  const choices =
    props.kind === "transfer"
      ? (me?.queues ?? []).map((queue) => ({ id: queue, name: queue }))
      : (me?.agents ?? []).map(({ id, name, presence, load, capacity }) => {
          return { id, name: `${name} · ${words.presence[presence]} · ${words.load(load, capacity)}` };
        });
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
