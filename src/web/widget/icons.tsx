import type { JSX } from "preact";

const paths = {
  chat: "M4 5h16v12H10l-5 4v-4H4Z",
  close: "m6 6 12 12M18 6 6 18",
  send: "M12 19V5m-6 6 6-6 6 6",
  attach: "M12 5v14M5 12h14",
  download: "M12 5v14m-6-6 6 6 6-6",
};

/** A drawing beside words that say the same. */
export function Icon({ name }: { readonly name: keyof typeof paths }): JSX.Element {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  );
}
