import { CustomerServiceError } from "../errors.ts";
import type { Clock } from "../ports/clock.ts";
import type { Notifier } from "../ports/notifier.ts";
import { systemClock } from "../system/system-clock.ts";
import { webhookSigner } from "./webhook-signature.ts";

/** Where to post, and how to sign. */
export interface WebhookNotifierOptions {
  /** Default "webhook". */
  readonly id?: string;
  /** `https:`, or `http:` on this machine only. It is never told in errors beyond its host. */
  readonly url: string;
  /** `whsec_` and base64, or any other text. The receiver checks with {@link verifyWebhookSignature}. */
  readonly secret: string;
  /** Default: the platform's. */
  readonly fetch?: (request: Request) => Promise<Response>;
  /** Default: the machine's. */
  readonly clock?: Clock;
  /** How long the receiver may take; default 10000. */
  readonly timeoutMs?: number;
}

/**
 * Posts each notification as JSON to a receiver of yours, signed per Standard Webhooks; its key is the `webhook-id`.
 * Anything but 2xx in time throws `notification.failed`; redirects are not followed. `options.invalid` for a url that
 * anyone on the way could read.
 */
export function webhookNotifier(options: WebhookNotifierOptions): Notifier {
  const { id = "webhook", clock = systemClock, timeoutMs = 10_000 } = options;
  const request = options.fetch ?? ((given: Request) => fetch(given));
  const url = safeUrl(options.url);
  const sign = webhookSigner(options.secret);

  return {
    id,
    async notify(notification, { signal }) {
      const failed = (why: string, cause?: unknown) =>
        new CustomerServiceError("notification.failed", `Notifier "${id}" could not reach ${url.host}: ${why}.`, {
          details: { notifierId: id, key: notification.key },
          cause,
        });
      const body = JSON.stringify(notification);
      const signature = await sign({ id: notification.key, at: clock.now(), body });
      const timeout = new AbortController();
      const cancelTimeout = clock.after(timeoutMs, () => timeout.abort());
      let response: Response;
      try {
        response = await request(
          new Request(url, {
            method: "POST",
            headers: { "content-type": "application/json", ...signature },
            body,
            redirect: "manual",
            signal: AbortSignal.any([signal, timeout.signal]),
          }),
        );
      } catch (cause) {
        throw failed(timeout.signal.aborted ? `no answer within ${timeoutMs} ms` : "the request failed", cause);
      } finally {
        cancelTimeout();
      }
      await response.body?.cancel();
      if (!response.ok) throw failed(`it answered ${response.status}`);
    },
  };
}

const thisMachine = ["localhost", "127.0.0.1", "[::1]"];

function safeUrl(text: string): URL {
  const refuse = (why: string) => new CustomerServiceError("options.invalid", `The url of a webhook ${why}.`);
  if (!URL.canParse(text)) throw refuse("is an absolute https: url; this one cannot be read");
  const url = new URL(text);
  if (url.username !== "" || url.password !== "") throw refuse("carries no user or password; sign with the secret");
  const isSafe = url.protocol === "https:" || (url.protocol === "http:" && thisMachine.includes(url.hostname));
  if (!isSafe) throw refuse(`is https:, or http: on this machine; got ${url.protocol}//${url.host}`);
  return url;
}
