import type { Language } from "./customer.ts";

/** Whether an agent takes tickets now: only `online` does. */
export type Presence = "online" | "away" | "offline";

/** A person of the desk who answers customers. */
export interface Agent {
  readonly id: string;
  readonly version: number;
  readonly name: string;
  /** Skill -> how good the agent is at it, from 1 (knows it) to 10. */
  readonly skills: Readonly<Record<string, number>>;
  /** Teams the agent belongs to: a queue may be served by some teams only. */
  readonly teams: readonly string[];
  /** Languages the agent writes; empty means any. */
  readonly languages: readonly Language[];
  /** Channels the agent serves, by id or kind; empty means all. */
  readonly channels: readonly string[];
  readonly presence: Presence;
  /** While they are away, customers who begin to wait for them go back to the queue: they left so, or fell silent. */
  readonly handsBack: boolean;
  /** How much the agent may hold through routing; taking a ticket by hand may exceed it. */
  readonly capacity: number;
  /** The weights of the unfinished tickets the agent holds or is asked to accept: 1 for each, or as the channel has it. */
  readonly load: number;
  /** When a ticket was last given to the agent: the longest idle is asked first. */
  readonly lastAssignedAt: Date | null;
  /** When the agent's own program last said that they are there; `null` when it never does. */
  readonly lastSeenAt: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** The load after so much came or went. Weights may be fractions: 0.1 and 0.2 are 0.3, and back again nothing is left. */
export function changedLoad(load: number, by: number): number {
  return Math.max(0, Math.round((load + by) * 1e6) / 1e6);
}

/** What tickets of these weights are together. */
export function loadOf(weights: readonly number[]): number {
  return weights.reduce((load, weight) => changedLoad(load, weight), 0);
}
