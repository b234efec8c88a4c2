import { isLanguage } from "../model/language.ts";

/** The language tag that a request asks for first; "en" where it asks for none. */
export function wishedLanguage(request: Request): string {
  const [wished = ""] = /^[A-Za-z0-9-]+/.exec(request.headers.get("accept-language") ?? "") ?? [];
  return isLanguage(wished) ? wished : "en";
}
