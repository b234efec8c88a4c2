import { CustomerServiceError } from "../errors.ts";

/** Name -> text, or name -> language -> text. */
export type CannedTexts = Readonly<Record<string, string | Readonly<Record<string, string>>>>;

/**
 * The text of this name in the first of the languages it has, else in the first it was written in, with its values put in.
 * Refuses with `ticket.refused` a name nobody wrote, and a placeholder without a value.
 */
export function cannedText(
  texts: CannedTexts,
  name: string,
  languages: readonly string[],
  values: Readonly<Record<string, string | number | null | undefined>>,
): string {
  const found = Object.hasOwn(texts, name) ? texts[name] : undefined;
  if (found === undefined) {
    throw refusal(`There is no canned reply ${name}; there is ${Object.keys(texts).join(", ") || "none"}.`, { name });
  }
  const text = typeof found === "string" ? found : inLanguage(found, languages);
  const asked = [...new Set([...text.matchAll(placeholder)].map(([, key = ""]) => key))];
  const missing = asked.filter((key) => !Object.hasOwn(values, key) || (values[key] ?? null) === null);
  if (missing.length > 0) {
    const given = Object.keys(values).filter((key) => (values[key] ?? null) !== null);
    const sentence = `Canned reply ${name} needs a value for ${missing.join(", ")}; there is one for ${given.join(", ")}.`;
    throw refusal(sentence, { name, missing });
  }
  return text.replace(placeholder, (_, key: string) => String(values[key]));
}

/** A name in braces, of letters of any script. */
const placeholder = /\{([\p{L}\p{N}_]+)\}/gu;

/** "zh" and "zh-TW" take zh-CN, if there is nothing nearer. */
function inLanguage(texts: Readonly<Record<string, string>>, languages: readonly string[]): string {
  const written = Object.keys(texts);
  for (const language of languages) {
    const primary = language.split("-")[0];
    const key = written.find((one) => one === language) ?? written.find((one) => one.split("-")[0] === primary);
    if (key !== undefined) return texts[key] ?? "";
  }
  return Object.values(texts)[0] ?? "";
}

function refusal(sentence: string, details: Readonly<Record<string, unknown>>): CustomerServiceError {
  return new CustomerServiceError("ticket.refused", sentence, { details });
}
