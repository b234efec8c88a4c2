import type { Language } from "./customer.ts";
import type { LogEntry } from "./decision.ts";
import { chinese } from "./explain/chinese/chinese.ts";
import { english } from "./explain/english/english.ts";
import type { Storyteller } from "./explain/storyteller.ts";
import type { Actor } from "./message.ts";

/** In which language a log is told. */
export interface ExplainOptions {
  /** Simplified Chinese for `zh` and all that begins with it (`zh-CN`, `zh-TW`); English for all others, and by default. */
  readonly language?: Language | undefined;
}

/** An entry of a log as sentences for people: one for what was done, one for each thing that was decided. */
export interface ToldEntry {
  readonly at: Date;
  readonly by: Actor;
  readonly sentences: readonly string[];
}

/** Each entry of a log as sentences, with the grounds of each decision. */
export function entriesOf(log: readonly LogEntry[], options: ExplainOptions): readonly ToldEntry[] {
  const storyteller = /^zh\b/i.test(options.language ?? "") ? chinese : english;
  return log.map((entry) => ({ at: entry.at, by: entry.by, sentences: sentencesOf(entry, storyteller) }));
}

/** The sentences of all of them. */
export function storyOf(entries: readonly ToldEntry[]): readonly string[] {
  return entries.flatMap(({ sentences }) => sentences);
}

function sentencesOf({ by, fact }: LogEntry, { deed, decision }: Storyteller): readonly string[] {
  return fact.kind === "decided" ? fact.decisions.map(decision) : [deed(by, fact)];
}
