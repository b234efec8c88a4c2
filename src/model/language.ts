import type { Language } from "./customer.ts";

const han = /\p{Script=Han}/gu;
const latinWord = /\p{Script=Latin}+/gu;

/**
 * The language of a text: Chinese when it has as many Han characters as Latin words, English when it has Latin words
 * only, `fallback` when it has neither ("???", an emoji, a number).
 */
export function languageOf(text: string, fallback: Language): Language {
  const hanCount = text.match(han)?.length ?? 0;
  const wordCount = text.match(latinWord)?.length ?? 0;
  if (hanCount === 0 && wordCount === 0) return fallback;
  return hanCount >= wordCount ? "zh-CN" : "en";
}

/** Whether this is a language tag that the platform can format for ("zh-CN", "pt-BR"; not "zh_CN"). */
export function isLanguage(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}
