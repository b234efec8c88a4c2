import { addMinutes } from "date-fns";
import type { Conversation } from "../model/conversation.ts";
import type { Customer } from "../model/customer.ts";
import { replyWindowEnd } from "../model/reply-window.ts";
import type { Survey } from "../model/survey.ts";
import type { SurveyChannel, SurveyContext } from "../model/survey-policy.ts";
import type { Ticket } from "../model/ticket.ts";
import type { SurveyTerms } from "../policy.ts";
import type { Act } from "./act.ts";
import { conversationOf, existing, surveyOf, ticketIn } from "./lookup.ts";

/** A survey with all that its policy looks at. */
export interface SurveyCase {
  readonly survey: Survey;
  readonly conversation: Conversation;
  readonly ticket: Ticket;
  readonly customer: Customer;
}

/** The survey with all that its policy looks at, kept from others. */
export async function surveyCase(act: Act, surveyId: string): Promise<SurveyCase> {
  const { conversationId, ticketId } = await existing(act.tx, "survey", surveyId);
  const conversation = await conversationOf(act, conversationId);
  const ticket = await ticketIn(act, ticketId);
  // Whose it is may have changed before it was kept from others.
  const survey = await surveyOf(act, surveyId);
  const customer = await existing(act.tx, "customer", survey.customerId, { lock: true });
  return { survey, conversation, ticket, customer };
}

export async function contextOf(act: Act, found: SurveyCase, { delayMinutes }: SurveyTerms): Promise<SurveyContext> {
  const { survey, conversation, ticket, customer } = found;
  const { closedBy, firstRepliedAt, resolvedAt } = ticket;
  return {
    now: act.now,
    dueAt: addMinutes(survey.createdAt, delayMinutes),
    expiresAt: survey.expiresAt,
    stillClosed: ticket.status === "closed" && ticket.closureCount === survey.closure,
    merged: ticket.mergedInto !== null,
    // Only people resolve tickets: agents, or the backend for one.
    humanHandled: closedBy === "agent" || firstRepliedAt !== null || resolvedAt !== null,
    closedUnresolved: closedBy === "system" && resolvedAt === null,
    queue: survey.queue,
    tags: ticket.tags,
    wanted: customer.surveys,
    lastAskedAt: customer.lastSurveyedAt,
    busy: conversation.state === "human" || conversation.state === "queued",
    channel: channelOf(act, conversation),
  };
}

function channelOf(act: Act, conversation: Conversation): SurveyChannel | null {
  const { capabilities } = act.service.channels.get(conversation.channelId) ?? {};
  if (capabilities === undefined || !conversation.reachable) return null;
  const { templates, replyWindowHours } = capabilities;
  const windowEndsAt = templates ? null : replyWindowEnd(conversation, replyWindowHours);
  return { id: conversation.channelId, templates, windowEndsAt };
}
