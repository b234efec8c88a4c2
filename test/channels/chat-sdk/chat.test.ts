import { type Adapter, Chat } from "chat";
import { type ChannelAdapter, type InboundEvent, silentLogger } from "kefu";
import { type ChatSdkAdapter, fromChatSdk } from "kefu/chat-sdk";
import { simulatedClock } from "kefu/testing";
import { expect, test } from "vitest";
import { parseInboundEvent } from "../../../src/model/inbound.ts";

/** Compiles only while the Chat SDK's own adapters have all that is used of one. */
const fitting: (adapter: Adapter) => ChannelAdapter = fromChatSdk;

type Tell = (event: object, options: object | undefined) => Promise<void>;
/** What this adapter takes of its `Chat`. */
interface Host {
  readonly processAction: Tell;
}

/** A started channel of an adapter that does with a webhook what it is told. */
async function started(handleWebhook: (host: Host, request: Request, options: object | undefined) => Response) {
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
  const receive = async (event: unknown) => {
    received.push(parseInboundEvent(event));
    return "accepted" as const;
  };
  await channel.start({ receive, clock: simulatedClock(), logger: silentLogger });
  const handle = async (init: RequestInit) => channel.handle?.(new Request("https://desk.example.com/?a=1", init));
  return { channel, handle, received, host: () => host };
}

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
  const user = { userId: "ada", userName: "ada", fullName: "Ada", isBot: false, isMe: false };
  const { handle, received } = await started((host, _, options) => {
    void host.processAction({ actionId: "yes", messageId: "m1", threadId: "t1", user, raw }, options);
    return new Response("ok");
  });
  expect((await handle({ method: "POST", body: "{}" }))?.status).toBe(200);
  expect(received).toMatchObject([{ address: "t1", choice: { id: "yes" }, from: { ids: ["ada"], name: "Ada" } }]);
});
