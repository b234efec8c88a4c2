import express, { type Request, type Response, type Router } from "express";
import { type CustomerService, isCode, type SurveyLink, type SurveyPage } from "kefu";

/** The page behind the links of surveys: `GET` shows it, `POST` takes the answer, or the comment after it. */
export function surveyRoutes(service: CustomerService): Router {
  const routes = express.Router();
  const show = async (link: SurveyLink, response: Response) => {
    response.set({ "referrer-policy": "no-referrer", "cache-control": "no-store" });
    response.type("html").send(pageOf(await service.surveys.open(link)));
  };
  routes.get("/:ticketId", (request, response) => show(linkOf(request), response));
  routes.post("/:ticketId", express.urlencoded({ extended: false }), async (request, response) => {
    const link = linkOf(request);
    const { score, comment = "" } = request.body as { readonly score?: string; readonly comment?: string };
    try {
      if (score === undefined) await service.surveys.comment(link, { comment });
      else await service.surveys.answer(link, { score: Number(score), comment });
    } catch (error) {
      // It was answered meanwhile, or is over: the page says how it stands.
      if (!isCode(error, "survey.refused")) throw error;
    }
    await show(link, response);
  });
  return routes;
}

function linkOf(request: Request): SurveyLink {
  return { ticketId: `${request.params.ticketId}`, token: `${request.query.s}` };
}

function pageOf({ language, question, scores, state, commentable }: SurveyPage): string {
  const choices = scores.map(({ score, label }) => {
    return `<label><input type="radio" name="score" value="${score}" required> ${score} ${escaped(label)}</label><br>`;
  });
  const comment = '<textarea name="comment" maxlength="2000"></textarea><br><button>OK</button>';
  const form = state === "open" ? `${choices.join("")}${comment}` : commentable ? comment : "✓";
  return `<!doctype html><html lang="${language}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escaped(question)}</title><h1>${escaped(question)}</h1><form method="post">${form}</form></html>`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
