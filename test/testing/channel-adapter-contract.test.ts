import { expect, test } from "vitest";
import { ChannelError } from "../../src/errors.ts";
import type { ChannelUnderTest } from "../../src/testing/channel-adapter-contract/channel-under-test.ts";
import { channelAdapterContract } from "../../src/testing/channel-adapter-contract.ts";
import { scriptedChannel } from "../../src/testing/scripted-channel.ts";

function sound(): ChannelUnderTest {
  const channel = scriptedChannel();
  return {
    channel,
    address: "ada",
    say: ({ eventId, text }) => channel.say("ada", text, { eventId }),
    delivered: () => channel.sentTo("ada"),
    failNext: () => channel.failNext(new ChannelError("transient", "The line is busy.")),
    honoursKeys: true,
  };
}

for (const { name, run } of channelAdapterContract(sound)) test(`the scripted channel ${name}`, run);

/** Names of the cases that a channel does not keep. */
async function brokenCases(create: () => ChannelUnderTest): Promise<string[]> {
  const broken: string[] = [];
  for (const { name, run } of channelAdapterContract(create)) {
    await run().catch(() => broken.push(name));
  }
  return broken;
}

test.each<[string, string, () => ChannelUnderTest]>([
  [
    "changes its id",
    "has an id and a kind that stay the same",
    (
      (count) => () =>
        withChannel((channel) => ({ ...channel, id: `channel-${count++}` }))
    )(0),
  ],
  [
    "has no room for a text",
    "declares capabilities that can be worked with",
    () =>
      withChannel((channel) => ({
        ...channel,
        capabilities: { ...channel.capabilities, text: { max: 0, unit: "utf16" } },
      })),
  ],
  [
    "loses what is said",
    "gives a person's message to the desk, with thread and sender",
    () => ({ ...sound(), say: async () => "lost" }),
  ],
  [
    "forgets event ids",
    "names a redelivered event the same, so that the desk can drop it",
    () => {
      const channel = scriptedChannel();
      return { ...sound(), channel, say: ({ text }) => channel.say("ada", text) };
    },
  ],
  [
    "gives every message the same id",
    "sends, and resolves with the channel's id of the message",
    () =>
      withChannel((channel) => ({
        ...channel,
        send: async (...message) => {
          await channel.send(...message);
          return { externalId: "same" };
        },
      })),
  ],
  [
    "promises more than it can",
    "sends the longest text that it promises",
    () =>
      withChannel((channel) => ({
        ...channel,
        capabilities: { ...channel.capabilities, text: { max: 5_000, unit: "utf16" } },
      })),
  ],
  [
    "ignores keys",
    "takes a repetition under one key, and sends it once where it honours keys",
    () =>
      withChannel((channel) => {
        let count = 0;
        return {
          ...channel,
          send: (message, options) => {
            count += 1;
            return channel.send({ ...message, idempotencyKey: `${count}` }, options);
          },
        };
      }),
  ],
  [
    "throws errors of its own",
    "throws a ChannelError when it cannot send, and sends again afterwards",
    () => {
      const channel = scriptedChannel();
      return {
        ...sound(),
        channel,
        delivered: () => channel.sentTo("ada"),
        failNext: () => channel.failNext(new TypeError("fetch failed")),
      };
    },
  ],
  [
    "cannot be stopped",
    "receives and sends nothing after it was stopped",
    () => withChannel((channel) => ({ ...channel, stop: async () => {} })),
  ],
])("a channel that %s does not keep the contract", async (_fault, name, create) => {
  expect(await brokenCases(create)).toContain(name);
});

type Adapter = ChannelUnderTest["channel"];

function withChannel(change: (channel: Adapter) => Adapter): ChannelUnderTest {
  const subject = sound();
  return { ...subject, channel: change(subject.channel) };
}
