import { takeAnswer } from "../acts/survey.ts";
import { CustomerServiceError } from "../errors.ts";
import { type Survey, type SurveyStatistics, surveyStatistics } from "../model/survey.ts";
import { checkText } from "../model/text.ts";
import type { StoreReader } from "../ports/ticket-store.ts";
import { Desk } from "./desk.ts";

/** How satisfied customers were. */
export class Surveys extends Desk {
  /** The surveys of a ticket, one for each closure, oldest first. */
  listOf(ticketId: string): Promise<readonly Survey[]> {
    return this.read((tx) => tx.find("survey", "ofTicket", { ticketId }, { limit: 100 }));
  }

  /**
   * Takes the answer to the ticket's latest survey that was asked, as your survey page got it: a whole number from 1 to 5, and a comment.
   * Refuses with `survey.not_found`, or `survey.refused` (not asked yet, answered already, expired, off the scale).
   */
  async answer(ticketId: string, answer: { score: number; comment?: string }): Promise<Survey> {
    const comment = answer.comment === undefined ? null : checkText(answer.comment);
    return this.act({}, async (act) => {
      const all = await act.tx.find("survey", "ofTicket", { ticketId }, { limit: 100, descending: true });
      const latest = all.find(({ status }) => status === "sent" || status === "answered") ?? all[0];
      if (latest === undefined) {
        throw new CustomerServiceError("survey.not_found", `Ticket ${ticketId} has no survey.`, {
          details: { ticketId },
        });
      }
      const customer = { kind: "customer", id: latest.customerId } as const;
      return takeAnswer(act, latest.id, { score: answer.score, comment }, customer);
    });
  }

  /** CSAT (the share of 4s and 5s among all answers) and response rate, over surveys created from `since` on. */
  async statistics(options: { readonly since?: Date } = {}): Promise<SurveyStatistics> {
    const since = options.since?.getTime() ?? Number.NEGATIVE_INFINITY;
    return this.read(async (tx) => {
      const counted: Survey[] = [];
      for (const status of ["sent", "answered", "suppressed"] as const) {
        for await (const survey of newestFirst(tx, status)) {
          if (survey.createdAt.getTime() < since) break;
          counted.push(survey);
        }
      }
      return surveyStatistics(counted);
    });
  }
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
