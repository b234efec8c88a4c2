import * as z from "zod/mini";
import { CustomerServiceError } from "../../errors.ts";
import { checked } from "../../model/check.ts";

/** The options with their defaults. Refuses with `options.invalid`; the value is not told, since it may be a secret. */
export function channelOptions<S extends z.ZodMiniType>(channel: string, schema: S, options: unknown): z.output<S> {
  return checked(schema, options, (option, rule) => {
    const sentence = `Options of the ${channel} channel refused: ${option || "options"}: ${rule}.`;
    return new CustomerServiceError("options.invalid", sentence, { details: { option } });
  });
}

/** A text of this form; `rule` says what was expected. */
export function matching(pattern: RegExp, rule: string): z.ZodMiniString {
  return z.string().check(z.regex(pattern, rule));
}

/** What makes the requests. Default: the platform's `fetch`, whichever it is by then. */
export const fetchOption: z.ZodMiniDefault<z.ZodMiniType<typeof fetch, typeof fetch>> = z._default(
  z.custom<typeof fetch>((given) => typeof given === "function", "expected a function"),
  () =>
    (...given: Parameters<typeof fetch>) =>
      fetch(...given),
);
