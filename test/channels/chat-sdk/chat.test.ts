import { type Adapter, Chat } from "chat";
import type { ChannelAdapter } from "kefu";
import { type ChatSdkAdapter, fromChatSdk } from "kefu/chat-sdk";
import { simulatedClock } from "kefu/testing";
import { expect, test } from "vitest";
import { silentLogger } from "../../../src/ports/logger.ts";

/** Compiles only while the Chat SDK's own adapters have all that is used of one. */
const fitting: (adapter: Adapter) => ChannelAdapter = fromChatSdk;

test("an adapter finds everything in place that its Chat would take from it", async () => {
  let given: object = {};
  const adapter: ChatSdkAdapter = {
    name: "curious",
    async initialize(chat) {
      given = chat;
    },
    handleWebhook: async () => new Response("ok"),
    postMessage: async () => ({ id: "1" }),
    async startTyping() {},
  };
  const channel = fromChatSdk(adapter);
  await channel.start({ receive: async () => "accepted", clock: simulatedClock(), logger: silentLogger });
  const taken = Object.getOwnPropertyNames(Chat.prototype).filter((name) => /^process[A-Z]/.test(name));
  expect(taken.length).toBeGreaterThan(10);
  expect(taken.filter((name) => !(name in given))).toEqual([]);
  expect(fitting).toBe(fromChatSdk);
  await channel.stop();
});
