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
  readonly earlier: string;
  readonly placeholder: string;
  readonly send: string;
  readonly attach: string;
  readonly assistant: string;
  readonly sent: string;
  readonly unsent: string;
  readonly resend: string;
  /** `{name}`. */
  readonly typing: string;
  /** `{name}`. */
  readonly withAgent: string;
  /** Nobody has taken it yet. */
  readonly queued: string;
  /** `{time}`. */
  readonly opensAt: string;
  readonly closed: string;
  readonly offline: string;
  /** Of a text or a file: `{limit}`. */
  readonly allowed: string;
  /** What was just asked for could not be done. */
  readonly failed: string;
}

const languages: Readonly<Record<string, Texts>> = { zh: chinese, en: english, ar: arabic };

/** The texts of the first language tag that there are words for; English when there is none. */
export function textsFor(tags: readonly (string | undefined)[]): Texts {
  const known = tags.map((tag = "") => languages[tag.slice(0, 2).toLowerCase()]);
  return known.find((texts) => texts !== undefined) ?? english;
}

/** The text with its gap filled in. */
export function filled(text: string, value: string | number = ""): string {
  return text.replace(/\{\w+\}/, `${value}`);
}
