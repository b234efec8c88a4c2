import { type Adapter, Chat } from "chat";
import { type ChannelAdapter, CustomerServiceError, type InboundEvent, silentLogger } from "kefu";
import { type ChatSdkAdapter, fromChatSdk } from "kefu/chat-sdk";
import { simulatedClock } from "kefu/testing";
import { expect, test } from "vitest";
import { parseInboundEvent } from "../../../src/model/inbound.ts";

/** Compiles only while the Chat SDK's own adapters have all that is used of one. */
const fitting: (adapter: Adapter) => ChannelAdapter = fromChatSdk;

type Options = { readonly waitUntil?: (task: Promise<unknown>) => void } | undefined;
type Tell = (event: object, options?: Options) => Promise<void>;
/** What this adapter takes of its `Chat`. */
interface Host {
  readonly processAction: Tell;
  readonly processReaction: Tell;
  processMessage(adapter: null, threadId: string, message: unknown, options?: Options): Promise<void>;
}
type HandleWebhook = (host: Host, request: Request, options: Options) => Response | Promise<Response>;

/** A started channel of an adapter that does with a webhook what it is told. */
async function started(handleWebhook: HandleWebhook, store: (event: InboundEvent) => Promise<void> = async () => {}) {
  let host: Host | null = null;
  const received: InboundEvent[] = [];
  const adapter: ChatSdkAdapter = {
    name: "curious",
    async initialize(chat) {
      host = chat;
    },
    async handleWebhook(request, options) {
      if (host === null) throw new Error("It was not initialized.");
      return handleWebhook(host, request, options);
    },
    postMessage: async () => ({ id: "1" }),
    async startTyping() {},
  };
  const channel = fromChatSdk(adapter);
  const receive = async (input: unknown) => {
    const event = parseInboundEvent(input);
    await store(event);
    if (received.some(({ eventId }) => eventId === event.eventId)) return "duplicate";
    received.push(event);
    return "accepted";
  };
  await channel.start({ receive, clock: simulatedClock(), logger: silentLogger });
  const handle = async (init: RequestInit) => channel.handle?.(new Request("https://desk.example.com/?a=1", init));
  const post = async (body = "{}") => (await handle({ method: "POST", body }))?.status;
  return { channel, handle, post, received, host: () => host };
}

const user = { userId: "ada", userName: "ada", fullName: "Ada", isBot: false, isMe: false };
const written = (id: string) => ({ id, text: "hi", author: user, metadata: {}, attachments: [], raw: {} });
const away = new CustomerServiceError("store.unavailable", "The disk is full.");

test("an adapter finds everything in place that its Chat would take from it", async () => {
  const { host } = await started(() => new Response("ok"));
  const taken = Object.getOwnPropertyNames(Chat.prototype).filter((name) => /^process[A-Z]/.test(name));
  expect(taken.length).toBeGreaterThan(10);
  expect(taken.filter((name) => !(name in (host() ?? {})))).toEqual([]);
  expect(fitting).toBe(fromChatSdk);
});

test("a handshake by GET is the adapter's to answer", async () => {
  const { handle } = await started((_, request) => new Response(new URL(request.url).searchParams.get("a")));
  expect(await (await handle({ method: "GET" }))?.text()).toBe("1");
});

test("a press arrives also when the adapter's raw event is no JSON", async () => {
  const raw: Record<string, unknown> = {};
  raw.itself = raw;
  const { post, received } = await started((host, _, options) => {
    void host.processAction({ actionId: "yes", messageId: "m1", threadId: "t1", user, raw }, options);
    return new Response("ok");
  });
  expect(await post()).toBe(200);
  expect(received).toMatchObject([{ address: "t1", choice: { id: "yes" }, from: { ids: ["ada"], name: "Ada" } }]);
});

test("a reaction put on, taken off and put on again is told three times, once however often it is delivered, also when raw events are no JSON", async () => {
  const raws = [1n, 2n, 2n, 3n].map((at) => {
    const raw: Record<string, unknown> = { at };
    raw.itself = raw;
    return raw;
  });
  const { post, received } = await started((host, _, options) => {
    const raw = raws.shift();
    const added = raw?.at !== 2n;
    void host.processReaction({ added, messageId: "m1", threadId: "t1", rawEmoji: "+1", user, raw }, options);
    return new Response("ok");
  });
  for (const _ of [1, 2, 3, 4]) expect(await post()).toBe(200);
  expect(received).toMatchObject([{ emoji: "+1" }, { emoji: null }, { emoji: "+1" }]);
});

test("a message arrives also when the ids of thread and message are long together", async () => {
  const thread = "t".repeat(480);
  const { post, received } = await started((host, _, options) => {
    for (const id of ["a", "b", "b"]) void host.processMessage(null, thread, written(id.repeat(40)), options);
    return new Response("ok");
  });
  expect(await post()).toBe(200);
  expect(received).toMatchObject([{ address: thread, messageId: "a".repeat(40) }, { messageId: "b".repeat(40) }]);
});

test("what an adapter tells without saying for which request is waited for, and its failure counts", async () => {
  let isDown = true;
  const { post, received } = await started(
    (host) => {
      void host.processMessage(null, "t1", written("m1"));
      return new Response("ok");
    },
    async () => {
      await new Promise((resolve) => setImmediate(resolve));
      if (isDown) throw away;
    },
  );
  expect(await post()).toBe(503);
  isDown = false;
  expect(await post()).toBe(200);
  expect(received).toHaveLength(1);
});

test("a request waits for no work that begins after its own is done", async () => {
  const storing = new Map<string, () => void>();
  const { post } = await started(
    async (host, request) => {
      void host.processMessage(null, "t1", written(await request.text()));
      return new Response("ok");
    },
    ({ eventId }) => new Promise((resolve) => storing.set(eventId, resolve)),
  );
  const first = post("m1");
  await expect.poll(() => storing.size).toBe(1);
  const second = post("m2");
  await expect.poll(() => storing.size).toBe(2);
  storing.get("message:t1:m1")?.();
  expect(await first).toBe(200);
  storing.get("message:t1:m2")?.();
  expect(await second).toBe(200);
});

const broken = (code: string) => new TypeError("fetch failed", { cause: Object.assign(new Error(code), { code }) });

test.each<[number, string, unknown]>([
  [503, "a connection that was refused", broken("ECONNREFUSED")],
  [503, "a connection that broke", broken("ECONNRESET")],
  [503, "a platform that is busy", Object.assign(new Error("slow down"), { status: 429 })],
  [503, "a platform that fails", Object.assign(new Error("oh"), { statusCode: 500 })],
  [503, "credentials that are refused", Object.assign(new Error("no"), { code: "AUTH_FAILED" })],
  [503, "what nobody knows", new Error("something")],
  [503, "a desk that is down", away],
  [400, "a body that cannot be read", new SyntaxError("Unexpected token")],
  [400, "a body of another shape", new TypeError("Cannot read properties of undefined (reading 'id')")],
  [400, "an address that is none", Object.assign(new TypeError("Invalid URL"), { code: "ERR_INVALID_URL" })],
  [400, "what the adapter refuses", Object.assign(new Error("no"), { code: "VALIDATION_ERROR" })],
])("%d is the answer after %s, by the adapter's webhook or as it makes a message", async (status, _, failure) => {
  const inWebhook = await started(() => Promise.reject(failure));
  expect(await inWebhook.post()).toBe(status);
  const inMessage = await started((host, _request, options) => {
    void host.processMessage(null, "t1", () => Promise.reject(failure), options);
    return new Response("ok");
  });
  expect(await inMessage.post()).toBe(status);
});

test("of several failures one that is not the request's fault is enough to have it delivered again", async () => {
  const { post } = await started((host, _, options) => {
    void host.processMessage(null, "t1", { no: "message" }, options);
    void host.processMessage(null, "t1", () => Promise.reject(broken("ECONNREFUSED")), options);
    return new Response("ok");
  });
  expect(await post()).toBe(503);
  const unreadable = await started((host, _, options) => {
    void host.processMessage(null, "t1", { no: "message" }, options);
    return new Response("ok");
  });
  expect(await unreadable.post()).toBe(400);
});
