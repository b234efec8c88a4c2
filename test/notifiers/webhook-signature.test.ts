import { expect, test } from "vitest";
import { verifyWebhookSignature, webhookSigner } from "../../src/notifiers/webhook-signature.ts";

/** The example of the Standard Webhooks libraries. */
const published = {
  secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
  id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
  timestamp: 1_614_265_330,
  body: '{"test": 2432232314}',
  signature: "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
};
const at = new Date(published.timestamp * 1_000);

function verify(changes: { headers?: Record<string, string>; body?: string; secret?: string; now?: Date } = {}) {
  const headers = new Headers({
    "webhook-id": published.id,
    "webhook-timestamp": String(published.timestamp),
    "webhook-signature": published.signature,
    ...changes.headers,
  });
  const { body = published.body, secret = published.secret, now = at } = changes;
  return verifyWebhookSignature({ headers, body, secret, now });
}

test("the published example is signed as published", async () => {
  const headers = await webhookSigner(published.secret)({ id: published.id, at, body: published.body });
  expect(headers).toEqual({
    "webhook-id": published.id,
    "webhook-timestamp": "1614265330",
    "webhook-signature": published.signature,
  });
});

test("the published example is accepted", async () => {
  expect(await verify()).toBe(true);
});

test("a secret may be any text, and signs what the same text verifies", async () => {
  const secret = "钥匙 with spaces";
  const headers = await webhookSigner(secret)({ id: "T-1:1:1", at, body: "{}" });
  expect(await verify({ headers, body: "{}", secret })).toBe(true);
  expect(await verify({ headers, body: "{}", secret: "another" })).toBe(false);
});

test.each([
  ["another body", { body: '{"test": 2432232315}' }],
  ["another id", { headers: { "webhook-id": "msg_other" } }],
  ["another time", { headers: { "webhook-timestamp": "1614265331" } }],
  ["another signature", { headers: { "webhook-signature": `v1,A${published.signature.slice(4)}` } }],
  ["a shorter signature", { headers: { "webhook-signature": "v1,g0hM" } }],
  ["a signature that is no base64", { headers: { "webhook-signature": "v1,***" } }],
  ["a signature of another version", { headers: { "webhook-signature": published.signature.replace("v1", "v2") } }],
  ["no signature", { headers: { "webhook-signature": "" } }],
  ["a time that is no number", { headers: { "webhook-timestamp": "now" } }],
])("a request with %s is not accepted", async (_what, changes) => {
  expect(await verify(changes)).toBe(false);
});

test("a request without the headers is not accepted", async () => {
  const { body, secret } = published;
  expect(await verifyWebhookSignature({ headers: new Headers(), body, secret, now: at })).toBe(false);
});

test("one good signature among several is enough", async () => {
  const signature = `v1a,unknown v1,AAAA ${published.signature}`;
  expect(await verify({ headers: { "webhook-signature": signature } })).toBe(true);
});

test("a request is accepted for five minutes, before and after", async () => {
  const later = (seconds: number) => verify({ now: new Date(at.getTime() + seconds * 1_000) });
  expect(await later(300)).toBe(true);
  expect(await later(301)).toBe(false);
  expect(await later(-300)).toBe(true);
  expect(await later(-301)).toBe(false);
});

test.each(["", "whsec_", "whsec_not base64"])("the secret %j is refused", (secret) => {
  expect(() => webhookSigner(secret)).toThrow(expect.objectContaining({ code: "options.invalid" }));
});
