/** Text of a page in which everything is escaped that came from elsewhere. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** What may stand in a page; `null` is nothing. */
export type HtmlPart = Html | readonly Html[] | string | number | null;

/** A piece of a page: ``html`<h1>${question}</h1>` ``. Values are escaped, for texts and for attributes in quotes. */
export function html(pieces: TemplateStringsArray, ...parts: readonly HtmlPart[]): Html {
  return new Html(String.raw({ raw: pieces }, ...parts.map(textOf)));
}

function textOf(part: HtmlPart): string {
  if (part === null) return "";
  if (part instanceof Html) return part.text;
  if (typeof part === "string" || typeof part === "number") return escaped(`${part}`);
  return part.map(textOf).join("");
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
