import type { MediaReference } from "./message.ts";
import type { TextLimit } from "./split-text.ts";

/** What a channel has room for: a message is cut to it. */
export interface MessageLimits {
  /** Longest text of one message; longer ones are split between words, never inside a character. */
  readonly text: TextLimit;
  /** What may be chosen by a press; absent when nothing can: options become numbered lines then. */
  readonly options?: OptionCapabilities | undefined;
  /** Files that can be sent; absent when there are none: those with an address become a line then. */
  readonly media?: MediaCapabilities | undefined;
  /** True when `content.template` is understood; otherwise only the text is sent. */
  readonly templates: boolean;
}

/** Buttons or a list under a message. Options that fit neither become numbered lines. */
export interface OptionCapabilities {
  /** Most buttons of one message. */
  readonly max: number;
  /** Longest title of a button, in UTF-16 units. */
  readonly titleLength: number;
  /** A list to choose from, where the channel has one: it takes more options, or longer ones. */
  readonly list?: { readonly max: number; readonly titleLength: number } | undefined;
  /** Longest text above options, in UTF-16 units; default: that of a text. */
  readonly textLength?: number | undefined;
  /** Longest id of an option, in bytes; longer ones are kept by the desk, and a short one goes out. Default: no limit. */
  readonly idBytes?: number | undefined;
}

/** Files that can be sent. */
export interface MediaCapabilities {
  readonly kinds: readonly MediaReference["kind"][];
  /** Longest text under a file, in UTF-16 units. 0: none; the text goes out as a message of its own. */
  readonly captionLength: number;
  /** Kinds under which no text can stand, such as stickers; it goes out as a message of its own then. Default: none. */
  readonly withoutCaption?: readonly MediaReference["kind"][] | undefined;
}
