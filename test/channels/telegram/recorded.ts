import { readdirSync, readFileSync } from "node:fs";

/** An update as it came. */
export type RecordedUpdate = { readonly update_id: number } & Readonly<Record<string, unknown>>;

const folder = new URL("../../fixtures/telegram/", import.meta.url);

/** Every recorded update, by the name of its file or of its place there. */
export const recorded: readonly (readonly [string, RecordedUpdate])[] = ["core.telegram.org", "vercel-chat"].flatMap(
  (source) =>
    readdirSync(new URL(source, folder)).flatMap((file) => {
      const json: unknown = JSON.parse(readFileSync(new URL(`${source}/${file}`, folder), "utf8"));
      if (isUpdate(json)) return [[file, json] as const];
      return Object.entries(json as object).flatMap(([name, part]) => (isUpdate(part) ? [[name, part] as const] : []));
    }),
);

function isUpdate(json: unknown): json is RecordedUpdate {
  return typeof json === "object" && json !== null && "update_id" in json;
}

/** A message of Ada's in her private chat with the bot, with these parts. */
export function messageUpdate(updateId: number, parts: Readonly<Record<string, unknown>>): RecordedUpdate {
  const person = { id: 7, first_name: "Ada", last_name: "Lovelace" };
  const message = {
    message_id: updateId + 1_000,
    date: 1_767_600_000,
    chat: { ...person, type: "private" },
    from: { ...person, is_bot: false },
    ...parts,
  };
  return { update_id: updateId, message };
}
