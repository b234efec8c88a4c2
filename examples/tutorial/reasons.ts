import type { Decision, LogEntry } from "kefu";

/** Why the bot did what it did in a conversation without a ticket. What is about a ticket, `service.explain` tells. */
export function reasonsOf(log: readonly LogEntry[]): readonly string[] {
  return log.flatMap(({ fact }) => (fact.kind === "decided" ? fact.decisions.flatMap(reasonOf) : []));
}

function reasonOf(decision: Decision): string[] {
  if (decision.step === "classify") {
    const { type, confidence, by, candidates } = decision;
    const evidence = candidates[0]?.evidence.join(", ") ?? "no rule holds";
    return [`classify: ${type} (${confidence.toFixed(2)}) by ${by}, from: ${evidence}.`];
  }
  if (decision.step === "answer" && decision.outcome === "answered") {
    const { by, confidence, threshold, candidates } = decision;
    const weighed = candidates.map((candidate) => `${candidate.id} ${candidate.confidence.toFixed(2)}`).join(", ");
    return [`answer: by ${by} (${confidence.toFixed(2)} of ${threshold} needed); candidates: ${weighed || "none"}.`];
  }
  return [];
}
