import type { JSX } from "preact";

const paths = {
  chat: "M12 3.5c-5 0-9 3.4-9 7.7 0 2.4 1.3 4.6 3.3 6v3.3l3.4-1.9c.7.2 1.5.3 2.3.3 5 0 9-3.4 9-7.7s-4-7.7-9-7.7Z",
  close: "m6 6 12 12M18 6 6 18",
  send: "M12 19V5m-6 6 6-6 6 6",
  attach: "m20 11.5-8.2 8.2a5 5 0 0 1-7-7l8.6-8.7a3.3 3.3 0 0 1 4.7 4.7l-8.6 8.6a1.7 1.7 0 0 1-2.4-2.4l7.9-7.8",
  star: "m12 3.6 2.6 5.3 5.8.8-4.2 4.1 1 5.8-5.2-2.7-5.2 2.7 1-5.8-4.2-4.1 5.8-.8Z",
};

/** A drawing beside words that say the same. */
export function Icon({ name }: { readonly name: keyof typeof paths }): JSX.Element {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true" class="icon">
      <path d={paths[name]} />
    </svg>
  );
}
