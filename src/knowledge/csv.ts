import { CustomerServiceError } from "../errors.ts";

/** One record of a CSV text and the line it begins on, from 1. */
export interface CsvRow {
  readonly line: number;
  readonly fields: readonly string[];
}

/**
 * The records of a CSV text as RFC 4180 has it: quoted fields may hold commas, line ends and doubled quotes; lines end in
 * CRLF or LF. Empty lines are left out. Refuses with `knowledge.invalid` a quote that is not closed or not where it may be.
 */
export function readCsv(text: string): readonly CsvRow[] {
  const rows: CsvRow[] = [];
  let fields: string[] = [];
  let line = 1;
  let firstLine = 1;
  let position = 0;
  while (position < text.length) {
    const field = text[position] === '"' ? quotedField(text, position, line) : plainField(text, position, line);
    fields.push(field.value);
    line += field.lineEnds;
    position = field.end;
    if (text[position] === ",") {
      position += 1;
      if (position < text.length) continue;
      fields.push("");
    }
    if (fields.length > 1 || fields[0] !== "" || field.quoted) rows.push({ line: firstLine, fields });
    fields = [];
    if (text[position] === "\r" && text[position + 1] === "\n") position += 1;
    position += 1;
    line += 1;
    firstLine = line;
  }
  return rows;
}

interface Field {
  readonly value: string;
  readonly quoted: boolean;
  /** Position of the comma or line end after it. */
  readonly end: number;
  readonly lineEnds: number;
}

function plainField(text: string, start: number, line: number): Field {
  let end = start;
  while (end < text.length && !isFieldEnd(text, end)) {
    if (text[end] === '"') throw refusal(`line ${line} has a quote inside a field that does not begin with one.`, line);
    end += 1;
  }
  return { value: text.slice(start, end), quoted: false, end, lineEnds: 0 };
}

function quotedField(text: string, start: number, line: number): Field {
  let value = "";
  let position = start + 1;
  for (;;) {
    const quote = text.indexOf('"', position);
    if (quote < 0) throw refusal(`line ${line} has a quote that is not closed.`, line);
    value += text.slice(position, quote);
    position = quote + 1;
    if (text[position] !== '"') break;
    value += '"';
    position += 1;
  }
  if (position < text.length && !isFieldEnd(text, position)) {
    throw refusal(`line ${line} has text after a closing quote.`, line);
  }
  return { value, quoted: true, end: position, lineEnds: value.split("\n").length - 1 };
}

function isFieldEnd(text: string, position: number): boolean {
  const character = text[position];
  return character === "," || character === "\n" || (character === "\r" && text[position + 1] === "\n");
}

function refusal(rule: string, line: number): CustomerServiceError {
  return new CustomerServiceError("knowledge.invalid", `The CSV text: ${rule}`, { details: { line } });
}
