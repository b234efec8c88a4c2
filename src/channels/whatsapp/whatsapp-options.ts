import * as z from "zod/mini";
import { text } from "../../model/check.ts";
import { channelOptions, fetchOption, matching } from "../webhook/channel-options.ts";

/** A number of the WhatsApp Business Platform, and the app that serves it. */
export interface WhatsAppChannelOptions {
  /** Default "whatsapp". */
  readonly id?: string | undefined;
  /** The id of the number, as the dashboard shows it; not the number itself. */
  readonly phoneNumberId: string;
  /** Of a system user with `whatsapp_business_messaging`; a function is asked before each request. */
  readonly accessToken: string | (() => string | Promise<string>);
  /** The app's: with it Meta signs each webhook. */
  readonly appSecret: string;
  /** A text of your own, given to the dashboard with the webhook's address. */
  readonly verifyToken: string;
  /** On the button that opens a list, at most 20 UTF-16 units. Default: "选择" under a text with Han characters, else "Choose". */
  readonly listLabel?: string | undefined;
  /** Default "v26.0". */
  readonly graphVersion?: string | undefined;
  /** Default "https://graph.facebook.com". */
  readonly baseUrl?: string | undefined;
  /** Default: the platform's. */
  readonly fetch?: typeof fetch | undefined;
}

/** What fits into a header: `fetch` would name any other in its error. */
export const tokenSchema: z.ZodMiniString = matching(/^[!-~]+$/, "expected a token without spaces");

const httpsOrHere = /^(?:https:|http:\/\/(?:localhost|127\.0\.0\.1)[:/])/;

const schema = z.strictObject({
  id: z._default(text(1, 200), "whatsapp"),
  phoneNumberId: matching(/^\d{1,50}$/, "expected the id of a number, digits alone"),
  accessToken: z.union([tokenSchema, z.custom<() => string | Promise<string>>((given) => typeof given === "function")]),
  appSecret: text(1, 1_000),
  verifyToken: text(1, 1_000),
  listLabel: z.optional(text(1, 20)),
  graphVersion: z._default(matching(/^v\d+\.\d+$/, "expected a version such as v26.0"), "v26.0"),
  baseUrl: z._default(matching(httpsOrHere, "expected https:, or this machine"), "https://graph.facebook.com"),
  fetch: fetchOption,
});

/** The options with their defaults. */
export type WhatsAppOptions = z.output<typeof schema>;

/** Refuses with `options.invalid`. */
export function whatsAppOptions(options: WhatsAppChannelOptions): WhatsAppOptions {
  return channelOptions("WhatsApp", schema, options);
}
