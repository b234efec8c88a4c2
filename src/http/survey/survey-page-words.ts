import type { Language } from "../../model/customer.ts";

/** What the survey's page says besides the question and the names of the scores, which are the desk's. */
export interface SurveyPageWords {
  /** Above the field for a comment that goes with the score. */
  readonly comment: string;
  readonly optional: string;
  readonly send: string;
  readonly thanks: string;
  readonly thanksNote: string;
  /** Above the field for a comment when the score is given. */
  readonly commentAfter: string;
  readonly sendComment: string;
  /** No score was chosen, or none that there is. */
  readonly chooseScore: string;
  /** `{limit}`: characters that a comment may have. */
  readonly commentTooLong: string;
  readonly over: string;
  readonly overNote: string;
  /** The link is none of the desk's, or not whole. */
  readonly unknown: string;
  readonly unknownNote: string;
  /** It fails at the moment. */
  readonly away: string;
  readonly awayNote: string;
  readonly tryAgain: string;
}

const en: SurveyPageWords = {
  comment: "Would you like to tell us why?",
  optional: "optional",
  send: "Send",
  thanks: "Thank you for your rating!",
  thanksNote: "It helps us to do better.",
  commentAfter: "Is there anything you would like to add?",
  sendComment: "Send comment",
  chooseScore: "Please choose one of the answers.",
  commentTooLong: "Please keep your comment to {limit} characters.",
  over: "This survey is over",
  overNote: "It takes no more answers. Thank you all the same! If you need us, just write to us again.",
  unknown: "This link does not work",
  unknownNote: "It may not be complete. Please open it once more from the message that you got.",
  away: "That did not work",
  awayNote: "We cannot take your answer at the moment. Please try again in a minute.",
  tryAgain: "Try again",
};

const zhCN: SurveyPageWords = {
  comment: "方便告诉我们原因吗？",
  optional: "选填",
  send: "提交",
  thanks: "感谢您的评价！",
  thanksNote: "您的意见会帮助我们做得更好。",
  commentAfter: "还有什么想告诉我们的吗？",
  sendComment: "提交意见",
  chooseScore: "请选择一个选项。",
  commentTooLong: "意见请不要超过 {limit} 个字符。",
  over: "本次评价已结束",
  overNote: "已不能再提交评价，仍然感谢您的支持！如需帮助，欢迎随时再联系我们。",
  unknown: "链接无法打开",
  unknownNote: "链接可能不完整，请从收到的消息中重新打开。",
  away: "暂时无法提交",
  awayNote: "系统暂时繁忙，请稍等片刻再试一次。",
  tryAgain: "再试一次",
};

const builtIn: Readonly<Record<string, SurveyPageWords>> = { en, "zh-CN": zhCN };

/** The names of all words. */
export const surveyPageWordKeys = Object.keys(en);

/** Words by language: some of zh-CN and en in place of the built-in ones, or those of another language. */
export type SurveyPageWordOverrides = Readonly<Record<string, Partial<SurveyPageWords>>>;

/** The words of a language, or of the nearest; English where there are none. */
export function surveyPageWords(language: Language, overrides: SurveyPageWordOverrides): SurveyPageWords {
  const known = nearest(language, Object.keys({ ...builtIn, ...overrides })) ?? "en";
  return { ...(builtIn[known] ?? en), ...overrides[known] };
}

/** Of what is there by language, the one for it: "zh-TW" is served in zh-CN. */
export function nearest(language: Language, known: readonly Language[]): Language | undefined {
  const primary = primaryOf(language);
  return known.find((one) => one === language) ?? known.find((one) => primaryOf(one) === primary);
}

/** The language that a browser likes best of those that the page speaks; English when it likes none. */
export function acceptedLanguage(request: Request, overrides: SurveyPageWordOverrides): Language {
  const known = Object.keys({ ...builtIn, ...overrides });
  const liked = (request.headers.get("accept-language") ?? "").split(",").map((item) => {
    const [tag = "", ...parameters] = item.trim().split(";");
    const quality = parameters.join().match(/q=([\d.]+)/)?.[1];
    return { tag, quality: Number(quality ?? 1) };
  });
  for (const { tag, quality } of liked.sort((one, other) => other.quality - one.quality)) {
    const found = quality > 0 ? nearest(tag, known) : undefined;
    if (found !== undefined) return found;
  }
  return "en";
}

function primaryOf(language: Language): string {
  return language.toLowerCase().split("-")[0] ?? "";
}
