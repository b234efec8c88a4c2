import type { SurveyFact } from "../../survey-facts.ts";
import type { Deed } from "../storyteller.ts";
import { list } from "./list.ts";
import { routingDeed } from "./routing-deeds.ts";
import { slaDeed } from "./sla-deed.ts";
import { ticketDeed } from "./ticket-deeds.ts";

/** What was done, to be read after the name of who did it. */
export function deed(fact: Deed): string {
  switch (fact.kind) {
    case "opened":
      return `opened the ticket in queue ${fact.queue} with priority ${fact.priority}${because(fact.priorityReasons)}.`;
    case "handed_over":
      return `handed over: ${fact.reason}.`;
    case "moved":
      return `moved the ticket from ${fact.from} to ${fact.to}: ${fact.reason}.`;
    case "assigned":
      return `gave the ticket to agent ${fact.to}${fact.from === null ? "" : `, from ${fact.from}`}: ${fact.reason}.`;
    case "released":
      return `took the ticket off agent ${fact.from}'s hands: ${fact.reason}.`;
    case "offered":
    case "offer_ended":
    case "relaxed":
    case "overflowed":
      return routingDeed(fact);
    case "replied":
      return `answered the customer${fact.canned === undefined ? "" : `, with canned reply ${fact.canned}`}.`;
    case "customer_wrote":
      return "wrote.";
    case "noted":
      return `noted: ${fact.text}`;
    case "prioritized":
      return `raised the priority from ${fact.from} to ${fact.to} (${list(fact.reasons)}).`;
    case "escalated":
      return `escalated to level ${fact.level} (escalation ${fact.instance}): ${fact.reason}.`;
    case "acknowledged":
      return `acknowledged the escalation at level ${fact.level}.`;
    case "unacknowledged":
      return `waited in vain for level ${fact.level}, the last one, to acknowledge.`;
    case "sla":
      return slaDeed(fact);
    case "surveyed":
    case "survey_commented":
      return surveyDeed(fact);
    case "customer_merged":
      return `moved it from customer ${fact.from} to ${fact.to}: one person, proved by ${fact.identity} (${fact.evidence}).`;
    case "customer_unmerged":
      return `moved it from customer ${fact.from} back to ${fact.to}: they are two people after all.`;
    case "delivery":
      return `notes that message ${fact.messageId} is ${fact.status}: ${fact.reason ?? "no reason given"}.`;
    case "message_edited":
      return `changed the text of message ${fact.messageId}.`;
    case "message_deleted":
      return `took message ${fact.messageId} back.`;
    case "linked":
    case "unlinked":
    case "merged":
    case "took_in":
    case "unmerged":
    case "gave_back":
    case "split":
    case "split_off":
    case "tagged":
    case "fields_set":
    case "retyped":
    case "transferred":
      return ticketDeed(fact);
    default:
      return fact satisfies never;
  }
}

function surveyDeed(fact: SurveyFact): string {
  switch (fact.kind) {
    case "surveyed":
      return `gave ${fact.score} of ${fact.of ?? 5} in the survey.`;
    case "survey_commented":
      return "commented on it in the survey.";
    default:
      return fact satisfies never;
  }
}

function because(reasons: readonly string[] = []): string {
  return reasons.length === 0 ? "" : ` (${reasons.join(", ")})`;
}
