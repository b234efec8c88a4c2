import type { Act } from "../acts/act.ts";
import { existing } from "../acts/lookup.ts";
import { takeAnswer, takeComment } from "../acts/survey-answer.ts";
import { readSurveyLink, surveyUrl } from "../acts/survey-link.ts";
import { CustomerServiceError } from "../errors.ts";
import type { Language } from "../model/customer.ts";
import type { Actor } from "../model/message.ts";
import { isExpired, isOpen, refusedSurvey, type Survey, type SurveyKind } from "../model/survey.ts";
import type { SurveyLink } from "../model/survey-link.ts";
import type { SurveyReport, SurveyStatisticsOptions } from "../model/survey-statistics.ts";
import { checkText } from "../model/text.ts";
import type { StoreReader } from "../ports/ticket-store.ts";
import { type SurveyWords, surveyWords } from "../texts/survey-texts.ts";
import { Desk } from "./desk.ts";

/** What a survey's page needs to show, in the customer's language. */
export interface SurveyPage extends SurveyWords {
  readonly ticketId: string;
  readonly ticketNumber: number;
  readonly kind: SurveyKind;
  readonly language: Language;
  /** `open` takes an answer. `answered` takes a comment, when `commentable`. */
  readonly state: "open" | "answered" | "expired";
  readonly commentable: boolean;
}

/** How satisfied customers were. */
export class Surveys extends Desk {
  /** The surveys of a ticket, one for each closure, oldest first. */
  listOf(ticketId: string): Promise<readonly Survey[]> {
    return this.read((tx) => tx.find("survey", "ofTicket", { ticketId }, { limit: 1_000 }));
  }

  /**
   * The signed link to the page of a ticket's latest survey, for a channel of your own: an e-mail, a letter. Refuses with
   * `survey.not_found`, or with `survey.refused` while it is not asked.
   */
  async linkOf(ticketId: string): Promise<string> {
    const survey = await this.read((reader) => latestOf(reader, ticketId));
    const { survey: terms } = this.service.policy;
    if (terms === null || survey.sentAt === null) throw refusedSurvey(ticketId, "not_asked", "it was not asked");
    return surveyUrl(this.service, survey, terms.url);
  }

  /**
   * What the page behind a survey's link shows; changes nothing, however often a mail scanner opens it. Refuses with
   * `survey.refused` (`details.reason`: `not_signed`) a link that this desk did not sign for this ticket.
   */
  async open(link: SurveyLink): Promise<SurveyPage> {
    const survey = await readSurveyLink(this.service, link);
    const { texts, policy } = this.service;
    return this.read(async (reader) => {
      const { ticketId, kind, conversationId, comment } = survey;
      const { number: ticketNumber } = await existing(reader, "ticket", ticketId);
      const conversation = await reader.get("conversation", conversationId);
      const language = conversation?.language ?? policy.defaultLanguage;
      const state = stateOf(survey, reader.now);
      const commentable = state === "answered" && comment === null && !isExpired(survey, reader.now);
      return {
        ...{ ticketId, ticketNumber, kind, language, state, commentable },
        ...surveyWords(texts, language, survey),
      };
    });
  }

  /**
   * Takes the one answer: a score on the scale of its kind, and a comment. From a page, give the `link` as the request
   * brings it: it is checked. A ticket id alone is trusted, and means the latest survey that was asked: only for a backend
   * that knows who answers. Refuses with `survey.not_found`, or with `survey.refused` and `details.reason`:
   * `not_signed`, `not_asked`, `expired`, `answered`, `off_scale`. Nothing is changed then.
   */
  async answer(survey: SurveyLink | string, answer: { score: number; comment?: string | undefined }): Promise<Survey> {
    // An empty field of a form is no comment.
    const comment = answer.comment === undefined || answer.comment.trim() === "" ? null : checkText(answer.comment);
    return this.#change(survey, (act, id, by) =>
      takeAnswer(act, id, { score: answer.score, comment, commentUntil: null }, by),
    );
  }

  /**
   * Takes the one comment after the score, while the survey has not expired. Refuses as `answer` does, and with the reasons
   * `not_answered`, `commented`.
   */
  async comment(survey: SurveyLink | string, { comment }: { comment: string }): Promise<Survey> {
    const text = checkText(comment);
    return this.#change(survey, (act, id, by) => takeComment(act, id, text, by));
  }

  /**
   * Response rate, CSAT, NPS and CES over closures, in all and by group: `{ by: "agent" }`,
   * `{ by: "week", zone: "Asia/Shanghai", since }`. Refuses with `options.invalid`.
   */
  async statistics(options: SurveyStatisticsOptions = {}): Promise<SurveyReport> {
    const { parseStatisticsOptions, surveyReport } = await import("../model/survey-statistics.ts");
    const asked = parseStatisticsOptions(options);
    return this.read(async (tx) => {
      const counted: Survey[] = [];
      for (const status of ["sent", "answered", "suppressed"] as const) {
        for await (const survey of newestFirst(tx, status)) {
          if (asked.since !== undefined && survey.createdAt < asked.since) break;
          counted.push(survey);
        }
      }
      return surveyReport(counted, asked);
    });
  }

  /** The signature is checked before the act, in which nothing but the store is waited for. */
  async #change(
    survey: SurveyLink | string,
    work: (act: Act, surveyId: string, by: Actor) => Promise<Survey>,
  ): Promise<Survey> {
    const signed = typeof survey === "string" ? survey : await readSurveyLink(this.service, survey);
    return this.act({}, async (act) => {
      const { id, customerId } = typeof signed === "string" ? await latestOf(act.tx, signed) : signed;
      return work(act, id, { kind: "customer", id: customerId });
    });
  }
}

/** The latest survey of a ticket that was asked, or, when none was, the latest. */
async function latestOf(reader: StoreReader, ticketId: string): Promise<Survey> {
  const all = await reader.find("survey", "ofTicket", { ticketId }, { limit: 100, descending: true });
  const latest = all.find(({ sentAt }) => sentAt !== null) ?? all[0];
  if (latest !== undefined) return latest;
  throw new CustomerServiceError("survey.not_found", `Ticket ${ticketId} has no survey.`, { details: { ticketId } });
}

function stateOf(survey: Survey, now: Date): SurveyPage["state"] {
  if (survey.status === "answered") return "answered";
  return isOpen(survey, now) ? "open" : "expired";
}

async function* newestFirst(tx: StoreReader, status: Survey["status"]): AsyncGenerator<Survey> {
  let after: Survey | undefined;
  for (;;) {
    const found = await tx.find("survey", "byStatus", { status }, { limit: 500, after, descending: true });
    yield* found;
    after = found.at(-1);
    if (found.length < 500) return;
  }
}
