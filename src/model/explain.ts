import type { AgentRejection } from "./agent-filters.ts";
import type { AnswerCandidate, Decision, Fact, LogEntry } from "./decision.ts";
import type { Actor } from "./message.ts";
import { routingDeed } from "./routing-facts.ts";
import { skillName } from "./skill.ts";
import { slaSentence } from "./sla-fact.ts";
import { surveyDeed, surveySentence } from "./survey-facts.ts";
import { ticketDeed } from "./ticket-facts.ts";

/** A log entry as sentences for people, with the grounds of each decision. */
export function sentencesOf(entry: LogEntry): readonly string[] {
  const who = nameOf(entry.by);
  return entry.fact.kind === "decided" ? entry.fact.decisions.map(decisionSentence) : [`${who} ${deed(entry.fact)}`];
}

function nameOf(by: Actor): string {
  switch (by.kind) {
    case "agent":
      return `Agent ${by.id}`;
    case "customer":
      return "The customer";
    case "bot":
      return "The bot";
    case "system":
      return "The desk";
    default:
      return by satisfies never;
  }
}

function deed(fact: Exclude<Fact, { kind: "decided" }>): string {
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
      return slaSentence(fact);
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

function decisionSentence(decision: Decision): string {
  switch (decision.step) {
    case "identify":
      return identitySentence(decision);
    case "classify": {
      const evidence = decision.candidates[0]?.evidence.join(", ");
      const grounds = decision.abstained
        ? `${decision.by} abstained, so it counts as ${decision.type}`
        : `${decision.type} (${shown(decision.confidence)}) by ${decision.by}${evidence ? `, from: ${evidence}` : ""}`;
      const wishes = decision.wishes.length > 0 ? `; wishes: ${decision.wishes.join(", ")}` : "";
      return `classify: ${grounds}${wishes}${decision.errors ? `; errors: ${decision.errors.join("; ")}` : ""}.`;
    }
    case "answer":
      return answerSentence(decision);
    case "route":
      return routeSentence(decision);
    case "assign":
      return assignSentence(decision);
    case "survey":
    case "survey_reminder":
    case "survey_comment":
      return surveySentence(decision);
    default:
      return decision satisfies never;
  }
}

type RouteDecision = Extract<Decision, { step: "route" }>;

function because(reasons: readonly string[] = []): string {
  return reasons.length === 0 ? "" : ` (${reasons.join(", ")})`;
}

/** Logs of kefu 0.1.0 have the names of the skills. */
function routeSentence(decision: RouteDecision & { readonly requiredSkills?: readonly string[] }): string {
  const { ticket, reason, queue, priority, priorityReasons, requiredSkills } = decision;
  const skills = requiredSkills ?? decision.skills.map(skillName);
  return `route: ticket ${ticket}${followUp(decision)} because of ${reason}; queue ${queue}, skills ${list(skills)}, priority ${priority} (${list(priorityReasons)}).`;
}

function followUp({ followUp }: RouteDecision): string {
  return followUp === undefined ? "" : ` (of ${followUp.of}, ${followUp.because})`;
}

function identitySentence(decision: Extract<Decision, { step: "identify" }>): string {
  const { identity, outcome, customerId, key, conflicts = [] } = decision;
  const others = conflicts.map(
    (one) => `; ${one.identity} is customer ${one.otherCustomerId}'s${one.merge ? ", who is to be merged" : ""}`,
  );
  const by = key === undefined ? "" : ` by ${key}`;
  return `identify: ${identity} is ${outcome === "known" ? "known as" : "new:"} customer ${customerId}${by}${others.join("")}.`;
}

function assignSentence({ agentId, strategy, suitable, rejected, preferred, error }: AssignDecision): string {
  const preference = {
    last_agent: (id: string) => `; preferred: ${id}, who had the ticket last`,
    sticky: (id: string) => `; preferred: ${id}, who served the customer last`,
  };
  const wish = preferred === undefined ? "" : preference[preferred.because](preferred.agentId);
  const others = rejected.length === 0 ? "none" : rejected.map(rejectionOf).join("; ");
  const failure = error === undefined ? "" : `; error: ${error}`;
  return `assign: ${agentId ?? "nobody, so it waits"}, by ${strategy}${wish}; suitable: ${list(suitable)}; rejected: ${others}${failure}.`;
}

type AssignDecision = Extract<Decision, { step: "assign" }>;

/** Logs of kefu 0.1.0 name one agent in each rejection. */
function rejectionOf({ filter, reason, ...named }: AgentRejection & { readonly agentId?: string }): string {
  return `${named.agentId ?? list(named.agentIds)} (${filter}: ${reason})`;
}

function answerSentence(decision: Extract<Decision, { step: "answer" }>): string {
  switch (decision.outcome) {
    case "answered":
      return `answer: by ${decision.by} (${shown(decision.confidence)} of ${decision.threshold} needed)${weighed(decision.candidates)}.`;
    case "abstained": {
      const error = decision.error === undefined ? "" : `; error: ${decision.error}`;
      return `answer: none, ${decision.reason} (threshold ${decision.threshold})${weighed(decision.candidates)}${error}.`;
    }
    case "dropped":
      return "answer: dropped, a human took over meanwhile.";
    default:
      return decision satisfies never;
  }
}

function weighed(candidates: readonly AnswerCandidate[]): string {
  if (candidates.length === 0) return "";
  return `; candidates: ${candidates.map(({ id, confidence }) => `${id} ${shown(confidence)}`).join(", ")}`;
}

function list(items: readonly string[]): string {
  return items.length === 0 ? "none" : items.join(", ");
}

function shown(confidence: number): string {
  return confidence.toFixed(2);
}
