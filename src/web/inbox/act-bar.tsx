import type { JSX } from "preact";
import type { TicketActName } from "../../http/inbox/protocol.ts";
import { actForms, offeredActs } from "./acts.ts";
import { Icon } from "./icons.tsx";
import { Menu } from "./menu.tsx";
import { useInbox } from "./use-inbox.ts";
import { useWords } from "./words.ts";

/** What one may do with the ticket: what is next as buttons, the rest in a menu. */
export function ActBar({ onAct }: { readonly onAct: (act: TicketActName) => void }): JSX.Element | null {
  const words = useWords();
  const { open } = useInbox().state;
  const { buttons, menu } = offeredActs(open?.details?.may ?? []);
  if (buttons.length === 0) return null;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for the fields of a form
    <div class="acts" role="group" aria-label={words.acts}>
      {buttons.map((act, place) => (
        <button
          key={act}
          type="button"
          class={place === 0 ? "primary" : ""}
          aria-disabled={open?.isBusy}
          onClick={() => onAct(act)}
        >
          {words.act[act]}
        </button>
      ))}
      {menu.length === 0 ? null : (
        <Menu label={words.more} items={menu.map((act) => ({ key: act, name: words.act[act], run: () => onAct(act) }))}>
          <Icon name="more" />
        </Menu>
      )}
    </div>
  );
}

/** Whether an act opens a dialog first. */
export function asksFirst(act: TicketActName): boolean {
  return actForms[act] !== undefined;
}
