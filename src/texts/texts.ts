import type { Language } from "../model/customer.ts";
import { en } from "./en.ts";
import { zhCN } from "./zh-cn.ts";

/** Everything the desk says by itself. `{name}` stands for a value. */
export interface Texts {
  /** Around an answer of the knowledge base: `{answer}`. */
  readonly answer: string;
  readonly greeting: string;
  readonly thanks: string;
  /** An agent has it: `{agent}`, `{ticket}`. */
  readonly handoverAssigned: string;
  /** It waits for an agent: `{ticket}`. */
  readonly handoverQueued: string;
  /** Added where it waits for others: `{position}` from 1, `{ahead}` those before; empty: it is not told. */
  readonly queuePosition: string;
  /** Nobody is there before `{opensAt}`: `{ticket}`. */
  readonly handoverOutOfHours: string;
  /** The bot failed; a human will look: `{ticket}`. */
  readonly apology: string;
  /** The bot failed, and no ticket could be made of it. */
  readonly failed: string;
  /** An agent took over after a wait: `{agent}`, `{ticket}`. */
  readonly agentJoined: string;
  /** `{ticket}`. */
  readonly escalated: string;
  /** `{ticket}`. */
  readonly resolved: string;
  readonly returnedToBot: string;
  /** `{question}`, `{lowest}`, `{highest}`, `{url}`, `{ticket}`. */
  readonly survey: string;
  /** The same once more, to who did not answer. */
  readonly surveyReminder: string;
  /** `{ticket}`. */
  readonly csatQuestion: string;
  /** `{ticket}`. */
  readonly npsQuestion: string;
  /** `{ticket}`. */
  readonly cesQuestion: string;
  /** What each score of satisfaction is called, from 1 to 5. "" is called by its number. */
  readonly surveyScores: readonly [string, string, string, string, string];
  /** From 0 to 10. */
  readonly npsScores: readonly string[];
  /** From 1 to 7. */
  readonly cesScores: readonly string[];
  readonly surveyThanks: string;
  /** After the thanks, when a comment may follow. */
  readonly surveyCommentWish: string;
  readonly surveyCommentThanks: string;
  /** The survey has its answer, or its time is over. */
  readonly surveyOver: string;
  /** The score was off the scale: `{lowest}`, `{lowestLabel}`, `{highest}`, `{highestLabel}`. */
  readonly surveyScale: string;
  /** Under numbered options, where the channel has no buttons. */
  readonly chooseByNumber: string;
  /**
   * What an agent reads who takes over: `{subject}`, `{type}`, `{priority}`, `{reason}`, `{customer}`, `{tier}`,
   * `{language}`, `{channel}`, `{messages}`, `{candidates}`.
   */
  readonly handoverSummary: string;
  /** For the supervisor: `{ticket}`, `{level}`. */
  readonly notificationTitle: string;
  /** For the supervisor: `{subject}`, `{reason}`, `{priority}`, `{agent}`. */
  readonly notificationText: string;
}

/** The keys of all texts. */
export const textKeys: readonly string[] = Object.keys(en);

/** The texts that are lists, and of how many strings. */
export const textLists: ReadonlyMap<string, number> = new Map(
  Object.entries(en).flatMap(([key, text]) => (Array.isArray(text) ? [[key, text.length]] : [])),
);

/** A text that is one string. */
export type TextKey = { [K in keyof Texts]: Texts[K] extends string ? K : never }[keyof Texts];

/** Replacements by language: texts of zh-CN and en, or a whole other language. */
export type TextOverrides = Readonly<Record<string, Partial<Texts>>>;

/** All texts, chosen by language. */
export class TextBook {
  readonly #books: ReadonlyMap<Language, Texts>;
  readonly #fallback: Texts;

  /** A language kefu does not speak takes what its overrides leave out from `defaultLanguage`. */
  constructor(defaultLanguage: Language, overrides: TextOverrides = {}) {
    const builtIn = new Map<Language, Texts>([
      ["zh-CN", zhCN],
      ["en", en],
    ]);
    const books = new Map(builtIn);
    const base = { ...(builtIn.get(defaultLanguage) ?? en), ...overrides[defaultLanguage] };
    for (const [language, texts] of Object.entries(overrides)) {
      books.set(language, { ...(builtIn.get(language) ?? base), ...texts });
    }
    this.#books = books;
    this.#fallback = base;
  }

  of(language: Language): Texts {
    return this.#books.get(language) ?? this.#books.get(this.#nearest(language)) ?? this.#fallback;
  }

  /** "zh" and "zh-TW" are answered in zh-CN, "en-GB" in en, rather than in the default language. */
  #nearest(language: Language): Language {
    const [primary = ""] = language.split("-");
    return [...this.#books.keys()].find((known) => known.split("-")[0] === primary) ?? "";
  }

  /** One text with its values put in. Values are taken as they are: `{x}` in a value stays. */
  render(language: Language, key: TextKey, values: Readonly<Record<string, string | number>> = {}): string {
    return this.of(language)[key].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
  }
}
