import { createHmac } from "node:crypto";
import { CustomerServiceError, type InboundEventInput, silentLogger } from "kefu";
import { telegramChannel } from "kefu/telegram";
import { simulatedClock } from "kefu/testing";
import { clipEvent, isSecret, isSignedBody, receiveEvents, webhookHandler } from "kefu/webhook";
import { describe, expect, test } from "vitest";
import { parseInboundEvent } from "../../src/model/inbound.ts";

const body = new TextEncoder().encode('{"text":"你好"}');
const sign = (secret: string, encoding: "hex" | "base64") => createHmac("sha256", secret).update(body).digest(encoding);

describe("a signature", () => {
  test.each(["hex", "base64"] as const)("in %s counts only as it is", async (encoding) => {
    const signed = (signature: string | null, secret = "secret") => isSignedBody({ body, signature, encoding, secret });
    const signature = sign("secret", encoding);
    expect(await signed(signature)).toBe(true);
    for (const wrong of [null, "", signature.slice(1), `${signature}0`, ` ${signature}`, sign("other", encoding)]) {
      expect(await signed(wrong)).toBe(false);
    }
    if (encoding === "hex") expect(await signed(signature.toUpperCase())).toBe(false);
    expect(await isSignedBody({ body: body.slice(1), signature, encoding, secret: "secret" })).toBe(false);
    expect(await signed(sign("", encoding), "")).toBe(false);
  });

  test("a secret counts only as it is, and an empty one never", () => {
    expect(isSecret("secret", "secret")).toBe(true);
    for (const wrong of [null, "", "Secret", "secre", "secret ", "secrets"])
      expect(isSecret(wrong, "secret")).toBe(false);
    expect(isSecret("", "")).toBe(false);
  });
});

describe("an event with more than the desk takes", () => {
  const from = { ids: ["ada"], name: "n".repeat(2_000), verified: true };
  const common = { eventId: "e", address: "ada" };
  const long = "x".repeat(600);

  test.each<InboundEventInput>([
    { type: "message", ...common, from, text: `${"a".repeat(19_999)}😀` },
    { type: "message", ...common, from, text: "see", media: [{ kind: "image", id: long }] },
    { type: "message", ...common, from, choice: { id: long, title: long.repeat(2) } },
    { type: "message", ...common, from, replyTo: long, albumId: long, unsupported: long.repeat(2) },
    {
      type: "message",
      ...common,
      from,
      media: Array.from({ length: 30 }, () => ({ kind: "image", id: "i" }) as const),
    },
    { type: "edit", ...common, messageId: "m", text: "b".repeat(30_000) },
    { type: "delivery", ...common, messageId: "m", status: "failed", reason: long.repeat(2) },
    { type: "move", ...common, to: "bob", from },
    { type: "notice", eventId: "e", name: long, data: long.repeat(100) },
  ])("is cut to it, and taken: $type", (event) => {
    expect(() => parseInboundEvent(event)).toThrow(CustomerServiceError);
    const clipped = parseInboundEvent(clipEvent(event));
    expect(clipped.type).toBe(event.type);
    if (clipped.type === "message") expect(clipped.text).not.toMatch(/[\uD800-\uDBFF]$/);
  });

  test("a file that cannot be named leaves its text, and the word that there was one", () => {
    const event = { type: "message", ...common, from, text: "see", media: [{ kind: "image", id: long }] } as const;
    expect(parseInboundEvent(clipEvent({ ...event, media: [...event.media] }))).toMatchObject({
      ...{ text: "see", media: [], unsupported: "image" },
    });
  });
});

test("one event that is refused for good does not lose those after it", async () => {
  const taken: string[] = [];
  const context = {
    async receive(event: InboundEventInput) {
      parseInboundEvent(event);
      taken.push(event.eventId);
      return "accepted" as const;
    },
    clock: simulatedClock(),
    logger: silentLogger,
  };
  const deletion = (eventId: string, address: string) =>
    ({ type: "deletion", eventId, address, messageId: "m" }) as const;
  const events = [deletion("1", "ada"), deletion("2", ""), deletion("3", "ada")];
  expect(await receiveEvents(context, events)).toBe(2);
  expect(taken).toEqual(["1", "3"]);
});

test("a channel that throws where it should not still answers", async () => {
  const handle = webhookHandler({
    isGenuine: () => {
      throw new Error("no key");
    },
    eventsOf: () => [],
    context: () => null,
  });
  expect((await handle(new Request("https://x.test", { method: "POST", body: "{}" }))).status).toBe(503);
});

test.each([
  [Object.assign(new Error("refused"), { code: "ECONNREFUSED" }), "transient"],
  [Object.assign(new Error("self signed"), { code: "DEPTH_ZERO_SELF_SIGNED_CERT" }), "transient"],
  [Object.assign(new Error("expired"), { code: "CERT_HAS_EXPIRED" }), "transient"],
  [Object.assign(new Error("timed out"), { code: "ETIMEDOUT", syscall: "connect" }), "transient"],
  [Object.assign(new Error("timed out"), { code: "ETIMEDOUT", syscall: "read" }), "unknown"],
  [Object.assign(new Error("reset"), { code: "ECONNRESET" }), "unknown"],
  [new Error("fetch failed"), "unknown"],
])("what fails as %s is %s", async (cause, kind) => {
  const channel = telegramChannel({
    ...{ mode: "webhook", token: "1:secret", secretToken: "s" },
    fetch: () => Promise.reject(new TypeError("fetch failed", { cause })),
  });
  await channel.start({ receive: async () => "accepted", clock: simulatedClock(), logger: silentLogger });
  const message = { address: "7", content: { text: "hi" }, author: { kind: "bot" }, idempotencyKey: "k" } as const;
  const sending = channel.send(message, { signal: new AbortController().signal });
  await expect(sending).rejects.toMatchObject({ kind });
  await channel.stop();
});
