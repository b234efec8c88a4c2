import { type ChannelAdapter, type ChannelContext, ChannelError, type OutgoingMessage } from "kefu";
import { isSignedBody, webhookHandler } from "kefu/webhook";
import { lineEvents } from "./line-events.ts";

/** A LINE official account, as its page in the LINE Developers console names these. Default of `apiUrl`: LINE's own. */
export interface LineChannelOptions {
  readonly channelSecret: string;
  readonly channelAccessToken: string;
  readonly apiUrl?: string;
}

/** Customers on LINE, by its Messaging API (developers.line.biz/en/reference/messaging-api). */
export function lineChannel(options: LineChannelOptions): ChannelAdapter {
  const { channelSecret } = options;
  let context: ChannelContext | null = null;
  return {
    id: "line",
    kind: "line",
    capabilities: {
      text: { max: 5_000, unit: "utf16" },
      // Quick replies: buttons above the keyboard, which go away when one is pressed.
      options: { max: 13, titleLength: 20, idBytes: 300 },
      templates: false,
      // A push with a retry key that LINE has seen is refused, with the ids of the messages that went out.
      idempotent: true,
    },
    async start(given) {
      context = given;
    },
    handle: webhookHandler({
      isGenuine: (request, body) => {
        const signature = request.headers.get("x-line-signature");
        return isSignedBody({ body, signature, encoding: "base64", secret: channelSecret });
      },
      eventsOf: lineEvents,
      context: () => context,
    }),
    async send(message, { signal }) {
      if (context === null) throw new ChannelError("transient", "LINE is not running; nothing was sent.");
      return { externalId: await push(options, message, signal) };
    },
    async stop() {
      context = null;
    },
  };
}

async function push(options: LineChannelOptions, message: OutgoingMessage, signal: AbortSignal): Promise<string> {
  const { apiUrl = "https://api.line.me", channelAccessToken } = options;
  if (signal.aborted) throw new ChannelError("transient", "It was given up before it was sent.");
  const headers = {
    authorization: `Bearer ${channelAccessToken}`,
    "content-type": "application/json",
    "x-line-retry-key": await retryKeyOf(message.idempotencyKey),
  };
  const body = JSON.stringify({ to: message.address, messages: [textMessage(message)] });
  const response = await fetch(`${apiUrl}/v2/bot/message/push`, { method: "POST", headers, body, signal }).catch(() => {
    throw new ChannelError("unknown", "LINE did not answer; it may have taken the message.");
  });
  const sent = response.ok || response.status === 409 ? sentId(await response.json().catch(() => null)) : null;
  if (sent !== null) return sent;
  throw failure(response);
}

function textMessage({ content: { text, options = [] } }: OutgoingMessage): object {
  if (options.length === 0) return { type: "text", text };
  const items = options.map(({ id, title }) => {
    return { type: "action", action: { type: "postback", label: title, data: id, displayText: title } };
  });
  return { type: "text", text, quickReply: { items } };
}

function sentId(answer: { readonly sentMessages?: readonly { readonly id?: unknown }[] } | null): string | null {
  const id = answer?.sentMessages?.[0]?.id;
  return typeof id === "string" ? id : null;
}

function failure({ status, headers }: Response): ChannelError {
  const options = { channelCode: `${status}` };
  if (status === 401 || status === 403) return new ChannelError("auth", "LINE refuses the access token.", options);
  if (status === 429) {
    const retryAfterMs = Number(headers.get("retry-after") ?? Number.NaN) * 1_000;
    return new ChannelError("rate_limited", "Too fast for LINE.", { ...options, scope: "channel", retryAfterMs });
  }
  if (status >= 400 && status < 500) return new ChannelError("invalid", `LINE refuses it with ${status}.`, options);
  return new ChannelError("unknown", `LINE failed with ${status}; it may have taken the message.`, options);
}

/** LINE wants a UUID; the same key always makes the same one. */
async function retryKeyOf(idempotencyKey: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(idempotencyKey));
  const digits = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  // The version that means "made in a way of one's own", and the variant of all UUIDs (RFC 9562).
  return digits.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, "$1-$2-8$3-8$4-$5");
}
