import * as z from "zod/mini";
import { CustomerServiceError } from "./errors.ts";
import { checked } from "./model/check.ts";
import { routingStrategies } from "./ports/routing-strategy.ts";

const configurationSchema = z.strictObject({
  customer_service: z.strictObject({
    channels: z.array(z.string().check(z.minLength(1))).check(z.minLength(1)),
    unified_inbox: z._default(z.boolean(), true),
    routing: z._default(z.enum(routingStrategies), "skill_based"),
  }),
});

/** What a configuration block says, in the words of {@link CustomerServiceOptions}. */
export interface Configuration {
  readonly channels: string[];
  readonly unifiedInbox: boolean;
  readonly routing: (typeof routingStrategies)[number];
}

/**
 * Reads a configuration block, as JSON text or parsed:
 * `{ "customer_service": { "channels": ["whatsapp", "telegram", "webchat"], "unified_inbox": true, "routing": "skill_based" } }`.
 * Spread the result into the options and give the adapters of the channels it names:
 * `new CustomerService({ ...readConfiguration(json), adapters: [...] })`.
 * Refuses with `configuration.invalid`, naming the setting, the rule and the value.
 */
export function readConfiguration(json: unknown): Configuration {
  const parsed = checked(configurationSchema, typeof json === "string" ? parseJson(json) : json, (where, rule) => {
    const setting = where || "the configuration";
    return new CustomerServiceError("configuration.invalid", `Configuration refused: ${setting}: ${rule}.`, {
      details: { setting },
    });
  });
  const { channels, unified_inbox: unifiedInbox, routing } = parsed.customer_service;
  return { channels, unifiedInbox, routing };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new CustomerServiceError("configuration.invalid", "Configuration refused: it is not JSON.", { cause });
  }
}
