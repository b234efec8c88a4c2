import * as z from "zod/mini";
import { CustomerServiceError } from "../../errors.ts";
import { checked } from "../../model/check.ts";
import type { Logger } from "../../ports/logger.ts";
import { type SurveyPageWordOverrides, surveyPageWordKeys } from "./survey-page-words.ts";

/** How the survey's page is shown. */
export interface SurveyHandlerOptions {
  /** Where it is mounted: `survey.url` of the service is this on your host. Default: `/survey`. */
  readonly basePath?: string | undefined;
  /** Who asks, above the question; one for all, or by language tag. Default: nothing. */
  readonly title?: string | Readonly<Record<string, string>> | undefined;
  /** Words of the page by language tag, in place of the built-in ones of zh-CN and en, or of another language. */
  readonly words?: SurveyPageWordOverrides | undefined;
  /** Told what fails. Default: nobody. */
  readonly logger?: Logger | undefined;
}

/** The options with their defaults. */
export interface SurveyLook {
  readonly basePath: string;
  readonly title: string | Readonly<Record<string, string>>;
  readonly words: SurveyPageWordOverrides;
}

const word = z.string().check(z.minLength(1), z.maxLength(1_000));

const schema = z.object({
  basePath: z._default(z.string().check(z.regex(/^\//, "expected a path that begins with /")), "/survey"),
  title: z._default(z.union([z.string().check(z.maxLength(1_000)), z.record(z.string(), word)]), ""),
  words: z._default(z.record(z.string(), z.partialRecord(z.enum(surveyPageWordKeys), word)), {}),
});

/** Refuses with `options.invalid`. */
export function checkSurveyOptions(options: SurveyHandlerOptions): SurveyLook {
  return checked(schema, options, (where, rule) => {
    return new CustomerServiceError("options.invalid", `surveyHandler: ${where || "options"}: ${rule}.`);
  });
}
