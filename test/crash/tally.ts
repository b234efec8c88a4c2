/** What a broken promise did to a message or its customer. */
export type Harm = "lost" | "done twice" | "sent twice" | "out of order" | "broken";

/** One broken promise. */
export interface Finding {
  readonly harm: Harm;
  readonly sentence: string;
}

/** What one run of a scenario did, and what it found. */
export interface Tally {
  /** How often a process died. */
  readonly kills: number;
  /** How often a process stood still, or its database went away. */
  readonly stops: number;
  /** Points of the program at which it was stopped. */
  readonly points: number;
  /** Messages that the desk acknowledged. */
  readonly messages: number;
  /** Sends that the channel knew again by their key. */
  readonly recognised: number;
  readonly findings: readonly Finding[];
}

/** Some runs of one scenario on one store. */
export interface Row {
  readonly scenario: string;
  readonly store: string;
  readonly seconds: number;
  readonly runs: readonly Tally[];
}

/** A tally of a scenario that counts little. */
export function tallyOf(counts: Partial<Tally>): Tally {
  return { kills: 0, stops: 0, points: 0, messages: 0, recognised: 0, findings: [], ...counts };
}

export function broken(sentence: string): Finding {
  return { harm: "broken", sentence };
}

type Column = readonly [title: string, cell: (row: Row) => string];

const columns: readonly Column[] = [
  ["scenario", ({ scenario }) => scenario],
  ["store", ({ store }) => store],
  ["runs", ({ runs }) => `${runs.length}`],
  ["seconds", ({ seconds }) => seconds.toFixed(1)],
  ["points", sum("points")],
  ["kills", sum("kills")],
  ["stops", sum("stops")],
  ["messages", sum("messages")],
  ["known by key", sum("recognised")],
  ["lost", harmed("lost")],
  ["done twice", harmed("done twice")],
  ["sent twice", harmed("sent twice")],
  ["out of order", harmed("out of order")],
  ["otherwise broken", harmed("broken")],
];

/** The rows as a table; from the column `lost` on, everything but 0 is a failure. */
export function tableOf(rows: readonly Row[]): string {
  const lines = [columns.map(([title]) => title), ...rows.map((row) => columns.map(([, cell]) => cell(row)))];
  const widths = columns.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines
    .map((line) => line.map((text, column) => pad(text, widths[column] ?? 0, column < 2)).join("  "))
    .join("\n");
}

function pad(text: string, width: number, left: boolean): string {
  return left ? text.padEnd(width) : text.padStart(width);
}

function sum(count: "points" | "kills" | "stops" | "messages" | "recognised"): Column[1] {
  return ({ runs }) => `${runs.reduce((total, tally) => total + tally[count], 0)}`;
}

function harmed(harm: Harm): Column[1] {
  return ({ runs }) => `${runs.flatMap(({ findings }) => findings).filter((finding) => finding.harm === harm).length}`;
}
