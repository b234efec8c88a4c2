import type { SurveyPage } from "../../desk/surveys.ts";
import { type Html, html } from "./html.ts";

/** The question with its scores, of which one can be chosen; `chosen` and `mistake` are of the form that was sent before. */
export function scoreChoices(
  { kind, question, scores }: SurveyPage,
  chosen: number | null,
  mistake: Html | null,
): Html {
  const [lowest, highest] = [scores[0], scores.at(-1)];
  const described = mistake === null ? null : html` aria-describedby="mistake"`;
  return html`<fieldset class="scores ${kind}"${described}>
<legend><h1>${question}</h1></legend>
${mistake}<div class="choices">${scores.map((score) => choice(kind, score, score.score === chosen))}</div>
${
  // Of eleven scores only the ends have names, which the scores themselves say to who does not see the page.
  kind === "nps"
    ? html`<p class="ends" aria-hidden="true"><span>${lowest?.label ?? ""}</span><span>${highest?.label ?? ""}</span></p>`
    : null
}</fieldset>`;
}

function choice(kind: SurveyPage["kind"], { score, label }: SurveyPage["scores"][number], isChosen: boolean): Html {
  return html`<label><input type="radio" name="score" value="${score}" required${isChosen ? html` checked` : null}><span class="tile">${
    kind === "csat" ? face(score) : null
  }<span class="number">${score}</span> <span class="name">${label}</span></span></label>`;
}

/** Where a mouth begins, and how deep its middle is, for each satisfaction. */
const mouths = [
  [34, 25],
  [33, 29],
  [32, 32],
  [30, 36],
  [29, 41],
] as const;

function face(score: number): Html {
  const [corner, middle] = mouths[score - 1] ?? mouths[2];
  return html`<svg viewBox="0 0 48 48" aria-hidden="true" focusable="false"><circle class="head" cx="24" cy="24" r="21"/><circle class="eye" cx="17" cy="19" r="2.5"/><circle class="eye" cx="31" cy="19" r="2.5"/><path class="mouth" d="M15 ${corner} Q24 ${middle} 33 ${corner}"/></svg>`;
}
