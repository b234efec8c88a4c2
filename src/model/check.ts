import * as z from "zod/mini";
import { cleanText } from "./text.ts";

/** The value as the schema makes it; throws what `refuse` makes of the place and the rule that is broken. */
export function checked<S extends z.ZodMiniType>(
  schema: S,
  value: unknown,
  refuse: (where: string, rule: string, path: readonly PropertyKey[]) => Error,
): z.output<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw refuse(issue?.path.join(".") ?? "", issue === undefined ? "is not valid" : ruleOf(issue), issue?.path ?? []);
}

/** zod's small variant, which keeps the core small, has no sentences of its own. */
function ruleOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return `expected ${issue.expected}`;
    case "too_small":
      return `expected at least ${issue.minimum} (${issue.origin})`;
    case "too_big":
      return `expected at most ${issue.maximum} (${issue.origin})`;
    case "invalid_value":
      return `expected ${issue.values.map((value) => JSON.stringify(value)).join(" or ")}`;
    case "unrecognized_keys":
      return `there is no ${issue.keys.join(", ")}`;
    default:
      return issue.message;
  }
}

/** Text with so many UTF-16 units, cleaned for every store. */
export function text(minimum: number, maximum: number): z.ZodMiniType<string, string> {
  return z.pipe(z.string().check(z.minLength(minimum), z.maxLength(maximum)), z.transform(cleanText));
}
