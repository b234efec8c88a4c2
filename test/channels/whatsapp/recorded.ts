import { readdirSync, readFileSync } from "node:fs";
import { account } from "./webhooks.ts";

/** A webhook as Meta sends it, as far as it is counted. */
export interface Webhook {
  readonly object: string;
  readonly entry: readonly { readonly id: string; readonly changes: readonly Change[] }[];
}

export interface Change {
  readonly field: string;
  readonly value: {
    readonly metadata?: { phone_number_id: string };
    readonly messages?: readonly { readonly id: string; readonly type: string; readonly referral?: unknown }[];
    readonly statuses?: readonly { readonly id: string }[];
    readonly errors?: readonly unknown[];
  };
}

const folder = new URL("../../fixtures/whatsapp/", import.meta.url);

/** Every recorded webhook, by name, as one that came for the number under test. */
export const recorded: readonly (readonly [string, Webhook])[] = readdirSync(folder)
  .filter((name) => name.endsWith(".json"))
  .flatMap((name) => {
    const text = readFileSync(new URL(name, folder), "utf8");
    return webhooksIn(JSON.parse(text)).map(([key, webhook]) => [`${name} ${key}`, ours(webhook)] as const);
  });

function webhooksIn(map: Record<string, unknown>): readonly (readonly [string, Webhook])[] {
  return Object.entries(map).flatMap(([key, given]) => {
    if (typeof given !== "object" || given === null || Array.isArray(given)) return [];
    return "object" in given ? [[key, given as Webhook]] : webhooksIn(given as Record<string, unknown>);
  });
}

function ours(webhook: Webhook): Webhook {
  const copy = structuredClone(webhook);
  for (const { changes } of copy.entry) {
    for (const { value } of changes) if (value.metadata) value.metadata.phone_number_id = account.phoneNumberId;
  }
  return copy;
}
