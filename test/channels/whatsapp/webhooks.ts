import { createHmac } from "node:crypto";

/** The number under test, its app, and its secrets. */
export const account = {
  phoneNumberId: "106540352242922",
  accessToken: "EAAJtestToken0123456789",
  appSecret: "app-secret-of-the-test",
  verifyToken: "verify-token-of-the-test",
};

type Json = Readonly<Record<string, unknown>>;

/** Somebody on WhatsApp, with a number and an id of the business's. */
export const ada = { wa_id: "8613800138000", user_id: "CN.13491208655302741918", profile: { name: "Ada" } };

/** The body of a webhook with this value of a change. */
export function webhookOf(value: Json, field = "messages", phoneNumberId: string = account.phoneNumberId): string {
  const metadata = { display_phone_number: "15550783881", phone_number_id: phoneNumberId };
  const change = { value: { messaging_product: "whatsapp", metadata, ...value }, field };
  return JSON.stringify({ object: "whatsapp_business_account", entry: [{ id: "102290129340398", changes: [change] }] });
}

/** The body in which Ada says all of this. */
export function messagesOf(messages: readonly Json[], contacts: readonly Json[] = [ada]): string {
  const given = { from: ada.wa_id, from_user_id: ada.user_id, timestamp: "1697043223" };
  return webhookOf({ contacts, messages: messages.map((message) => ({ ...given, ...message })) });
}

export function textMessage(id: string, body: string): Json {
  return { id, type: "text", text: { body } };
}

export function signatureOf(body: string | Uint8Array, secret: string = account.appSecret): string {
  return `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;
}

/** The request Meta makes; other headers take the place of the signature. */
export function requestOf(
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = { "x-hub-signature-256": signatureOf(body) },
): Request {
  return new Request("https://desk.example.com/whatsapp", {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body,
  });
}

/** What nobody but Meta can sign, in the ways in which one may try, by what is wrong. */
export function forgeriesOf(body: string): Readonly<Record<string, Request>> {
  const signature = signatureOf(body);
  const sha1 = `sha1=${createHmac("sha1", account.appSecret).update(body).digest("hex")}`;
  const written = JSON.stringify(JSON.parse(body), null, 1);
  const forged = (given: string) => requestOf(body, { "x-hub-signature-256": given });
  return {
    none: requestOf(body, {}),
    empty: forged(""),
    "of another secret": forged(signatureOf(body, "guessed")),
    "of another body": forged(signatureOf(`${body} `)),
    truncated: forged(signature.slice(0, -2)),
    "longer than it should be": forged(`${signature}00`),
    "upper case": forged(signature.toUpperCase()),
    "hexadecimal in upper case": forged(`sha256=${signature.slice(7).toUpperCase()}`),
    "without its prefix": forged(signature.slice(7)),
    "sha1, by its old header": requestOf(body, { "x-hub-signature": sha1 }),
    "sha1, in the new header": forged(sha1),
    "no hexadecimal": forged(`sha256=${"z".repeat(64)}`),
    "of the body before it was written again": requestOf(written, { "x-hub-signature-256": signature }),
  };
}
