import * as z from "zod/mini";
import { readBody } from "../../channels/webhook/read-body.ts";
import { checked, text } from "../../model/check.ts";
import { refusedRequest } from "../refusal.ts";

/** Longest comment that the page takes, in UTF-16 units. */
export const maxCommentLength = 2_000;

/** Bytes of a form: a comment in Chinese has nine for each character. */
const maxFormBytes = 64_000;

/** What the page's form sends, as it was typed. */
export interface SurveyForm {
  /** `null`: none was chosen, or what is no number. */
  readonly score: number | null;
  /** "": none. */
  readonly comment: string;
}

const form = z.object({
  score: z.optional(z.string().check(z.maxLength(maxFormBytes))),
  // Forms send each end of a line as two characters, of which the field counts one.
  comment: z._default(z.pipe(text(0, maxFormBytes), z.transform(oneCharacterForEachLine)), ""),
});

/** Refuses with 415 what is no form of a page, and with 413 a long one; what is only wrong, people are told on the page. */
export async function readSurveyForm(request: Request): Promise<SurveyForm> {
  const type = request.headers.get("content-type") ?? "";
  if (!/^application\/x-www-form-urlencoded\s*(?:;|$)/i.test(type)) {
    throw refusedRequest(415, "not_a_form", "The body must be sent as application/x-www-form-urlencoded.");
  }
  const body = await readBody(request, maxFormBytes);
  if (body === "too_long") throw refusedRequest(413, "too_long", `A form has at most ${maxFormBytes} bytes.`);
  if (body === "broken_off") throw refusedRequest(400, "not_understood", "The form did not come whole.");
  const fields = Object.fromEntries(new URLSearchParams(new TextDecoder().decode(body)));
  const { score, comment } = checked(form, fields, (where, rule) =>
    refusedRequest(422, "invalid", `${where || "The form"}: ${rule}.`),
  );
  // Digits alone: "" would be the number 0.
  return { score: /^\d{1,2}$/.test(score ?? "") ? Number(score) : null, comment: comment.trim() };
}

function oneCharacterForEachLine(typed: string): string {
  return typed.replace(/\r\n?/g, "\n");
}
