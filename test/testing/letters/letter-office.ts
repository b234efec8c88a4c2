import type { MessageOption } from "kefu";
import type { ChannelFailure, ChannelUnderTest, MessageOfPerson } from "kefu/testing";
import type { Webhook } from "kefu/webhook";
import { type LetterEvent, letterChannel } from "./letter-channel.ts";

export interface Letter {
  readonly to: string;
  readonly text: string;
  readonly file: string | null;
  readonly options: readonly MessageOption[];
}

/** The other end of the channel for letters. */
export interface LetterOffice {
  /** With it the office seals what it tells. */
  readonly secret: string;
  /** Resolves with the id of the letter, the failure, or `null` when it was given up. */
  post(letter: Letter, key: string, signal: AbortSignal): Promise<string | ChannelFailure | null>;
}

const secret = "letters-secret-1b4f";

/** The channel for letters, in the hands of the contract; `fault` takes the place of parts of its webhook. */
export function letterSubject(fault: Partial<Webhook> = {}): ChannelUnderTest {
  const out = new Map<string, Letter>();
  const failures: ChannelFailure[] = [];
  let stalled: ((value: unknown) => void) | null = null;
  const office: LetterOffice = {
    secret,
    async post(letter, key, signal) {
      if (stalled !== null) {
        stalled(null);
        return new Promise((resolve) => signal.addEventListener("abort", () => resolve(null)));
      }
      const failure = failures.shift();
      if (failure !== undefined) return failure;
      if (new TextEncoder().encode(letter.text).length > 400 || letter.options.length > 10) return { kind: "invalid" };
      if (!out.has(key)) out.set(key, letter);
      return `letter-${[...out.keys()].indexOf(key)}`;
    },
  };
  const channel = letterChannel(office, fault);
  const letters = () => [...out.values()];
  const told = async (...events: readonly LetterEvent[]) => {
    const response = await channel.handle?.(await sealed(written(events)));
    if (response?.status !== 200) throw new Error(`It was not taken: ${response?.status}`);
  };
  return {
    channel,
    address: "ada",
    say: (message) => told(eventOf(message)),
    delivered: () => letters().map(({ text }) => text),
    deliveredFiles: () => letters().flatMap(({ file }) => (file === null ? [] : [file])),
    offered: () =>
      letters()
        .at(-1)
        ?.options.map(({ title }) => title) ?? [],
    failNext: (failure = { kind: "transient" }) => void failures.push(failure),
    failures: ["window_closed", "rate_limited", "blocked", "auth", "invalid", "transient", "unknown"],
    stallNext: () => new Promise((resolve) => (stalled = resolve)),
    honoursKeys: true,
    press: ({ eventId, optionId }) => told({ id: eventId, from: "ada", text: "", option: { id: optionId } }),
    receipt: (letter, status) =>
      told({ id: `${letter}-${status}`, from: "ada", letter, status: status as "delivered" }),
    secrets: [secret],
    webhook: {
      request: (messages) => sealed(written(messages.map(eventOf))),
      genuine: sealed,
      forgeries: async (messages) => forgeries(written(messages.map(eventOf))),
      maxBytes: 50_000,
    },
  };
}

const eventOf = ({ eventId, text }: MessageOfPerson) => ({ id: eventId, from: "ada", text });
/** With spaces that a body parsed and written again would lack. */
const written = (events: readonly LetterEvent[]) => JSON.stringify({ events }, null, 1);

async function sealed(body: string): Promise<Request> {
  return request(body, await sealOf(body));
}

async function forgeries(body: string): Promise<Record<string, Request>> {
  const seal = await sealOf(body);
  return {
    "no seal": request(body, null),
    "another seal": request(body, "0".repeat(64)),
    "half a seal": request(body, seal.slice(0, 32)),
    "the seal of another body": request(body, await sealOf(`${body} `)),
  };
}

function request(body: string, seal: string | null): Request {
  const headers = { "content-type": "application/json", ...(seal === null ? {} : { "x-seal": seal }) };
  return new Request("https://desk.example.com/letters", { method: "POST", headers, body });
}

async function sealOf(body: string): Promise<string> {
  const bytes = new TextEncoder();
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", bytes.encode(secret), algorithm, false, ["sign"]);
  return Buffer.from(await crypto.subtle.sign("HMAC", key, bytes.encode(body))).toString("hex");
}
