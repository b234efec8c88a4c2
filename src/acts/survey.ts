import { addDays, addMinutes } from "date-fns";
import type { Conversation } from "../model/conversation.ts";
import { isOpen, type Survey, surveyChoiceId, surveyScales } from "../model/survey.ts";
import { type SurveyReason, shouldRemind, shouldSurvey } from "../model/survey-policy.ts";
import type { Ticket } from "../model/ticket.ts";
import type { SurveyTerms } from "../policy.ts";
import { surveyWords } from "../texts/survey-texts.ts";
import type { Act } from "./act.ts";
import { languageFor, say } from "./say.ts";
import { contextOf, surveyCase } from "./survey-context.ts";

/** At each closure: a survey about it, with the agent as of now, to be asked after the policy's delay. */
export async function scheduleSurvey(act: Act, ticket: Ticket, agentId: string | null): Promise<void> {
  const policy = act.service.policy.survey;
  if (policy === null) return;
  const dueAt = addMinutes(act.now, policy.delayMinutes);
  const survey = await act.tx.put("survey", {
    id: act.service.ids.row(),
    version: 0,
    ticketId: ticket.id,
    kind: policy.kind,
    closure: ticket.closureCount,
    customerId: ticket.customerId,
    conversationId: ticket.conversationId,
    channelId: ticket.channelId,
    queue: ticket.queue,
    agentId,
    status: "scheduled",
    statusReason: null,
    score: null,
    comment: null,
    commentUntil: null,
    createdAt: act.now,
    sentAt: null,
    answeredAt: null,
    remindedAt: null,
    expiresAt: addDays(dueAt, policy.expiresDays),
  });
  await setAskTimer(act, survey, dueAt);
}

/**
 * Asks through the ticket's own channel, waits, or notes why not. `url`: the survey's signed link. Nothing happens to a
 * survey that is not scheduled.
 */
export async function askSurvey(act: Act, surveyId: string, url: string): Promise<void> {
  const policy = act.service.policy.survey;
  const found = await surveyCase(act, surveyId);
  if (policy === null || found.survey.status !== "scheduled") return;
  const { survey, conversation, ticket, customer } = found;
  const { send, at, reason } = shouldSurvey(await contextOf(act, found, policy), policy);
  if (send && at > act.now) return setAskTimer(act, survey, at);
  await act.record(`ticket:${ticket.id}`, {
    kind: "decided",
    messageIds: [],
    decisions: [{ step: "survey", closure: survey.closure, send, reason }],
  });
  if (!send) return suppress(act, survey, reason);
  const sent = await act.tx.put("survey", { ...survey, status: "sent", sentAt: act.now });
  await act.tx.put("customer", { ...customer, lastSurveyedAt: act.now });
  await sendQuestion(act, conversation, sent, { text: "survey", url });
  await setReminder(act, sent, policy);
  act.emit("survey.sent", { survey: sent });
}

/** Asks once more who did not answer, if it suits now. */
export async function remindOfSurvey(act: Act, surveyId: string, url: string): Promise<void> {
  const policy = act.service.policy.survey;
  const found = await surveyCase(act, surveyId);
  const { survey, conversation, ticket } = found;
  if (policy === null || survey.remindedAt !== null || !isOpen(survey, act.now)) return;
  const { send, reason } = shouldRemind(await contextOf(act, found, policy), policy);
  await act.record(`ticket:${ticket.id}`, {
    kind: "decided",
    messageIds: [],
    decisions: [{ step: "survey_reminder", closure: survey.closure, send, reason }],
  });
  if (!send) return;
  const reminded = await act.tx.put("survey", { ...survey, remindedAt: act.now });
  await sendQuestion(act, conversation, reminded, { text: "surveyReminder", url });
  act.emit("survey.reminded", { survey: reminded });
}

function setAskTimer(act: Act, survey: Survey, dueAt: Date): Promise<void> {
  return act.setTimer(`survey:${survey.ticketId}:${survey.closure}`, "survey.ask", dueAt, { surveyId: survey.id });
}

async function setReminder(act: Act, survey: Survey, { remindAfterHours }: SurveyTerms): Promise<void> {
  if (remindAfterHours === null) return;
  const dueAt = addMinutes(act.now, remindAfterHours * 60);
  if (dueAt < survey.expiresAt)
    await act.setTimer(reminderTimer(survey), "survey.remind", dueAt, { surveyId: survey.id });
}

export const reminderTimer = ({ ticketId, closure }: Survey): string => `survey_reminder:${ticketId}:${closure}`;

async function suppress(act: Act, survey: Survey, reason: SurveyReason): Promise<void> {
  const suppressed = await act.tx.put("survey", { ...survey, status: "suppressed", statusReason: reason });
  act.emit("survey.suppressed", { survey: suppressed, reason });
}

async function sendQuestion(
  act: Act,
  conversation: Conversation,
  survey: Survey,
  { text, url }: { text: "survey" | "surveyReminder"; url: string },
): Promise<void> {
  const { texts } = act.service;
  const language = languageFor(act, conversation);
  const { question, scores } = surveyWords(texts, language, survey);
  const { lowest, highest } = surveyScales[survey.kind];
  const values = { question, lowest, highest, ticket: survey.ticketId, url };
  const { conversation: asked } = await say(
    act,
    conversation,
    {
      text: texts.render(language, text, values),
      options: scores.map(({ score, label }) => ({
        id: surveyChoiceId(survey.id, score),
        title: label === "" ? `${score}` : `${score} ${label}`,
      })),
      template: { name: "survey", language, parameters: { ticketId: survey.ticketId, url } },
    },
    { ticketId: survey.ticketId },
  );
  await act.tx.put("conversation", { ...asked, surveyId: survey.id });
}
