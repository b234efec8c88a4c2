/**
 * The stem of a lower-case English word, so that "cancelled", "cancelling" and "cancellation" are one term. Light: it
 * would rather leave two words apart than make one of two that mean different things.
 */
export function stem(word: string): string {
  const one = word.length < 4 || !isPlainLatin(word) ? word : singular(word);
  const irregular = irregulars.get(one);
  if (irregular !== undefined) return irregular;
  return one.length < 4 || !isPlainLatin(one) ? one : withoutFinalE(withoutSuffix(one));
}

function singular(word: string): string {
  if (!word.endsWith("s")) return word;
  if (word.endsWith("ies")) return word.length > 4 ? `${word.slice(0, -3)}y` : word;
  if (/(?:ss|us|is)$/.test(word)) return word;
  if (/(?:sses|shes|ches|xes)$/.test(word)) return word.slice(0, -2);
  return word.slice(0, -1);
}

/** Longer suffixes first; the length is of the shortest stem that may remain. */
const suffixes: readonly (readonly [suffix: string, stemLength: number])[] = [
  ["ation", 4],
  ["ment", 4],
  ["ied", 2],
  ["ing", 3],
  ["ate", 4],
  ["ed", 3],
  ["ly", 4],
];

function withoutSuffix(word: string): string {
  for (const [suffix, stemLength] of suffixes) {
    if (!word.endsWith(suffix)) continue;
    const start = word.slice(0, -suffix.length);
    if (start.length < stemLength || !/[aeiouy]/.test(start)) return word;
    return suffix === "ied" ? `${start}y` : withSingleEnd(start);
  }
  return word;
}

/** "shipp" of "shipping" is "ship"; "call" and "pass" keep their double letter. */
function withSingleEnd(start: string): string {
  return /([bdfgmnprt])\1$|ell$/.test(start) && start.length > 3 ? start.slice(0, -1) : start;
}

function withoutFinalE(word: string): string {
  return word.length > 4 && word.endsWith("e") ? word.slice(0, -1) : word;
}

function isPlainLatin(word: string): boolean {
  for (let index = 0; index < word.length; index += 1) {
    const code = word.charCodeAt(index);
    if (code < 97 || code > 122) return false;
  }
  return true;
}

const irregulars: ReadonlyMap<string, string> = new Map([
  ["forgot", "forget"],
  ["forgotten", "forget"],
  ["forgetting", "forget"],
  ["lost", "lose"],
  ["losing", "lose"],
  ["sent", "send"],
  ["bought", "buy"],
  ["paid", "pay"],
  ["payment", "pay"],
  ["shipment", "ship"],
  ["broke", "break"],
  ["broken", "break"],
  ["took", "take"],
  ["taken", "take"],
  ["found", "find"],
  ["chose", "choose"],
  ["chosen", "choose"],
  ["stole", "steal"],
  ["stolen", "steal"],
  ["delivery", "deliver"],
]);
