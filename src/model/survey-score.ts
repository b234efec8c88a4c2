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

/** What people say with a score, and with nothing else: how it was, and thanks. "2 parcels are missing" is an issue. */
const judgements = [
  "非常|十分|特别|比较|有点|很|太|挺|真|还|都|不|满意|失望|[好差棒赞烂快慢]|错|一般|可以|完美|糟糕|及时|耐心|热情|专业",
  "客服|服务|态度|回复|处理|速度|体验|人员|问题(?:都|已经?)?解决了|谢谢|感谢|多谢|辛苦|[你您]们?|[的得了啦啊吧哦呀]",
  "\\b(?:very|so|too|really|quite|pretty|super|not|bad|badly|poor|terrible|awful|ok|okay|fine|good|nice|great|excellent)\\b",
  "\\b(?:perfect|amazing|awesome|happy|unhappy|(?:dis|un)?satisfied|disappointed|disappointing|helpful|friendly|kind)\\b",
  "\\b(?:polite|rude|fast|quick|quickly|slow|slowly|service|support|agent|job|work|experience|response|answer|answers)\\b",
  "\\b(?:(?:thanks|thank you)(?: for (?:your|the) help)?|thx|well done|the|a|an|and|but|was|is|it|all|with)\\b",
];
const judging = new RegExp(judgements.join("|"), "gu");
const longestJudgement = 60;

/**
 * The score in a customer's message, `null` when it is not one: the label of one (`labels[0]` is that of the lowest), a
 * number with nothing or a few words of judgement or thanks after it ("5", "５分", "4/5", "5, very nice"), a spelled one
 * ("五分", "five"), or, of five, that many stars. A number off the scale is returned as it is, for the refusal.
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
  return isJudgement(after) ? Number(digits) : null;
}

function isJudgement(text: string): boolean {
  // "3.5", "-1" and "5th" are no number with words after it.
  const stands = /^(?:$|[\s,!。]|\p{Script=Han})/u.test(text);
  return stands && text.length <= longestJudgement && /^[\s,.!。、;~-]*$/u.test(text.replace(judging, ""));
}
