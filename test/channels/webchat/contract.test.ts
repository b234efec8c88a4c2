import { ChannelError } from "kefu";
import { type ChannelUnderTest, channelAdapterContract } from "kefu/testing";
import { webchatChannel } from "kefu/webchat";
import { test } from "vitest";

/** Nothing is sent to a page, which reads what is stored: the page here remembers what it was told is there. */
function create(): ChannelUnderTest {
  const made = webchatChannel();
  const there = new Map<string, Parameters<typeof made.send>[0]["content"]>();
  let fails = false;
  const channel = {
    ...made,
    async send(message: Parameters<typeof made.send>[0], options: Parameters<typeof made.send>[1]) {
      if (fails) {
        fails = false;
        throw new ChannelError("transient", "The store is away.");
      }
      const sent = await made.send(message, options);
      there.set(sent.externalId, message.content);
      return sent;
    },
  };
  const address = "a:somebody";
  const from = { ids: [address], verified: false };
  const context = () => {
    if (made.context === null) throw new Error("It is not started.");
    return made.context;
  };
  return {
    channel,
    address,
    say: async ({ eventId, text }) =>
      context().receive({ type: "message", eventId: `${address}/${eventId}`, address, from, text }),
    delivered: () => [...there.values()].map(({ text }) => text),
    deliveredFiles: () => [...there.values()].flatMap(({ media = [] }) => media.map(({ id }) => id)),
    failNext: () => {
      fails = true;
    },
    failures: ["transient"],
    honoursKeys: true,
    offered: () => [...there.values()].at(-1)?.options?.map(({ title }) => title) ?? [],
    press: async ({ eventId, optionId }) =>
      context().receive({ type: "message", eventId: `${address}/${eventId}`, address, from, choice: { id: optionId } }),
    receipt: async (messageId, status) =>
      context().receive({ type: "delivery", eventId: `${address}/${status}:${messageId}`, address, messageId, status }),
  };
}

for (const { name, run } of channelAdapterContract(create)) test(name, run);
