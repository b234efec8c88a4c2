import { languageOf } from "../model/language.ts";

const apologies = {
  chinese: "抱歉，我们暂时无法处理您的消息，请稍后再发一次。",
  english: "Sorry, we cannot take your message right now. Please send it again in a few minutes.",
} as const;

/** What a customer is told whose message the desk cannot take: `own`, or a sentence in the message's language. */
export function apologyFor(text: string, own: string | undefined): string {
  if (own !== undefined) return own;
  return languageOf(text, "en").startsWith("zh") ? apologies.chinese : apologies.english;
}

/** Whether this is what {@link apologyFor} says. */
export function isApology(text: string, own: string | undefined): boolean {
  return [own, apologies.chinese, apologies.english].includes(text.trim());
}
