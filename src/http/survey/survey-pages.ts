import { surveyStyle } from "../../assets/survey-style.ts";
import type { SurveyPage } from "../../desk/surveys.ts";
import type { Language } from "../../model/customer.ts";
import { pageHeaders } from "../page-headers.ts";
import { type Html, html } from "./html.ts";
import { scoreChoices } from "./score-choices.ts";
import { maxCommentLength, type SurveyForm } from "./survey-form.ts";
import type { SurveyLook } from "./survey-options.ts";
import { nearest, type SurveyPageWords, surveyPageWords } from "./survey-page-words.ts";

/** What is wrong with a form that was sent. */
export type SurveyMistake = "no_score" | "comment_too_long";

/** What was sent, to be shown again, and what is wrong with it. */
export interface MistakenForm extends SurveyForm {
  readonly mistake: SurveyMistake;
}

/** Makes the pages of one handler. */
export class SurveyPages {
  readonly #look: SurveyLook;

  constructor(look: SurveyLook) {
    this.#look = look;
  }

  /** The survey as it stands: the question, the thanks, or that it is over. */
  survey(page: SurveyPage, sent: MistakenForm | null = null): Response {
    const { language, state } = page;
    const words = this.#words(language);
    switch (state) {
      case "open":
        return this.#page(sent === null ? 200 : 422, language, page.question, questionForm(page, words, sent));
      case "answered": {
        const note = page.commentable ? null : html`<p>${words.thanksNote}</p>`;
        const form = page.commentable ? commentForm(words, sent) : null;
        const content = html`${sign("thanks", "M14 25 l7 7 l14 -15")}<h1>${words.thanks}</h1>${note}${form}`;
        return this.#page(sent === null ? 200 : 422, language, words.thanks, content);
      }
      case "expired":
        return this.#notice(410, language, words.over, words.overNote);
      default:
        throw new Error(`There is no page for a survey that is ${state satisfies never}.`);
    }
  }

  /** For a link that is none of the desk's. */
  unknown(status: number, language: Language): Response {
    const { unknown, unknownNote } = this.#words(language);
    return this.#notice(status, language, unknown, unknownNote);
  }

  /** It fails at the moment: what was sent can be sent again, without being typed again. */
  away(status: number, language: Language, sent: SurveyForm | null): Response {
    const { away, awayNote, tryAgain } = this.#words(language);
    const again =
      sent === null
        ? html`<a class="button" href="">${tryAgain}</a>`
        : html`<form method="post">${hidden("score", sent.score)}${hidden("comment", sent.comment)}<button>${tryAgain}</button></form>`;
    return this.#notice(status, language, away, awayNote, again);
  }

  #words(language: Language): SurveyPageWords {
    return surveyPageWords(language, this.#look.words);
  }

  #notice(status: number, language: Language, title: string, note: string, more: Html | null = null): Response {
    const content = html`${sign("notice", "M24 13 v14 M24 34 v.5")}<h1>${title}</h1><p>${note}</p>${more}`;
    return this.#page(status, language, title, content);
  }

  #page(status: number, language: Language, title: string, content: Html): Response {
    const brand = this.#brand(language);
    const page = html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${brand === "" ? title : `${title} · ${brand}`}</title>
<link rel="stylesheet" href="survey.css?v=${surveyStyle.etag}">
</head>
<body>
<main>
${brand === "" ? null : html`<p class="brand">${brand}</p>`}
${content}
</main>
</body>
</html>
`;
    return new Response(page.text, { status, headers: pageHeaders({ scripts: false }) });
  }

  #brand(language: Language): string {
    const { title } = this.#look;
    if (typeof title === "string") return title;
    return title[nearest(language, Object.keys(title)) ?? "en"] ?? Object.values(title)[0] ?? "";
  }
}

function questionForm(page: SurveyPage, words: SurveyPageWords, sent: MistakenForm | null): Html {
  const label = html`${words.comment} <small>${words.optional}</small>`;
  return html`<form method="post">${scoreChoices(page, sent?.score ?? null, mistakeOf(words, sent))}${commentField(label, sent)}<button>${words.send}</button></form>`;
}

function commentForm(words: SurveyPageWords, sent: MistakenForm | null): Html {
  return html`<form method="post">${mistakeOf(words, sent)}${commentField(html`${words.commentAfter}`, sent)}<button>${words.sendComment}</button></form>`;
}

function commentField(label: Html, sent: MistakenForm | null): Html {
  // A field of text forgets the line break that it begins with.
  return html`<label for="comment">${label}</label><textarea id="comment" name="comment" rows="3" maxlength="${maxCommentLength}">
${sent?.comment ?? ""}</textarea>`;
}

function mistakeOf(words: SurveyPageWords, sent: MistakenForm | null): Html | null {
  if (sent === null) return null;
  const tooLong = words.commentTooLong.replaceAll("{limit}", `${maxCommentLength}`);
  const sentence = { no_score: words.chooseScore, comment_too_long: tooLong }[sent.mistake];
  // Whoever does not see the page hears it first.
  return html`<p id="mistake" role="alert" tabindex="-1" autofocus>${sentence}</p>`;
}

function hidden(name: string, value: string | number | null): Html | null {
  return value === null ? null : html`<input type="hidden" name="${name}" value="${value}">`;
}

function sign(kind: "thanks" | "notice", path: string): Html {
  return html`<svg class="sign ${kind}" viewBox="0 0 48 48" aria-hidden="true" focusable="false"><circle cx="24" cy="24" r="22"/><path d="${path}"/></svg>`;
}
