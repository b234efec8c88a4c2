import type * as z from "zod/mini";
import { readBody } from "../channels/webhook/read-body.ts";
import { checked } from "../model/check.ts";
import { refusedRequest } from "./refusal.ts";

/** Longest body that is read, in bytes. */
export const maxJsonBytes = 64_000;

/**
 * The checked body. Refuses what is not said to be JSON with 415, too much with 413, what is no JSON with 400, and what is
 * not as `schema` says with 422, naming the field and the rule.
 */
export async function readJson<S extends z.ZodMiniType>(request: Request, schema: S): Promise<z.output<S>> {
  const type = request.headers.get("content-type") ?? "";
  if (!/^application\/json\s*(?:;|$)/i.test(type)) {
    throw refusedRequest(415, "not_json", "The body must be sent as application/json.");
  }
  const body = await readBody(request, maxJsonBytes);
  if (body === "too_long") throw refusedRequest(413, "too_long", `A body has at most ${maxJsonBytes} bytes.`);
  const given = body === "broken_off" ? undefined : parsed(body);
  if (given === undefined) throw refusedRequest(400, "not_understood", "The body is no JSON.");
  return checked(schema, given, (where, rule) => {
    return refusedRequest(422, "invalid", `${where || "The body"}: ${rule}.`);
  });
}

function parsed(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}
