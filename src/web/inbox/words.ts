import { createContext } from "preact";
import { useContext } from "preact/hooks";
import { en } from "./en.ts";
import { kept } from "./kept.ts";
import { zhCn } from "./zh-cn.ts";

/** What the page says in one language. */
export type Words = typeof en;

/** The languages of the page, by tag. */
export const dictionaries = { "zh-CN": zhCn, en } as const;
export type LanguageTag = keyof typeof dictionaries;

/** What was chosen before, else what the page is served with, else what the browser asks for. */
export function languageOf(served: string | undefined): LanguageTag {
  const wished = kept("localStorage", "language") ?? (served || navigator.language);
  return wished.toLowerCase().startsWith("zh") ? "zh-CN" : "en";
}

/** The language that the page is in, its words, and what changes it. */
export interface Language {
  readonly tag: LanguageTag;
  readonly words: Words;
  readonly choose: (tag: LanguageTag) => void;
}

export const LanguageContext = createContext<Language>({ tag: "en", words: en, choose: () => {} });

export function useLanguage(): Language {
  return useContext(LanguageContext);
}

export function useWords(): Words {
  return useLanguage().words;
}
