import type { ComponentChildren, JSX, TargetedKeyboardEvent } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";

/** A button that opens a menu: arrows move in it, Esc closes it and gives the focus back. */
export function Menu(props: {
  readonly label: string;
  readonly children: ComponentChildren;
  readonly items: readonly { readonly key: string; readonly name: string; readonly run: () => void }[];
}): JSX.Element {
  const [isOpen, setIsOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const close = () => {
    setIsOpen(false);
    button.current?.focus();
  };
  useLayoutEffect(() => {
    if (!isOpen) return;
    root.current?.querySelector<HTMLElement>("[role=menuitem]")?.focus();
    const outside = (event: Event) => {
      if (event.target instanceof Node && !root.current?.contains(event.target)) setIsOpen(false);
    };
    document.addEventListener("pointerdown", outside);
    return () => document.removeEventListener("pointerdown", outside);
  }, [isOpen]);
  return (
    <div class="menu" ref={root}>
      <button
        type="button"
        ref={button}
        class="plain"
        aria-label={props.label}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        onClick={() => setIsOpen(!isOpen)}
      >
        {props.children}
      </button>
      {isOpen ? (
        <div role="menu" tabIndex={-1} aria-label={props.label} onKeyDown={(event) => moveIn(event, close)}>
          {props.items.map(({ key, name, run }) => (
            <button
              key={key}
              type="button"
              role="menuitem"
              onClick={() => {
                close();
                run();
              }}
            >
              {name}
            </button>
          ))}
        </div>
      ) : null}
    </div>
  );
}

function moveIn(event: TargetedKeyboardEvent<HTMLElement>, close: () => void): void {
  const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };
  const step = steps[event.key];
  if (event.key === "Escape" || event.key === "Tab") {
    event.preventDefault();
    close();
  } else if (step !== undefined) {
    event.preventDefault();
    const items = [...event.currentTarget.querySelectorAll<Element>("[role=menuitem]")];
    const place = document.activeElement === null ? -1 : items.indexOf(document.activeElement);
    const next = items[(place + step + items.length) % items.length];
    if (next instanceof HTMLElement) next.focus();
  }
}
