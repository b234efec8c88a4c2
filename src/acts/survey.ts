import { addDays, addMinutes } from "date-fns";
import type { Conversation } from "../model/conversation.ts";
import type { Customer } from "../model/customer.ts";
import type { Actor } from "../model/message.ts";
import type { SurveyPolicy } from "../model/survey.ts";
import { answerSurvey, type Survey, type SurveyReason, shouldSurvey, surveyChoiceId } from "../model/survey.ts";
import type { Ticket } from "../model/ticket.ts";
import type { SurveyTerms } from "../policy.ts";
import type { Act } from "./act.ts";
import { conversationOf, existing, surveyOf, ticketIn } from "./lookup.ts";
import { languageFor, say } from "./say.ts";

/** At each closure: a survey about it, with the agent as of now, to be asked after the policy's delay. */
export async function scheduleSurvey(act: Act, ticket: Ticket, agentId: string | null): Promise<void> {
  const policy = act.service.policy.survey;
  if (policy === null) return;
  const survey = await act.tx.put("survey", {
    id: act.service.ids.row(),
    version: 0,
    ticketId: ticket.id,
    kind: "csat",
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
    createdAt: act.now,
    sentAt: null,
    answeredAt: null,
    remindedAt: null,
    expiresAt: addDays(addMinutes(act.now, policy.delayMinutes), policy.expiresDays),
  });
  await setSurveyTimer(act, survey, addMinutes(act.now, policy.delayMinutes));
}

/** While somebody speaks with the customer, a survey waits so long before it looks again. */
const askAgainMinutes = 60;

/** Asks through the ticket's own channel, or notes why not. Nothing happens to a survey that is not scheduled. */
export async function askSurvey(act: Act, surveyId: string): Promise<void> {
  const policy = act.service.policy.survey;
  const { conversationId, ticketId } = await existing(act.tx, "survey", surveyId);
  const conversation = await conversationOf(act, conversationId);
  const ticket = await ticketIn(act, ticketId);
  const survey = await surveyOf(act, surveyId);
  if (policy === null || survey.status !== "scheduled") return;
  const customer = await existing(act.tx, "customer", survey.customerId, { lock: true });
  const { send, reason } = judge(act, survey, ticket, customer, policy);
  if (send && (conversation.state === "human" || conversation.state === "queued")) {
    return setSurveyTimer(act, survey, addMinutes(act.now, askAgainMinutes));
  }
  await act.record(`ticket:${ticket.id}`, {
    kind: "decided",
    messageIds: [],
    decisions: [{ step: "survey", closure: survey.closure, send, reason }],
  });
  if (!send) return suppress(act, survey, reason);
  const sent = await act.tx.put("survey", { ...survey, status: "sent", sentAt: act.now });
  await act.tx.put("customer", { ...customer, lastSurveyedAt: act.now });
  await sendQuestion(act, conversation, sent, policy);
  act.emit("survey.sent", { survey: sent });
}

function setSurveyTimer(act: Act, survey: Survey, dueAt: Date): Promise<void> {
  return act.setTimer(`survey:${survey.ticketId}:${survey.closure}`, "survey.ask", dueAt, { surveyId: survey.id });
}

function judge(act: Act, survey: Survey, ticket: Ticket, customer: Customer, policy: SurveyPolicy) {
  return shouldSurvey(
    {
      humanHandled: ticket.closedBy === "agent" || ticket.firstRepliedAt !== null || ticket.resolvedAt !== null,
      stillClosed: ticket.status === "closed" && ticket.closureCount === survey.closure,
      lastAskedAt: customer.lastSurveyedAt,
      now: act.now,
    },
    policy,
  );
}

async function suppress(act: Act, survey: Survey, reason: SurveyReason): Promise<void> {
  const suppressed = await act.tx.put("survey", { ...survey, status: "suppressed", statusReason: reason });
  act.emit("survey.suppressed", { survey: suppressed, reason });
}

async function sendQuestion(act: Act, conversation: Conversation, survey: Survey, terms: SurveyTerms): Promise<void> {
  const language = languageFor(act, conversation);
  const url = `${terms.url.replace(/\/+$/, "")}/${encodeURIComponent(survey.ticketId)}`;
  const titles = act.service.texts.of(language).surveyScores;
  const { conversation: asked } = await say(
    act,
    conversation,
    {
      text: act.service.texts.render(language, "survey", { ticket: survey.ticketId, url }),
      options: titles.map((title, index) => ({
        id: surveyChoiceId(survey.id, index + 1),
        title: `${index + 1} ${title}`,
      })),
      template: { name: "survey", language, parameters: { ticketId: survey.ticketId, url } },
    },
    { ticketId: survey.ticketId },
  );
  await act.tx.put("conversation", { ...asked, surveyId: survey.id });
}

/** Takes the one answer of a survey; refuses with `survey.refused`. */
export async function takeAnswer(
  act: Act,
  surveyId: string,
  answer: { score: number; comment: string | null },
  by: Actor,
): Promise<Survey> {
  const survey = await surveyOf(act, surveyId);
  const answered = await act.tx.put("survey", answerSurvey(survey, answer, act.now));
  await act.record(`ticket:${survey.ticketId}`, { kind: "surveyed", surveyId, score: answer.score }, by);
  act.emit("survey.answered", { survey: answered });
  return answered;
}
