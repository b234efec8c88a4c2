import { surveyStyle } from "../../assets/survey-style.ts";
import type { CustomerService } from "../../customer-service.ts";
import { isCode } from "../../errors.ts";
import type { SurveyLink } from "../../model/survey-link.ts";
import { type Logger, silentLogger } from "../../ports/logger.ts";
import type { WebHandler } from "../handler.ts";
import { refusalResponse } from "../refusal.ts";
import { Routes } from "../routes.ts";
import { maxCommentLength, readSurveyForm, type SurveyForm } from "./survey-form.ts";
import { checkSurveyOptions, type SurveyHandlerOptions, type SurveyLook } from "./survey-options.ts";
import { acceptedLanguage } from "./survey-page-words.ts";
import { type SurveyMistake, SurveyPages } from "./survey-pages.ts";

/**
 * The page behind the links of surveys, in the customer's language, without any script. Give the service its address:
 * `survey: { url: "https://desk.example.com/survey" }`. A link that is over, or that nobody signed, is told so with 410.
 *
 * Only `POST` changes anything, so that scanners of mail and previews of links do no harm. It needs no token against forged
 * requests: there is no cookie that a foreign page could make use of, and the link's own token, which alone gives the right,
 * is not known to it. Refuses options with `options.invalid`.
 */
export function surveyHandler(service: CustomerService, options: SurveyHandlerOptions = {}): WebHandler {
  const desk = new SurveyDesk(service, checkSurveyOptions(options), options.logger ?? silentLogger);
  return (request) => desk.answer(request);
}

class SurveyDesk {
  readonly #service: CustomerService;
  readonly #look: SurveyLook;
  readonly #logger: Logger;
  readonly #pages: SurveyPages;
  readonly #routes: Routes<Request>;

  constructor(service: CustomerService, look: SurveyLook, logger: Logger) {
    this.#service = service;
    this.#look = look;
    this.#logger = logger;
    this.#pages = new SurveyPages(look);
    this.#routes = new Routes<Request>(look.basePath, [
      { method: "GET", path: "/survey.css", answer: style },
      { method: "GET", path: "/:ticketId", answer: (request, { ticketId }) => this.#show(linkOf(request, ticketId)) },
      { method: "POST", path: "/:ticketId", answer: (request, { ticketId }) => this.#post(request, ticketId) },
    ]);
  }

  async answer(request: Request): Promise<Response> {
    const answer = await this.#told(request, null, async () => this.#routes.answer(request, request));
    return request.method === "HEAD" ? new Response(null, answer) : answer;
  }

  async #show(link: SurveyLink): Promise<Response> {
    return this.#pages.survey(await this.#service.surveys.open(link));
  }

  async #post(request: Request, ticketId: string | undefined): Promise<Response> {
    const form = await readSurveyForm(request);
    return this.#told(request, form, () => this.#take(linkOf(request, ticketId), form));
  }

  async #take(link: SurveyLink, form: SurveyForm): Promise<Response> {
    const mistake = form.comment.length > maxCommentLength ? "comment_too_long" : await this.#keep(link, form);
    if (mistake !== null) {
      const page = await this.#service.surveys.open(link);
      const isMistaken = page.state === "open" || (page.commentable && mistake === "comment_too_long");
      if (isMistaken) return this.#pages.survey(page, { ...form, mistake });
    }
    // The page itself says how the survey stands now, also when it is looked at again.
    return new Response(null, { status: 303, headers: { location: `?s=${encodeURIComponent(link.token)}` } });
  }

  /** Resolves with what is wrong with the form. What the survey does not take any more is let go: its page says why. */
  async #keep(link: SurveyLink, { score, comment }: SurveyForm): Promise<SurveyMistake | null> {
    const { surveys } = this.#service;
    try {
      if (score !== null) await surveys.answer(link, { score, comment });
      else if (comment !== "") await surveys.comment(link, { comment });
      else return "no_score";
      return null;
    } catch (error) {
      if (!isCode(error, "survey.refused") || error.details.reason === "not_signed") throw error;
      const { reason } = error.details;
      // The score was given elsewhere meanwhile, by a button in the chat: what was written here is not lost.
      if (reason === "answered" && score !== null && comment !== "") return this.#keep(link, { score: null, comment });
      return reason === "off_scale" || reason === "not_answered" ? "no_score" : null;
    }
  }

  /** What goes wrong, as a page. */
  async #told(request: Request, sent: SurveyForm | null, work: () => Promise<Response>): Promise<Response> {
    try {
      return await work();
    } catch (error) {
      const language = acceptedLanguage(request, this.#look.words);
      if (isCode(error, "survey.refused")) return this.#pages.unknown(410, language);
      const refusal = refusalResponse(error, this.#logger);
      if (refusal.status === 404) return this.#pages.unknown(404, language);
      return refusal.status >= 500 ? this.#pages.away(refusal.status, language, sent) : refusal;
    }
  }
}

function linkOf(request: Request, ticketId = ""): SurveyLink {
  return { ticketId, token: new URL(request.url).searchParams.get("s") ?? "" };
}

function style(request: Request): Response {
  const { type, etag, text } = surveyStyle;
  const headers = { "content-type": type, etag: `"${etag}"`, "cache-control": "public, max-age=86400" };
  const isKnown = request.headers.get("if-none-match")?.includes(`"${etag}"`) ?? false;
  return isKnown ? new Response(null, { status: 304, headers }) : new Response(text, { headers });
}
