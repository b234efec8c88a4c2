import type { Language } from "./customer.ts";

const han = /\p{Script=Han}/gu;
const latinWord = /\p{Script=Latin}+/gu;
/** A word that is no name of a thing, number or address. */
const plainWord = /^[^\p{L}\p{N}@]*\p{sc=Latin}{2,}(['’-]\p{sc=Latin}+)*[^\p{L}\p{N}@]*$/u;

/**
 * The language of a text: Chinese when it has as many Han characters as Latin words, English when it has Latin words
 * only, `fallback` when it has neither ("???", an emoji, a number). Chinese is left only for two plain Latin words: "ok",
 * "iPhone" or an address is no English. Other languages are not told apart: when `fallback` is one, a text in Latin letters
 * is taken for it.
 */
export function languageOf(text: string, fallback: Language): Language {
  const hanCount = text.match(han)?.length ?? 0;
  const wordCount = text.match(latinWord)?.length ?? 0;
  if (hanCount === 0 && wordCount === 0) return fallback;
  if (hanCount >= wordCount) return "zh-CN";
  if (/^zh\b/i.test(fallback) && text.split(/[\s,，。!！?？;；]/).filter((word) => plainWord.test(word)).length < 2) {
    return fallback;
  }
  return /^(zh|en)\b/.test(fallback) || fallback === "" ? "en" : fallback;
}

/** Whether this is a language tag that the platform can format for ("zh-CN", "pt-BR"; not "zh_CN"). */
export function isLanguage(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}
