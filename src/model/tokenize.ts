import { emptyWords, fullWords, questionWords, weakWords } from "./function-words.ts";
import { stem } from "./stem.ts";

/** A piece of a text that a search or a comparison counts. */
export interface Term {
  /** A stemmed word, one or two Han characters, or `?how` for a question word. */
  readonly text: string;
  /** 0 to 1: how much it says of what the text is about, before anything is known of other texts. */
  readonly weight: number;
  /** Where it stands in the normalised text, from `start` up to but not including `end`. */
  readonly start: number;
  readonly end: number;
}

/** What each kind of term weighs: fitted on public sets of customer questions. One Han character tells less than two. */
const weights = { word: 1, pair: 1, character: 0.6, weak: 0.35, question: 0.5 } as const;

/** The text in one form: full width is half width, capitals are small. */
export function normalizeText(text: string): string {
  return text.normalize("NFKC").toLowerCase().replaceAll("’", "'");
}

/**
 * The terms of a Chinese, English or mixed text, in order, with repetitions. Han runs give characters and pairs of
 * neighbours, other scripts words; English is stemmed. Empty words are left out, unless there is nothing else.
 */
export function tokenize(text: string): readonly Term[] {
  const normal = normalizeText(text);
  const terms = termsOf(normal, lexicon);
  return terms.length > 0 ? terms : termsOf(normal, noLexicon);
}

type Role = { readonly kind: "empty" } | { readonly kind: "full" } | { readonly kind: "term"; readonly term: Weighed };
type Weighed = { readonly text: string; readonly weight: number };
interface Lexicon {
  readonly words: ReadonlyMap<string, Role>;
  /** Length of the longest Han word that begins with this character code. */
  readonly longestHan: ReadonlyMap<number, number>;
}

const lexicon = buildLexicon();
const noLexicon: Lexicon = { words: new Map(), longestHan: new Map() };

function buildLexicon(): Lexicon {
  const words = new Map<string, Role>();
  for (const word of weakWords) words.set(word, { kind: "term", term: { text: stem(word), weight: weights.weak } });
  for (const [asked, wordings] of Object.entries(questionWords)) {
    const term = { text: `?${asked}`, weight: weights.question };
    for (const word of wordings) words.set(word, { kind: "term", term });
  }
  for (const word of emptyWords) words.set(word, { kind: "empty" });
  for (const word of fullWords) words.set(word, { kind: "full" });
  const longestHan = new Map<number, number>();
  for (const word of words.keys()) {
    const first = word.charCodeAt(0);
    if (isHan(first)) longestHan.set(first, Math.max(longestHan.get(first) ?? 0, word.length));
  }
  return { words, longestHan };
}

function termsOf(normal: string, { words, longestHan }: Lexicon): readonly Term[] {
  const terms: Term[] = [];
  let position = 0;
  /** Where the Han character before this one stands, if nothing but empty words lies between. */
  let previous = -1;
  while (position < normal.length) {
    const code = normal.charCodeAt(position);
    if (isHan(code)) {
      const found = hanWordAt(normal, position, longestHan.get(code) ?? 0, words);
      const end = position + (found?.length ?? 1);
      if (found?.role.kind === "term") {
        terms.push({ ...found.role.term, start: position, end });
        previous = -1;
      } else if (found?.role.kind !== "empty") {
        previous = pushHan(terms, normal, position, end, previous);
      }
      position = end;
    } else if (isWordCode(code)) {
      const end = wordEnd(normal, position);
      pushWord(terms, normal, position, end, words);
      position = end;
      previous = -1;
    } else {
      position += 1;
      previous = -1;
    }
  }
  return terms;
}

/** The longest word of the lexicon that begins here. */
function hanWordAt(
  normal: string,
  position: number,
  longest: number,
  words: ReadonlyMap<string, Role>,
): { readonly role: Role; readonly length: number } | null {
  for (let length = Math.min(longest, normal.length - position); length > 0; length -= 1) {
    const role = words.get(normal.slice(position, position + length));
    if (role !== undefined) return { role, length };
  }
  return null;
}

/** Adds the characters from `start` to `end` and their pairs; returns the position of the last. */
function pushHan(terms: Term[], normal: string, start: number, end: number, previous: number): number {
  let before = previous;
  for (let position = start; position < end; position += 1) {
    const character = normal.charAt(position);
    if (before >= 0) {
      const pair = normal.charAt(before) + character;
      terms.push({ text: pair, weight: weights.pair, start: before, end: position + 1 });
    }
    terms.push({ text: character, weight: weights.character, start: position, end: position + 1 });
    before = position;
  }
  return before;
}

function pushWord(terms: Term[], normal: string, start: number, end: number, words: Lexicon["words"]): void {
  const written = normal.slice(start, end);
  const word = written.includes("'") ? written.replace(/'s$/, "").replaceAll("'", "") : written;
  const role = words.get(word);
  if (role?.kind === "empty") return;
  terms.push(
    role?.kind === "term" ? { ...role.term, start, end } : { text: stem(word), weight: weights.word, start, end },
  );
}

function wordEnd(normal: string, start: number): number {
  let end = start + 1;
  while (end < normal.length) {
    const code = normal.charCodeAt(end);
    const joins = code === apostrophe && end + 1 < normal.length && isWordCode(normal.charCodeAt(end + 1));
    if (!joins && (isHan(code) || !isWordCode(code))) break;
    end += 1;
  }
  return end;
}

const apostrophe = 0x27;
const otherWordCharacter = /[\p{L}\p{N}\p{M}]/u;

/** Han characters of the basic plane and Japanese kana: scripts without spaces between words. */
function isHan(code: number): boolean {
  return code >= 0x3040 && (code <= 0x30ff || (code >= 0x3400 && code <= 0x9fff) || (code >= 0xf900 && code <= 0xfaff));
}

function isWordCode(code: number): boolean {
  if (code < 128) return (code >= 97 && code <= 122) || (code >= 48 && code <= 57);
  return otherWordCharacter.test(String.fromCharCode(code));
}
