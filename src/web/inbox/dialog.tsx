import type { ComponentChildren, JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { FailureBanner } from "./banners.tsx";
import { Icon } from "./icons.tsx";
import { useInbox } from "./use-inbox.ts";
import { useWords } from "./words.ts";

/** A dialog over the page. The browser keeps the focus inside, closes it with Esc, and gives the focus back. */
export function Dialog(props: {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}): JSX.Element {
  const words = useWords();
  const { store } = useInbox();
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const element = dialog.current;
    const before = document.activeElement;
    // What failed before has nothing to do with it.
    store.update({ failure: null });
    element?.showModal();
    // The browser would begin with what closes it.
    element?.querySelector<HTMLElement>("input, select, textarea")?.focus();
    return () => {
      element?.close();
      // The browser gives it back only where it closes the dialog itself.
      if (before instanceof HTMLElement) before.focus();
    };
  }, [store]);
  return (
    <dialog ref={dialog} aria-labelledby="kefu-dialog-title" onClose={props.onClose}>
      <header>
        <h2 id="kefu-dialog-title">{props.title}</h2>
        <button type="button" class="plain" aria-label={words.close} onClick={() => dialog.current?.close()}>
          <Icon name="close" />
        </button>
      </header>
      {props.children}
      <FailureBanner />
    </dialog>
  );
}
