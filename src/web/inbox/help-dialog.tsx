import type { JSX } from "preact";
import { Dialog } from "./dialog.tsx";
import { type Shortcut, shortcuts } from "./shortcuts.ts";
import { useWords } from "./words.ts";

/** What the keyboard does. */
export function HelpDialog({ onClose }: { readonly onClose: () => void }): JSX.Element {
  const words = useWords();
  return (
    <Dialog title={words.help} onClose={onClose}>
      <dl class="shortcuts">
        {Object.entries(shortcuts).map(([name, keys]) => (
          <div key={name}>
            <dt>
              {keys.map((combination) => (
                <span key={combination}>
                  {combination.split(" ").map((key) => (
                    <kbd key={key}>{key}</kbd>
                  ))}
                </span>
              ))}
            </dt>
            <dd>{words.shortcut[name as Shortcut]}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
