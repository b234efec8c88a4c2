import type { AgentRejection } from "../../agent-filters.ts";
import type { AnswerCandidate, Decision } from "../../decision.ts";
import { skillName } from "../../skill.ts";
import type { SurveyDecision } from "../../survey-facts.ts";
import { list } from "./list.ts";

/** What was decided, and why. */
export function decisionSentence(decision: Decision): string {
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

function surveySentence(decision: SurveyDecision): string {
  switch (decision.step) {
    case "survey":
      return `survey: ${decision.send ? "asked" : "not asked"} about closure ${decision.closure}: ${decision.reason}.`;
    case "survey_reminder":
      return `survey: ${decision.send ? "asked once more" : "no reminder"} about closure ${decision.closure}: ${decision.reason}.`;
    case "survey_comment":
      return `survey: a comment, ${decision.minutesAfter} minutes after the score, which nothing else took.`;
    default:
      return decision satisfies never;
  }
}

function shown(confidence: number): string {
  return confidence.toFixed(2);
}
