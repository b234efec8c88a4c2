import * as z from "zod/mini";
import { checked, text } from "../../model/check.ts";
import { type CustomerKey, customerKey } from "../../model/customer-key.ts";
import { isLanguage } from "../../model/language.ts";

/** Somebody whom the backend knows: by its cookie, its session, its login. All of it has at most 4,000 bytes as JSON. */
export interface ChatUser {
  /** Stable and unique: whoever has it sees everything that was said under it. */
  readonly id: string;
  /** As agents see it. */
  readonly name?: string | undefined;
  /** A language tag: which words the widget begins with, where the page says none. */
  readonly language?: string | undefined;
  /**
   * What names them on other channels, too, and was proved: a phone number, an e-mail address. The `user_id` is there
   * already. They stand, signed and readable, in the token that their browser keeps.
   */
  readonly keys?: readonly CustomerKey[] | undefined;
}

const maxKeys = 5;

/** Of an address, and so of an event's id, the desk keeps no more. */
const longestId = 300;

const isShort = (id: string) => encodeURIComponent(id).length <= longestId;

/** As JSON, in bytes: it stands in the token, which comes with every request and of which servers take about 8 kB. */
const mostBytes = 4_000;

const isLight = (user: object) => new TextEncoder().encode(JSON.stringify(user)).length <= mostBytes;

const fields = z.object({
  id: text(1, longestId).check(z.refine(isShort, `expected at most ${longestId} characters as part of an address`)),
  name: z.optional(text(0, 200)),
  language: z.optional(z.string().check(z.refine(isLanguage, "expected a language tag such as zh-CN or en"))),
  keys: z.optional(
    z.array(customerKey).check(
      z.maxLength(maxKeys),
      z.refine((keys) => keys.every(({ kind }) => kind !== "user_id"), "the user_id is the id itself"),
    ),
  ),
});

const chatUser = fields.check(z.refine(isLight, `expected at most ${mostBytes} bytes as JSON`));

/** The checked user; throws what `refuse` makes of the place and the rule that is broken. */
export function parseChatUser(given: unknown, refuse: (where: string, rule: string) => Error): ChatUser {
  return checked(chatUser, given, refuse);
}
