import type { MessageOption } from "./message.ts";

/** The numbers under which options are offered where there are no buttons, and whether they bring them themselves. */
function numbersOf(options: readonly MessageOption[]): { readonly numbers: readonly number[]; readonly own: boolean } {
  const titles = options.map(({ title }) => title);
  const isNumbered = (from: number) =>
    titles.every((title, index) => title === `${from + index}` || title.startsWith(`${from + index} `));
  const own = [0, 1].find(isNumbered);
  return { numbers: titles.map((_, index) => (own ?? 1) + index), own: own !== undefined };
}

/** Options that bring their own numbers, from 0 or 1 on, keep them; a number alone says nothing that a line is needed for. */
export function numberedLines(options: readonly MessageOption[]): readonly string[] {
  const { numbers, own } = numbersOf(options);
  const titles = options.map(({ title }) => title);
  return own
    ? titles.filter((title) => title.includes(" "))
    : titles.map((title, index) => `${numbers[index]}. ${title}`);
}

/**
 * What somebody means who types the number of an option, where numbers were shown, or its title, and nothing else; `null`:
 * none of them.
 */
export function typedOption(
  text: string,
  options: readonly MessageOption[],
  areNumbered: boolean,
): MessageOption | null {
  const typed = text.normalize("NFKC").trim().toLowerCase();
  const number = areNumbered ? /^(\d{1,3})[.)。、]?$/.exec(typed)?.[1] : undefined;
  const byNumber = number === undefined ? undefined : options[numbersOf(options).numbers.indexOf(Number(number))];
  const byTitle = options.find(({ title }) => title.normalize("NFKC").trim().toLowerCase() === typed);
  return byNumber ?? byTitle ?? null;
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
