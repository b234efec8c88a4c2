import type { JSX } from "preact";

/** Lines in a square of 24. */
const paths = {
  webchat: "M4 5h16v11H9l-5 4z",
  whatsapp: "M5 19l1.2-3.6A8 8 0 1 1 9 18zM9 9c0 3.5 2.5 6 6 6",
  telegram: "M21 4 3 11l6 2.5L19 7l-8 8 6 5z",
  email: "M3 6h18v12H3zM3 7l9 7 9-7",
  slack: "M9 4v16M15 4v16M4 9h16M4 15h16",
  channel: "M4 12a8 8 0 0 1 16 0M8 12a4 4 0 0 1 8 0M12 12v8",
  file: "M6 3h8l4 4v14H6zM14 3v4h4",
  search: "M11 4a7 7 0 1 0 0 14a7 7 0 0 0 0-14zM16 16l5 5",
  back: "M14 5l-7 7 7 7",
  close: "M6 6l12 12M18 6 6 18",
  more: "M5 12h.01M12 12h.01M19 12h.01",
  menu: "M4 7h16M4 12h16M4 17h16",
  help: "M12 3a9 9 0 1 0 0 18a9 9 0 0 0 0-18zM9.5 9.5a2.5 2.5 0 1 1 3.5 2.3c-.8.4-1 .9-1 1.7M12 16.8h.01",
  details: "M4 5h16v14H4zM14 5v14",
  check: "M5 12l5 5 9-10",
  lock: "M6 11h12v9H6zM9 11V8a3 3 0 0 1 6 0v3",
  canned: "M13 3 6 13h5l-1 8 8-11h-6z",
  board: "M5 20V10M12 20V4M19 20v-7",
} as const;

export type IconName = keyof typeof paths;

/** An icon that only goes along with words. */
export function Icon({ name }: { readonly name: IconName }): JSX.Element {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}

/** A channel, by its kind; for kinds that have no icon, the general one. */
export function ChannelIcon({ kind }: { readonly kind: string }): JSX.Element {
  return <Icon name={kind in paths ? (kind as IconName) : "channel"} />;
}

/** The first letter of a name, in a circle. */
export function Avatar({ name }: { readonly name: string }): JSX.Element {
  return (
    <span class="avatar" data-tint={tintOf(name)} aria-hidden="true">
      {[...name.trim()][0]?.toUpperCase() ?? "?"}
    </span>
  );
}

/** One of six, always the same for a name. */
function tintOf(name: string): number {
  return [...name].reduce((sum, letter) => sum + (letter.codePointAt(0) ?? 0), 0) % 6;
}
