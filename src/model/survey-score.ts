import { type SurveyKind, surveyScales } from "./survey.ts";

/** The numbers from 0 to 10 as customers spell them. */
const spelled = [
  "零|zero",
  "一|one",
  "二|两|two",
  "三|three",
  "四|four",
  "五|five",
  "六|six",
  "七|seven",
  "八|eight",
  "九|nine",
  "十|ten",
];
const unit = "(?:分|星|points?|stars?)?";

/**
 * The score in a customer's message, `null` when it is not one: the label of one (`labels[0]` is that of the lowest), a
 * number with nothing or a few words after it ("5", "５分", "4/5", "5, very nice"), a spelled one ("五分", "five"), or, of
 * five, that many stars. A number off the scale is returned as it is, for the refusal.
 */
export function scoreIn(kind: SurveyKind, text: string, labels: readonly string[] = []): number | null {
  const { lowest, highest } = surveyScales[kind];
  const plain = text
    .normalize("NFKC")
    .trim()
    .toLowerCase()
    .replace(/[\s.。!！~]+$/u, "");
  const label = labels.findIndex((one) => one !== "" && one.toLowerCase() === plain);
  if (label >= 0) return lowest + label;
  const number = numberIn(plain, highest);
  if (number !== null) return number;
  const word = spelled.findIndex((words) => new RegExp(`^(?:${words})\\s*${unit}$`, "u").test(plain));
  if (word >= lowest && word <= highest) return word;
  return kind === "csat" && /^(?:⭐️?){1,5}$/u.test(plain) ? (plain.match(/⭐/gu)?.length ?? null) : null;
}

function numberIn(plain: string, highest: number): number | null {
  const [, digits, rest = ""] = /^(\d{1,2})(.*)$/su.exec(plain) ?? [];
  if (digits === undefined) return null;
  const after = rest.replace(new RegExp(`^\\s*(?:/\\s*${highest}(?!\\d)|分|星|points?|stars?)`, "u"), "");
  return /^(?:\s*$|\s*[,，!！][^?？]{0,60}$|\s+\p{Script=Han}[^?？]{0,60}$)/u.test(after) ? Number(digits) : null;
}
