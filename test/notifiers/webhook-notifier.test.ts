import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import type { CustomerServiceError } from "../../src/errors.ts";
import type { Notification } from "../../src/model/notification.ts";
import { type WebhookNotifierOptions, webhookNotifier } from "../../src/notifiers/webhook-notifier.ts";
import { verifyWebhookSignature } from "../../src/notifiers/webhook-signature.ts";
import { notifierContract } from "../../src/testing/notifier-contract.ts";
import { simulatedClock } from "../../src/testing/simulated-clock.ts";

const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const clock = simulatedClock();
const notification: Notification = {
  key: "T-7K2M9QXWB4RH:1:1",
  kind: "escalation",
  recipients: [],
  ticketId: "T-7K2M9QXWB4RH",
  level: 1,
  instance: 1,
  title: "A ticket waits: 打不开",
  text: "No reply for 60 minutes.",
  at: new Date("2026-01-05T08:59:00Z"),
};

const closings: (() => void)[] = [];
afterEach(() => {
  for (const close of closings.splice(0)) close();
});

/** A receiver on this machine; it keeps what it got, and answers with `status`, or never for `null`. */
async function receiver(status: number | null, answerHeaders: Record<string, string> = {}) {
  const received: { url: string; headers: Headers; body: string }[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const headers = new Headers();
    for (const [name, value] of Object.entries(request.headers)) headers.set(name, String(value));
    received.push({ url: request.url ?? "", headers, body: Buffer.concat(chunks).toString() });
    if (status !== null) response.writeHead(status, answerHeaders).end("thanks");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closings.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { received, url: `http://127.0.0.1:${port}/hooks?token=top-secret-query` };
}

function notify(options: Partial<WebhookNotifierOptions> & { url: string }, signal = new AbortController().signal) {
  return webhookNotifier({ secret, clock, ...options }).notify(notification, { signal });
}

async function failureOf(work: Promise<unknown>): Promise<CustomerServiceError> {
  return work.then(
    () => expect.unreachable("it should have failed"),
    (error) => error,
  );
}

test("the receiver gets the notification as JSON, signed, with its key as id", async () => {
  const { received, url } = await receiver(204);
  await notify({ url });
  expect(received).toHaveLength(1);
  const [{ headers, body } = { headers: new Headers(), body: "" }] = received;
  expect(JSON.parse(body)).toEqual({ ...notification, at: "2026-01-05T08:59:00.000Z" });
  expect(headers.get("content-type")).toBe("application/json");
  expect(headers.get("webhook-id")).toBe(notification.key);
  expect(await verifyWebhookSignature({ headers, body, secret, now: clock.now() })).toBe(true);
  expect(await verifyWebhookSignature({ headers, body: `${body} `, secret, now: clock.now() })).toBe(false);
});

test.each([400, 410, 429, 500, 503])("an answer of %d is a failure", async (status) => {
  const { url } = await receiver(status);
  const failure = await failureOf(notify({ url }));
  expect(failure.code).toBe("notification.failed");
  expect(failure.message).toContain(`it answered ${status}`);
});

test("a redirect is a failure and is not followed", async () => {
  const elsewhere = await receiver(200);
  const { url } = await receiver(307, { location: elsewhere.url });
  expect((await failureOf(notify({ url }))).message).toContain("it answered 307");
  expect(elsewhere.received).toHaveLength(0);
});

test("a failure tells neither the secret nor the path or query of the url", async () => {
  const { url } = await receiver(500);
  const refused = await failureOf(notify({ url }));
  const unreachable = await failureOf(notify({ url: "http://127.0.0.1:1/hooks?token=top-secret-query" }));
  for (const failure of [refused, unreachable]) {
    const told = [failure.message, JSON.stringify(failure.details), String(failure.cause), failure.stack].join();
    expect(told).not.toMatch(/top-secret-query|hooks|MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw/);
  }
  expect(unreachable.code).toBe("notification.failed");
  expect(unreachable.cause).toBeInstanceOf(Error);
});

test("a receiver that does not answer in time is a failure", async () => {
  const own = simulatedClock();
  const pending = failureOf(
    notify({
      url: "https://example.com/hooks",
      clock: own,
      timeoutMs: 2_000,
      // It never answers by itself; only the signal ends it.
      fetch: async ({ signal }) => {
        void own.advance({ seconds: 2 });
        return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
      },
    }),
  );
  expect((await pending).message).toContain("no answer within 2000 ms");
});

test("a caller that gives up ends the request", async () => {
  const { url } = await receiver(null);
  const controller = new AbortController();
  const pending = failureOf(notify({ url }, controller.signal));
  controller.abort();
  expect((await pending).message).toContain("the request failed");
});

test.each([
  ["http://example.com/hook"],
  ["ftp://example.com/hook"],
  ["https://user:password@example.com/hook"],
  ["/hook"],
  [""],
])("the url %j is refused", (url) => {
  expect(() => webhookNotifier({ url, secret })).toThrow(expect.objectContaining({ code: "options.invalid" }));
});

test.each(["https://example.com/hook", "http://localhost:3000/hook", "http://[::1]/hook"])(
  "the url %j is taken",
  (url) => {
    expect(webhookNotifier({ id: "pager", url, secret }).id).toBe("pager");
  },
);

const contract = notifierContract(() => {
  const delivered: string[] = [];
  let fails = false;
  return {
    notifier: webhookNotifier({
      url: "https://example.com/hook",
      secret,
      clock,
      async fetch(request) {
        request.signal.throwIfAborted();
        if (fails) return new Response(null, { status: 500 });
        delivered.push(request.headers.get("webhook-id") ?? "");
        return new Response();
      },
    }),
    delivered: () => delivered,
    fail: () => {
      fails = true;
    },
  };
});
for (const { name, run } of contract) test(`contract: ${name}`, run);
