import { addMinutes } from "date-fns";
import type { SkillRequirement } from "./skill.ts";
import type { Ticket } from "./ticket.ts";

/**
 * The wait of a ticket: from when it looks for an agent until somebody has it, through offers that came to nothing, other
 * queues and dropped skills. `waitingSince` is its beginning.
 */

/** Where a ticket goes on waiting, so many minutes after it began to. */
export interface OverflowStep {
  readonly afterMinutes: number;
  readonly to: string;
}

/** An agent has it or is asked to take it, or it waits for one. */
export function isLookedAfter({ agentId, reservedFor, waiting }: Ticket): boolean {
  return agentId !== null || reservedFor !== null || waiting !== null;
}

/** As a ticket begins to wait: what was dropped in an earlier wait is asked again. A wait that goes on stays as it is. */
export function beginWait(ticket: Ticket): Ticket {
  if (ticket.waitingSince !== null) return ticket;
  const isFresh = ticket.overflows === 0 && ticket.skills.every(({ dropped }) => !dropped);
  return isFresh
    ? ticket
    : { ...ticket, overflows: 0, skills: ticket.skills.map((skill) => ({ ...skill, dropped: false })) };
}

/** When the next skill is to be dropped; `null`: none is, or the ticket does not wait. */
export function nextRelaxation({ waitingSince, skills }: Pick<Ticket, "waitingSince" | "skills">): Date | null {
  const minutes = skills.flatMap(({ relaxAfterMinutes, dropped }) =>
    dropped || relaxAfterMinutes === null ? [] : [relaxAfterMinutes],
  );
  return waitingSince === null || minutes.length === 0 ? null : addMinutes(waitingSince, Math.min(...minutes));
}

/** The skills of a waiting ticket at this time, and those that are dropped now. */
export function relaxedSkills(
  { waitingSince, skills }: Pick<Ticket, "waitingSince" | "skills">,
  now: Date,
): { readonly skills: readonly SkillRequirement[]; readonly dropped: readonly SkillRequirement[] } {
  const isDue = ({ dropped, relaxAfterMinutes }: SkillRequirement) =>
    !dropped &&
    relaxAfterMinutes !== null &&
    waitingSince !== null &&
    addMinutes(waitingSince, relaxAfterMinutes) <= now;
  return {
    skills: skills.map((skill) => (isDue(skill) ? { ...skill, dropped: true } : skill)),
    dropped: skills.filter(isDue),
  };
}

/** When the next overflow is due; `null`: there is none, or the ticket does not wait. */
export function nextOverflow(
  { waitingSince, overflows }: Pick<Ticket, "waitingSince" | "overflows">,
  steps: readonly OverflowStep[],
): Date | null {
  const step = steps[overflows];
  return waitingSince === null || step === undefined ? null : addMinutes(waitingSince, step.afterMinutes);
}
