import type { MessageOption } from "./message.ts";

/** The number under which each option is offered where there are no buttons. */
function numbersOf(options: readonly MessageOption[]): readonly number[] {
  const titles = options.map(({ title }) => title);
  const first = titles[0] === "0" || titles[0]?.startsWith("0 ") ? 0 : 1;
  return options.map((_, index) => first + index);
}

/** Options that bring their own numbers, from 0 or 1 on, keep them; a number alone says nothing that a line is needed for. */
export function numberedLines(options: readonly MessageOption[]): readonly string[] {
  const titles = options.map(({ title }) => title);
  const numbers = numbersOf(options);
  const ownNumbers = titles.every(
    (title, index) => title === `${numbers[index]}` || title.startsWith(`${numbers[index]} `),
  );
  return ownNumbers
    ? titles.filter((title) => title.includes(" "))
    : titles.map((title, index) => `${index + 1}. ${title}`);
}

/** What somebody means who types the number of an option, or its title, and nothing else; `null`: none of them. */
export function typedOption(text: string, options: readonly MessageOption[]): MessageOption | null {
  const typed = text.normalize("NFKC").trim().toLowerCase();
  const byTitle = options.find(({ title }) => title.normalize("NFKC").trim().toLowerCase() === typed);
  if (byTitle !== undefined) return byTitle;
  const number = /^(\d{1,3})[.)。、]?$/.exec(typed)?.[1];
  if (number === undefined) return null;
  return options[numbersOf(options).indexOf(Number(number))] ?? null;
}

const shortIdForm = /^option:([^:]+):(\d{1,3})$/;

/** A channel that has no room for an option's id carries this one; the message itself knows the long one. */
export function shortOptionId(messageId: string, index: number): string {
  return `option:${messageId}:${index}`;
}

/** Which option of which message a short id means; `null` for any other id. */
export function optionBehind(id: string): { readonly messageId: string; readonly index: number } | null {
  const [, messageId, index] = shortIdForm.exec(id) ?? [];
  return messageId === undefined ? null : { messageId, index: Number(index) };
}
