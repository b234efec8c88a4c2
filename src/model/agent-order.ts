import type { Agent } from "./agent.ts";

/** Longest idle first; one who was never given a ticket has been idle longest of all. Then by id. */
export function byLongestIdle(suitable: readonly Agent[]): readonly Agent[] {
  return sortedBy(suitable, idleSince, (a, b) => compareIds(a.id, b.id));
}

/** By the share of the capacity that is taken, the smallest first; then as {@link byLongestIdle}. */
export function byShareOfCapacity(suitable: readonly Agent[]): readonly Agent[] {
  return sortedBy(byLongestIdle(suitable), shareTaken);
}

/** By id, beginning after the agent who had the last turn: everybody has theirs before anybody has another. */
export function inTurns(suitable: readonly Agent[], lastId: string | null): readonly Agent[] {
  const sorted = suitable.toSorted((a, b) => compareIds(a.id, b.id));
  if (lastId === null) return sorted;
  const next = sorted.findIndex(({ id }) => compareIds(id, lastId) > 0);
  return next < 0 ? sorted : [...sorted.slice(next), ...sorted.slice(0, next)];
}

/**
 * Those who are preferred come first, and those who let the ticket pass come last: they are asked when nobody else is
 * there, first of all who let it pass first.
 */
export function withPreference(
  ordered: readonly Agent[],
  preferredId: string | null,
  passedBy: readonly string[],
): readonly Agent[] {
  const place = ({ id }: Agent) => (passedBy.includes(id) ? 1 + passedBy.indexOf(id) : id === preferredId ? -1 : 0);
  return passedBy.length === 0 && preferredId === null ? ordered : ordered.toSorted((a, b) => place(a) - place(b));
}

function shareTaken({ load, capacity }: Agent): number {
  return capacity === 0 ? 1 : load / capacity;
}

function idleSince({ lastAssignedAt }: Agent): number {
  return lastAssignedAt?.getTime() ?? 0;
}

/** The smallest first, equals as they stand. Each value is asked for once: sorting a thousand agents asks ten times each. */
function sortedBy(
  agents: readonly Agent[],
  measure: (agent: Agent) => number,
  compareEquals: (a: Agent, b: Agent) => number = () => 0,
): readonly Agent[] {
  const valued = agents.map((agent) => ({ agent, value: measure(agent) }));
  valued.sort((a, b) => a.value - b.value || compareEquals(a.agent, b.agent));
  return valued.map(({ agent }) => agent);
}

function compareIds(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
