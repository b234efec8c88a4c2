import * as z from "zod/mini";
import { checked } from "./check.ts";

const candidate = z.object({ by: z.string(), id: z.string(), confidence: z.number(), evidence: z.array(z.string()) });
const answerSchema = z.nullable(
  z.object({
    text: z.nullable(z.string()),
    confidence: z.number(),
    candidates: z.optional(z.array(candidate)),
    options: z.optional(z.array(z.object({ id: z.string(), title: z.string() }))),
  }),
);

/** What an answerer returned, checked: it comes from outside. Throws when it is no answer and not `null`. */
export function parseAnswer(returned: unknown): z.output<typeof answerSchema> {
  return checked(answerSchema, returned, (where, rule) => new Error(`no Answer: ${where} ${rule}`));
}
