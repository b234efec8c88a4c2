import { ChannelError } from "kefu";
import { type ChannelUnderTest, channelAdapterContract, scriptedChannel } from "kefu/testing";
import { expect, test } from "vitest";
import { brokenChannels } from "./letters/broken-channels.ts";
import { letterSubject } from "./letters/letter-office.ts";

function scripted(): ChannelUnderTest {
  const channel = scriptedChannel();
  let arrived: ((value: unknown) => void) | null = null;
  const { send } = channel;
  channel.send = (...given) => {
    const sending = send(...given);
    arrived?.(null);
    return sending;
  };
  return {
    channel,
    address: "ada",
    say: ({ eventId, text }) => channel.say("ada", text, { eventId }),
    delivered: () => channel.sentTo("ada"),
    offered: () => channel.sent.at(-1)?.content.options?.map(({ title }) => title) ?? [],
    press: ({ eventId, optionId }) => channel.say("ada", { eventId, choice: { id: optionId } }),
    receipt: (externalId, status) => channel.receipt(externalId, status),
    failNext: (failure) => channel.failNext(new ChannelError(failure?.kind ?? "transient", "It fails.", failure)),
    failures: ["window_closed", "rate_limited", "blocked", "auth", "invalid", "transient", "unknown"],
    stallNext() {
      channel.hold();
      return new Promise((resolve) => {
        arrived = resolve;
      });
    },
    honoursKeys: true,
  };
}

for (const { name, run } of channelAdapterContract(scripted)) test(`the scripted channel ${name}`, run);
for (const { name, run } of channelAdapterContract(letterSubject)) test(`a sound channel ${name}`, run);

const contract = channelAdapterContract(letterSubject).map(({ name }) => name);

test.each(brokenChannels)("a channel that $fault does not keep the contract", async ({ contractCase, create }) => {
  const [found] = channelAdapterContract(create).filter(({ name }) => name === contractCase);
  expect(found, `There is no case "${contractCase}".`).toBeDefined();
  await expect(found?.run()).rejects.toThrow();
});

test("for each case of the contract there is a channel that breaks it", () => {
  const broken = new Set(brokenChannels.map(({ contractCase }) => contractCase));
  expect(contract.filter((name) => !broken.has(name))).toEqual([]);
});
