import type { JobRecord } from "./job.ts";

/** What a rule speaks of. */
export interface Subject {
  readonly kind: "identity" | "conversation" | "message" | "ticket" | "slaClock" | "survey" | "agent" | "job";
  readonly id: string;
}

/** A rule of the desk that its stored data breaks. */
export interface Violation {
  /** Which rule: `ticket.left_alone`, `message.unhandled`, ... */
  readonly rule: string;
  readonly subject: Subject;
  /** What is, and what should be. */
  readonly sentence: string;
}

/** What a rule finds wrong. */
export interface Fault {
  readonly sentence: string;
  /** It is one only unless there are so many live jobs of this name. */
  readonly unless?: { readonly job: string; readonly are: "one or more" | "one at most" };
}

/** Rules over the same facts, by name. Each says what is wrong, or `null`. */
export type Rules<Facts> = Readonly<Record<string, (facts: Facts) => Fault | null>>;

/** A fault with its rule and subject. */
export interface Finding extends Violation {
  readonly unless?: Fault["unless"];
}

/** What rules find wrong with a subject. */
export function applied<Facts>(rules: Rules<Facts>, subject: Subject, facts: Facts): readonly Finding[] {
  return Object.entries(rules).flatMap(([rule, faultIn]) => {
    const fault = faultIn(facts);
    return fault === null ? [] : [{ rule, subject, ...fault }];
  });
}

/** Live jobs by a name of theirs: what tells one from the others, and from itself at another time. */
export type JobsByName = ReadonlyMap<string, ReadonlySet<string>>;

/** The findings that stand while these jobs are alive. */
export function standing(findings: readonly Finding[], jobs: JobsByName): readonly Finding[] {
  return findings.filter(({ unless }) => {
    if (unless === undefined) return true;
    const count = jobs.get(unless.job)?.size ?? 0;
    return unless.are === "one or more" ? count < 1 : count > 1;
  });
}

/** What a job is about, as its payload names it. */
interface JobTopic {
  readonly conversationId?: string;
  readonly messageId?: string;
  readonly ticketId?: string;
  readonly surveyId?: string;
  readonly agentId?: string;
  readonly level?: number;
  readonly instance?: number;
}

/** The job of this kind about this: what rules call it by. */
export function jobName(kind: string, topic: JobTopic): string {
  const { conversationId, messageId, ticketId, surveyId, level, instance, agentId } = topic;
  return JSON.stringify([kind, conversationId, messageId, ticketId, surveyId, level, instance, agentId]);
}

/** A live job that has this key. */
export const keyName = (key: string): string => `key ${key}`;
/** A claimed job of this lane. */
export const claimName = (lane: string): string => `claim in ${lane}`;

/** Every name under which rules may look for a live job. */
export function namesOf({ kind, key, lane, state, payload }: JobRecord): readonly string[] {
  return [
    ...(payload === null ? [] : [jobName(kind, payload as JobTopic)]),
    ...(key === null ? [] : [keyName(key)]),
    ...(lane === null || state !== "claimed" ? [] : [claimName(lane)]),
  ];
}
