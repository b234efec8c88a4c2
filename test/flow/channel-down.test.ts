import { ChannelError } from "kefu";
import { scriptedChannel } from "kefu/testing";
import { describe, expect, test } from "vitest";
import { desk, stores, unstartedDesk, until } from "../harness.ts";
import { awayWhile } from "../stores/away-while.ts";

const away = new ChannelError("transient", "the line is dead");

describe.each(stores)("a channel that is down, on $name", ({ open }) => {
  async function downDesk() {
    const made = await desk({ store: open() });
    made.channel.failNext(away, 1_000);
    for (let index = 0; index < 20; index += 1) await made.say(`person ${index}`, "refund policy");
    return made;
  }

  test("is told once, spared but for one try at a time, and told again when it is healed", async () => {
    const { channel, told, pass, service, conversationOf } = await downDesk();
    const atFirst = channel.sendCalls;
    expect(atFirst).toBeLessThan(10);
    await pass({ hours: 6 });
    const { id } = await conversationOf("person 0");
    expect(await service.conversations.signal(id)).toBe(false);
    expect(told("channel.went_down")).toEqual([{ channelId: "telegram", reason: "the line is dead" }]);
    expect(channel.sendCalls - atFirst).toBeLessThan(100);
    expect(await service.health()).toMatchObject({
      status: "degraded",
      channels: [{ id: "telegram", downBecause: "the line is dead" }],
    });
    channel.failNoMore();
    await pass({ minutes: 10 });
    expect(channel.sent).toHaveLength(20);
    expect(told("channel.healed")).toMatchObject([{ channelId: "telegram" }]);
    expect(told("channel.healed")[0]?.downForMs).toBeGreaterThan(6 * 3_600_000);
    expect(told("message.failed")).toEqual([]);
    expect(await service.health()).toMatchObject({ channels: [{ downBecause: null }] });
  });

  test("refused credentials are found at once, and do not use up the messages that wait", async () => {
    const { channel, say, told, pass } = await desk({ store: open() });
    channel.failNext(new ChannelError("auth", "the token was revoked"), 1);
    await say("ada", "refund policy");
    expect(told("channel.went_down")).toMatchObject([{ reason: "the token was revoked" }]);
    await say("bob", "refund policy");
    expect(channel.sendCalls).toBe(1);
    await pass({ seconds: 10 });
    expect(channel.sentTo("bob")).toHaveLength(1);
    expect(told("channel.healed")).toHaveLength(1);
  });

  test("a channel that refuses a message is up again: it answers", async () => {
    const { channel, told, pass } = await downDesk();
    channel.failNoMore();
    channel.failNext(new ChannelError("invalid", "not this one"));
    await pass({ minutes: 10 });
    expect(told("channel.healed")).toHaveLength(1);
    expect(channel.sent).toHaveLength(19);
    expect(told("message.failed")).toHaveLength(1);
  });

  test("is told as healed also when what got through had begun before, or was a part of a message", async () => {
    const { channel, told, pass, service, clock } = await desk({ store: open() });
    channel.hold();
    for (let index = 0; index < 6; index += 1) await channel.say(`person ${index}`, "refund policy");
    await until(() => channel.sendCalls === 6);
    channel.failNext(away, 5);
    channel.release();
    await service.idle();
    await clock.advance({ minutes: 10 });
    await service.idle();
    expect(told("channel.went_down").length).toBe(told("channel.healed").length);
    await pass({ minutes: 10 });
    channel.failNext(away, 1_000);
    for (let index = 0; index < 10; index += 1) await channel.say(`other ${index}`, "refund policy");
    await service.idle();
    expect(told("channel.went_down").length - told("channel.healed").length).toBe(1);
    channel.failNoMore();
    await pass({ minutes: 10 });
    expect(told("channel.went_down").length).toBe(told("channel.healed").length);
  });

  test("a send whose outcome is unknown is not repeated because nobody could be told that the channel is down", async () => {
    let isAway = false;
    const store = awayWhile(open(), () => isAway);
    const inner = scriptedChannel({ id: "telegram", kind: "telegram" });
    const calls: string[] = [];
    const lossy = {
      ...inner,
      async send({ address }: Parameters<typeof inner.send>[0]) {
        calls.push(address);
        isAway = calls.length === 5;
        throw new ChannelError("unknown", "the answer was lost");
      },
    };
    const { service, clock, pass } = await desk({ store, channel: inner, channels: [lossy] });
    for (let index = 0; index < 5; index += 1) await inner.say(`person ${index}`, "refund policy");
    for (let look = 0; look < 50; look += 1) {
      await service.idle();
      isAway = false;
      await clock.advance({ seconds: 10 });
    }
    await pass({ minutes: 10 });
    expect(new Set(calls).size).toBe(calls.length);
  });

  test("messages that the channel refuses one by one do not make it one that is down", async () => {
    const { channel, say, told } = await desk({ store: open() });
    channel.failNext(new ChannelError("invalid", "no"), 30);
    for (let index = 0; index < 30; index += 1) await say(`person ${index}`, "refund policy");
    expect(told("channel.went_down")).toEqual([]);
    expect(channel.sendCalls).toBe(30);
  });
});

test("what was found down before a restart is told as healed after it", async () => {
  const { sqliteTicketStore } = await import("kefu/sqlite");
  const { mkdtempSync, rmSync } = await import("node:fs");
  const { tmpdir } = await import("node:os");
  const { join } = await import("node:path");
  const folder = mkdtempSync(join(tmpdir(), "kefu-"));
  try {
    const path = join(folder, "desk.db");
    const before = await desk({ store: sqliteTicketStore(path) });
    before.channel.failNext(away, 1_000);
    for (let index = 0; index < 8; index += 1) await before.say(`person ${index}`, "refund policy");
    expect(before.told("channel.went_down")).toHaveLength(1);
    await before.service.stop();
    const channel = scriptedChannel({ id: "telegram", kind: "telegram" });
    const after = unstartedDesk({ store: sqliteTicketStore(path), channel, clock: before.clock });
    await after.service.start();
    expect(await after.service.health()).toMatchObject({ channels: [{ downBecause: "the line is dead" }] });
    await after.pass({ minutes: 1 });
    expect(channel.sent).toHaveLength(8);
    expect(after.told("channel.healed")).toHaveLength(1);
    expect(after.told("channel.went_down")).toEqual([]);
    await after.service.stop();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
