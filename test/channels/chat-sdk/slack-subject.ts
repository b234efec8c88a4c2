import { createHmac } from "node:crypto";
import { createServer, type ServerResponse } from "node:http";
import { text as textOf } from "node:stream/consumers";
import { createSlackAdapter } from "@chat-adapter/slack";
import { fromChatSdk } from "kefu/chat-sdk";
import type { ChannelFailure, ChannelUnderTest } from "kefu/testing";
import { listening } from "../../listening.ts";

const secrets = { botToken: "xoxb-slack-test-token", signingSecret: "slack-signing-secret" };

interface Posted {
  readonly text: string;
  readonly channel: string;
  readonly buttons: readonly { readonly id: string; readonly title: string }[];
}

/** Slack's adapter as a channel, with Slack on loopback. */
export interface SlackSubject extends ChannelUnderTest {
  readonly posted: readonly Posted[];
  /** A request with an event of Slack's. */
  event(event: object): Request;
  /** A request with a form, as Slack makes them for commands. */
  form(fields: Readonly<Record<string, string>>): Request;
}

/** What goes over the wire follows api.slack.com/apis/events-api and api.slack.com/methods/chat.postMessage. */
export async function slackSubject(): Promise<SlackSubject> {
  const posted: Posted[] = [];
  const failures: ChannelFailure[] = [];
  let stalled: (() => void) | null = null;
  const server = createServer(async (request, response) => {
    const form = new URLSearchParams(await textOf(request));
    const method = request.url?.replace("/api/", "") ?? "";
    if (method !== "chat.postMessage") return json(response, replies[method] ?? { ok: true });
    if (stalled !== null) return stalled();
    const failure = failures.shift();
    if (failure !== undefined) return fail(response, failure);
    posted.push(postedIn(form));
    json(response, { ok: true, channel: form.get("channel"), ts: `1700000000.${1_000 + posted.length}` });
  });
  const { origin, close } = await listening(server);
  const adapter = createSlackAdapter({
    ...secrets,
    apiUrl: `${origin}/api/`,
    logger: quiet,
    webClientOptions: { retryConfig: { retries: 0 }, rejectRateLimitedCalls: true, logger: quiet },
  });
  const channel = fromChatSdk(adapter, { buttons: 5, maxBytes: 50_000 });
  const timestamps = new Map<string, string>();
  const timestampOf = (eventId: string) => {
    if (!timestamps.has(eventId)) timestamps.set(eventId, `1600000000.${1_000 + timestamps.size}`);
    return timestamps.get(eventId);
  };
  const event = (content: object) => signed(JSON.stringify({ type: "event_callback", team_id: "T1", ...content }));
  const message = ({ eventId, text }: { readonly eventId: string; readonly text: string }) => {
    const place = { channel: "D1", channel_type: "im", ts: timestampOf(eventId) };
    return JSON.stringify({
      ...{ type: "event_callback", team_id: "T1", event_id: eventId },
      event: { type: "message", user: "UADA", text, ...place },
    });
  };
  const tell = async (request: Request) => {
    const response = await channel.handle?.(request);
    if (response?.status !== 200) throw new Error(`It was not taken: ${response?.status}`);
  };
  return {
    channel,
    posted,
    event,
    form,
    address: "slack:D1:",
    say: (said) => tell(signed(message(said))),
    delivered: () => posted.map(({ text }) => text),
    offered: () => posted.at(-1)?.buttons.map(({ title }) => title) ?? [],
    press: ({ eventId, optionId }) => tell(pressed(eventId, optionId)),
    failNext: (failure = { kind: "invalid" }) => void failures.push(failure),
    failures: ["rate_limited", "blocked", "auth", "invalid", "transient", "unknown"],
    stallNext: () =>
      new Promise((resolve) => {
        stalled = () => resolve(null);
      }),
    honoursKeys: false,
    webhook: {
      batches: false,
      request: async ([said]) => signed(said === undefined ? "{}" : message(said)),
      genuine: async (body) => signed(body),
      forgeries: async ([said]) => forgeries(said === undefined ? "{}" : message(said)),
      maxBytes: 50_000,
    },
    secrets: Object.values(secrets),
    close,
  };
}

const replies: Readonly<Record<string, object>> = {
  "auth.test": { ok: true, user_id: "UDESK", user: "desk", bot_id: "BDESK" },
  "users.info": { ok: true, user: { id: "UADA", name: "ada", real_name: "Ada", profile: { display_name: "Ada" } } },
  "conversations.replies": { ok: true, messages: [] },
};

const codes: Readonly<Record<string, string>> = {
  blocked: "channel_not_found",
  auth: "invalid_auth",
  invalid: "msg_too_long",
  transient: "service_unavailable",
};

function fail(response: ServerResponse, { kind, retryAfterMs = 1_000 }: ChannelFailure): void {
  if (kind === "rate_limited") {
    response.writeHead(429, { "retry-after": `${retryAfterMs / 1_000}` }).end();
  } else if (kind === "unknown") {
    response.writeHead(500).end("Internal error");
  } else {
    json(response, { ok: false, error: codes[kind] });
  }
}

function json(response: ServerResponse, body: object): void {
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
}

interface Block {
  readonly text?: { readonly text: string };
  readonly elements?: readonly { readonly action_id: string; readonly text: { readonly text: string } }[];
}

/** A card is shown as its blocks, the text beside them is for notices only. */
function postedIn(form: URLSearchParams): Posted {
  const blocks = JSON.parse(form.get("blocks") ?? "[]") as readonly Block[];
  const [text = form.get("text") ?? ""] = blocks.flatMap((block) => (block.text ? [block.text.text] : []));
  const buttons = blocks.flatMap(({ elements = [] }) =>
    elements.map((button) => ({ id: button.action_id, title: button.text.text })),
  );
  return { text, channel: form.get("channel") ?? "", buttons };
}

function pressed(eventId: string, optionId: string): Request {
  const payload = {
    type: "block_actions",
    trigger_id: eventId,
    user: { id: "UADA", username: "ada" },
    channel: { id: "D1" },
    message: { ts: "1700000000.1001" },
    actions: [{ type: "button", action_id: optionId, block_id: "b", action_ts: "1" }],
  };
  return form({ payload: JSON.stringify(payload) });
}

function form(fields: Readonly<Record<string, string>>): Request {
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  return signed(new URLSearchParams(fields).toString(), headers);
}

function forgeries(body: string): Record<string, Request> {
  const good = signed(body).headers.get("x-slack-signature") ?? "";
  const old = `${Math.floor(Date.now() / 1_000) - 3_600}`;
  return {
    "no signature": request(body, {}),
    "a wrong signature": signed(body, { "x-slack-signature": `v0=${"0".repeat(64)}` }),
    "half a signature": signed(body, { "x-slack-signature": good.slice(0, 30) }),
    "the signature of another body": signed(body, { "x-slack-signature": signatureOf(`${body} `, now()) }),
    "an old signature": request(body, {
      "x-slack-request-timestamp": old,
      "x-slack-signature": signatureOf(body, old),
    }),
  };
}

const now = () => `${Math.floor(Date.now() / 1_000)}`;

function signed(body: string, headers: Record<string, string> = {}): Request {
  const timestamp = now();
  const signature = signatureOf(body, timestamp);
  return request(body, { "x-slack-request-timestamp": timestamp, "x-slack-signature": signature, ...headers });
}

function request(body: string, headers: Record<string, string>): Request {
  const url = "https://desk.example.com/slack";
  return new Request(url, { method: "POST", headers: { "content-type": "application/json", ...headers }, body });
}

function signatureOf(body: string, timestamp: string): string {
  return `v0=${createHmac("sha256", secrets.signingSecret).update(`v0:${timestamp}:${body}`).digest("hex")}`;
}

/** Adapters log to the console unless they are given something else. */
export const quiet = {
  ...{ debug() {}, info() {}, warn() {}, error() {}, child: () => quiet },
  ...{ setName() {}, setLevel() {}, getLevel: () => "error" as never },
};
