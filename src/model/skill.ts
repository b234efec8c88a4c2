import * as z from "zod/mini";
import { CustomerServiceError } from "../errors.ts";
import { checked, text } from "./check.ts";

/** A skill that a ticket asks of its agent. */
export interface SkillRequirement {
  readonly skill: string;
  /** The least level, from 1 to 10. */
  readonly level: number;
  /** After so many minutes in the queue it is not asked any more; `null`: always. Equal values are dropped together. */
  readonly relaxAfterMinutes: number | null;
  /** The ticket waited for so long that it is not asked any more. */
  readonly dropped: boolean;
}

/** How good somebody is, from 1 (knows it) to 10. */
export const skillLevel = z.number().check(z.int(), z.gte(1), z.lte(10));

/** Skills as options name them: only the name, or with the level needed and the wait after which it is dropped. */
export const skillRequirementSchema = z.pipe(
  z.union([
    text(1, 200),
    z.strictObject({
      skill: text(1, 200),
      level: z._default(skillLevel, 1),
      relaxAfterMinutes: z._default(z.nullable(z.number().check(z.gte(0), z.lte(527_040))), null),
    }),
  ]),
  z.transform((given): SkillRequirement => {
    const asked = typeof given === "string" ? { skill: given, level: 1, relaxAfterMinutes: null } : given;
    return { ...asked, dropped: false };
  }),
);

/** A skill as options name it: `"technical"`, or `{ skill: "technical", level: 3, relaxAfterMinutes: 10 }`. */
export type SkillRequirementInput =
  | string
  | {
      readonly skill: string;
      /** The least level, from 1 to 10. Default: 1. */
      readonly level?: number | undefined;
      /** Minutes in the queue after which it is not asked any more; `null` (default): it always is. */
      readonly relaxAfterMinutes?: number | null | undefined;
    };

/** Skills that somebody asks of the agents for one ticket; refuses with `ticket.refused`. */
export function parseSkills(skills: readonly SkillRequirementInput[]): readonly SkillRequirement[] {
  return checked(z.array(skillRequirementSchema), skills, (where, rule) => {
    const sentence = `Skills of a ticket refused: ${where || "skills"}: ${rule}.`;
    return new CustomerServiceError("ticket.refused", sentence);
  });
}

/** `technical`, or `technical 3` where more than the first level is asked. */
export function skillName({ skill, level }: Pick<SkillRequirement, "skill" | "level">): string {
  return level > 1 ? `${skill} ${level}` : skill;
}
