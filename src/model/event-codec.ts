import type { Json } from "./job.ts";
import { decodeRecord } from "./record-codec.ts";
import { type RecordKind, recordDeclarations } from "./records.ts";

/**
 * The payload of an event as JSON, and back. A field of the payload that bears the name of a record kind (`ticket`,
 * `message`, ...) is such a record; every other field is plain JSON.
 */
export function encodeEvent(payload: object): Json {
  return JSON.parse(JSON.stringify(payload)) as Json;
}

export function decodeEvent(json: Json): object {
  const payload: Record<string, unknown> = { ...(json as Record<string, unknown>) };
  for (const [field, value] of Object.entries(payload)) {
    if (field in recordDeclarations) {
      const record = value as { version: number };
      payload[field] = decodeRecord(field as RecordKind, JSON.stringify(record), record.version);
    }
  }
  return payload;
}
