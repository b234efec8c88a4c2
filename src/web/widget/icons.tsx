import type { JSX } from "preact";

const paths = {
  chat: "M12 4c-5 0-9 3-9 7 0 3 1 5 3 6v4l4-2h2c5 0 9-3 9-8s-4-7-9-7Z",
  close: "m6 6 12 12M18 6 6 18",
  send: "M12 19V5m-6 6 6-6 6 6",
  attach: "m20 11-8 9a5 5 0 0 1-7-7l8-9a3 3 0 0 1 5 5l-8 8a2 2 0 0 1-3-2l7-8",
};

/** A drawing beside words that say the same. */
export function Icon({ name }: { readonly name: keyof typeof paths }): JSX.Element {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  );
}
