import { createHmac } from "node:crypto";
import { createServer, type ServerResponse } from "node:http";
import { json as jsonOf } from "node:stream/consumers";
import type { ChannelFailure, ChannelUnderTest, MessageOfPerson } from "kefu/testing";
import { lineChannel } from "../../examples/line-channel/line-channel.ts";
import { listening } from "../listening.ts";

const channelSecret = "line-channel-secret";
const channelAccessToken = "line-access-token";
const person = { type: "user", userId: "U4af4980629" };

interface Push {
  readonly to: string;
  readonly messages: readonly { readonly text: string; readonly quickReply?: QuickReply }[];
}
interface QuickReply {
  readonly items: readonly { readonly action: { readonly label: string; readonly data: string } }[];
}

/** LINE on loopback, as its reference of the Messaging API has it. */
export interface LineOffice {
  readonly origin: string;
  /** What was pushed, once for each retry key. */
  readonly pushed: () => readonly Push[];
  failNext(failure?: ChannelFailure): void;
  stallNext(): Promise<unknown>;
  close(): Promise<void>;
}

export async function lineOffice(): Promise<LineOffice> {
  const pushed = new Map<string, Push>();
  const failures: ChannelFailure[] = [];
  let stalled: (() => void) | null = null;
  const server = createServer(async (request, response) => {
    const push = (await jsonOf(request)) as Push;
    const key = `${request.headers["x-line-retry-key"]}`;
    if (stalled !== null) return stalled();
    const failure = failures.shift();
    if (failure !== undefined) return fail(response, failure);
    if (request.headers.authorization !== `Bearer ${channelAccessToken}`) return json(response, 401, {});
    if (!isWithinLimits(push) || !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(key))
      return json(response, 400, {});
    const isNew = !pushed.has(key);
    if (isNew) pushed.set(key, push);
    const sentMessages = [{ id: `${461_230_966_842_064_897n + BigInt([...pushed.keys()].indexOf(key))}` }];
    json(response, isNew ? 200 : 409, { sentMessages });
  });
  return {
    ...(await listening(server)),
    pushed: () => [...pushed.values()],
    failNext: (failure = { kind: "auth" }) => void failures.push(failure),
    stallNext: () =>
      new Promise((resolve) => {
        stalled = () => resolve(null);
      }),
  };
}

/** The example's channel in the hands of the contract. */
export async function lineSubject(): Promise<ChannelUnderTest> {
  const office = await lineOffice();
  const channel = lineChannel({ channelSecret, channelAccessToken, apiUrl: office.origin });
  const tell = async (...events: readonly object[]) => {
    const response = await channel.handle?.(lineRequest(written(events)));
    if (response?.status !== 200) throw new Error(`It was not taken: ${response?.status}`);
  };
  const texts = () => office.pushed().flatMap(({ messages }) => messages);
  return {
    channel,
    address: person.userId,
    say: (message) => tell(textEvent(message)),
    delivered: () => texts().map(({ text }) => text),
    offered: () =>
      texts()
        .at(-1)
        ?.quickReply?.items.map(({ action }) => action.label) ?? [],
    press: ({ eventId, optionId }) =>
      tell({ type: "postback", webhookEventId: eventId, source: person, postback: { data: optionId } }),
    failNext: office.failNext,
    failures: ["rate_limited", "auth", "invalid", "unknown"],
    stallNext: office.stallNext,
    honoursKeys: true,
    webhook: {
      request: async (messages) => lineRequest(written(messages.map(textEvent))),
      genuine: async (body) => lineRequest(body),
      forgeries: async (messages) => forgeries(written(messages.map(textEvent))),
      maxBytes: 1_000_000,
    },
    secrets: [channelSecret, channelAccessToken],
    close: office.close,
  };
}

/** A webhook request with this body, signed by LINE. */
export function lineRequest(body: string, signature: string | null = signatureOf(body)): Request {
  const headers = { "content-type": "application/json", ...(signature && { "x-line-signature": signature }) };
  return new Request("https://desk.example.com/line", { method: "POST", headers, body });
}

export function textEvent({ eventId, text }: MessageOfPerson): object {
  const message = { type: "text", id: `message-${eventId}`, quoteToken: "q3Plxr4AgKd", text };
  return { type: "message", webhookEventId: eventId, mode: "active", timestamp: 1, source: person, message };
}

/** The events as LINE's servers write them: with escapes that a body parsed and written again would lack. */
export function written(events: readonly object[]): string {
  const body = JSON.stringify({ destination: "U0123456789", events });
  return body.replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

function forgeries(body: string): Record<string, Request> {
  return {
    "no signature": lineRequest(body, null),
    "a wrong signature": lineRequest(body, Buffer.alloc(32).toString("base64")),
    "half a signature": lineRequest(body, signatureOf(body).slice(0, 22)),
    "the signature of another body": lineRequest(body, signatureOf(`${body} `)),
    "hexadecimal digits": lineRequest(body, Buffer.from(signatureOf(body), "base64").toString("hex")),
  };
}

function signatureOf(body: string): string {
  return createHmac("sha256", channelSecret).update(body).digest("base64");
}

/** Lengths as in the reference: texts, quick replies, their labels and data. */
function isWithinLimits({ messages }: Push): boolean {
  return messages.every(({ text, quickReply }) => {
    const items = quickReply?.items ?? [];
    const fit = items.every(({ action }) => action.label.length <= 20 && action.data.length <= 300);
    return text.length <= 5_000 && items.length <= 13 && fit;
  });
}

function fail(response: ServerResponse, { kind, retryAfterMs = 0 }: ChannelFailure): void {
  const statuses: Readonly<Record<string, number>> = { rate_limited: 429, auth: 401, invalid: 400 };
  response.setHeader("retry-after", `${retryAfterMs / 1_000}`);
  json(response, statuses[kind] ?? 500, { message: "It failed." });
}

function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
