import { arabic } from "./ar.ts";
import { english } from "./en.ts";
import { chinese } from "./zh-cn.ts";

/** The widget's own words in a language. */
export interface Texts {
  /** Tag for dates and times, and for who reads aloud. */
  readonly language: string;
  readonly direction: "ltr" | "rtl";
  readonly title: string;
  readonly welcome: string;
  readonly open: string;
  readonly close: string;
  /** `{count}`: messages that were not read yet. */
  readonly unread: string;
  readonly messages: string;
  readonly earlier: string;
  readonly placeholder: string;
  readonly send: string;
  readonly attach: string;
  readonly today: string;
  readonly yesterday: string;
  readonly assistant: string;
  readonly sending: string;
  readonly sent: string;
  /** It could not be sent yet. */
  readonly waiting: string;
  /** It was refused. */
  readonly refused: string;
  readonly resend: string;
  /** `{name}`. */
  readonly typing: string;
  readonly someone: string;
  readonly queued: string;
  /** `{name}`. */
  readonly withAgent: string;
  /** `{time}`. */
  readonly opensAt: string;
  readonly closed: string;
  readonly offline: string;
  /** Nobody says who this is, or what was said does not count. */
  readonly notSignedIn: string;
  /** `{limit}`. */
  readonly tooLong: string;
  /** `{limit}`. */
  readonly fileTooLarge: string;
  readonly fileRefused: string;
  readonly uploading: string;
  readonly uploadFailed: string;
  readonly downloadFailed: string;
  readonly file: string;
  readonly rate: string;
  readonly rateThanks: string;
  readonly ratePlaceholder: string;
  readonly rateSend: string;
  readonly rateFailed: string;
  readonly commentThanks: string;
}

const languages: Readonly<Record<string, Texts>> = { zh: chinese, en: english, ar: arabic };

/** The texts of the first language tag that there are words for; English when there is none. */
export function textsFor(...tags: readonly (string | null | undefined)[]): Texts {
  for (const tag of tags) {
    const texts = languages[(tag ?? "").toLowerCase().split(/[-_]/)[0] ?? ""];
    if (texts !== undefined) return texts;
  }
  return english;
}

/** The text with its `{names}` filled in. */
export function filled(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => `${values[name] ?? whole}`);
}
