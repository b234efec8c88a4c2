import { expect, test } from "vitest";
import { ChannelError } from "../../src/errors.ts";
import type { Notification } from "../../src/model/notification.ts";
import { channelNotifier } from "../../src/notifiers/channel-notifier.ts";
import { silentLogger } from "../../src/ports/logger.ts";
import { notifierContract } from "../../src/testing/notifier-contract.ts";
import { type ScriptedChannelOptions, scriptedChannel } from "../../src/testing/scripted-channel.ts";
import { simulatedClock } from "../../src/testing/simulated-clock.ts";

const notification: Notification = {
  key: "T-1:1:1",
  kind: "escalation",
  recipients: [],
  ticketId: "T-1",
  level: 1,
  instance: 1,
  title: "A ticket waits",
  text: "No reply for 60 minutes.",
  at: new Date("2026-01-05T08:59:00Z"),
};

async function startedChannel(options?: ScriptedChannelOptions) {
  const channel = scriptedChannel(options);
  await channel.start({ receive: async () => "accepted", clock: simulatedClock(), logger: silentLogger });
  return channel;
}
const signal = new AbortController().signal;

test("a person is told title and text on their thread, under the notification's key", async () => {
  const channel = await startedChannel();
  const notifier = channelNotifier({ id: "supervisor", channel, address: "lin" });
  await notifier.notify(notification, { signal });
  await notifier.notify(notification, { signal });
  expect(notifier.id).toBe("supervisor");
  expect(channel.sentTo("lin")).toEqual(["A ticket waits\n\nNo reply for 60 minutes."]);
  expect(channel.sent[0]?.idempotencyKey).toBe("T-1:1:1");
});

test("a text too long for one message goes out in several, each under a key of its own", async () => {
  const channel = await startedChannel({ capabilities: { text: { max: 20, unit: "utf16" } } });
  await channelNotifier({ channel, address: "lin" }).notify(notification, { signal });
  expect(channel.sentTo("lin")).toEqual(["A ticket waits", "No reply for 60", "minutes."]);
  expect(channel.sent.map((message) => message.idempotencyKey)).toEqual(["T-1:1:1", "T-1:1:1/2", "T-1:1:1/3"]);
});

test("the recipients of the level are told instead, each once", async () => {
  const channel = await startedChannel();
  const notifier = channelNotifier({ channel, address: "lin" });
  const toTwo = { ...notification, recipients: ["mo", "zhao"] };
  await notifier.notify(toTwo, { signal });
  await notifier.notify(toTwo, { signal });
  expect(channel.sentTo("lin")).toEqual([]);
  for (const person of toTwo.recipients) expect(channel.sentTo(person)).toHaveLength(1);
});

test("a channel that cannot send makes the notification fail, and the cause is kept", async () => {
  const channel = await startedChannel();
  const cause = new ChannelError("blocked", "The person is gone.");
  channel.failNext(cause);
  const notifier = channelNotifier({ channel, address: "lin" });
  await expect(notifier.notify(notification, { signal })).rejects.toMatchObject({ code: "notification.failed", cause });
});

const contract = notifierContract(async () => {
  const channel = await startedChannel();
  return {
    notifier: channelNotifier({ channel, address: "lin" }),
    delivered: () => channel.sent.map((message) => message.idempotencyKey),
    fail: () => channel.failNext(new ChannelError("transient", "Busy."), 100),
  };
});
for (const { name, run } of contract) test(`contract: ${name}`, run);
