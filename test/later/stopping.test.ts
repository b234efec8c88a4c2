import type { ChannelAdapter, Logger } from "kefu";
import { sqliteTicketStore } from "kefu/sqlite";
import { type ScriptedChannel, scriptedChannel, simulatedClock } from "kefu/testing";
import { describe, expect, test } from "vitest";
import { stores, unstartedDesk, until } from "../harness.ts";
import { temporaryPath } from "../stores/sqlite-files.ts";

function telegram(changes: (channel: ScriptedChannel) => Partial<ChannelAdapter>): ScriptedChannel {
  const channel = scriptedChannel({ id: "telegram", kind: "telegram" });
  return { ...channel, ...changes(channel) };
}

describe.each(stores)("stopping a desk on $name", ({ open }) => {
  test("an answer on its way out is sent before its channel stops", async () => {
    const order: string[] = [];
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const channel = telegram((scripted) => ({
      async send(message, options) {
        order.push("sending");
        await held;
        const receipt = await scripted.send(message, options);
        order.push("sent");
        return receipt;
      },
      async stop() {
        order.push("stopping");
        await scripted.stop();
      },
    }));
    const { service } = unstartedDesk({ store: open(), channel });
    await service.start();
    await channel.say("ada", "refund policy");
    await until(() => order.length === 1);
    const stopped = service.stop();
    await new Promise<void>((resolve) => void setImmediate(resolve));
    await expect(channel.say("bob", "hello")).rejects.toMatchObject({ code: "service.not_running" });
    expect(order).toEqual(["sending"]);
    release();
    await stopped;
    expect(order).toEqual(["sending", "sent", "stopping"]);
    expect(channel.sentTo("ada")).toEqual(["Please see our refund policy page"]);
  });

  test("a channel that hangs as it stops is left after ten seconds, which is logged, and the others stop", async () => {
    const errors: string[] = [];
    const ignore = () => {};
    const logger: Logger = {
      ...{ debug: ignore, info: ignore, warn: ignore },
      error: (_: unknown, sentence: string) => void errors.push(sentence),
    };
    const stops: string[] = [];
    const hanging = telegram(() => ({ stop: () => new Promise<void>(() => {}) }));
    const other = scriptedChannel({ id: "web" });
    const web: ChannelAdapter = {
      ...other,
      async stop() {
        stops.push("web");
        await other.stop();
      },
    };
    const clock = simulatedClock();
    const { service } = unstartedDesk({ store: open(), clock, channel: hanging, channels: [hanging, web], logger });
    await service.start();
    let ended = false;
    const stopped = service.stop().then(() => {
      ended = true;
    });
    await until(() => stops.length === 1);
    await clock.advance({ seconds: 9 });
    expect(ended).toBe(false);
    await clock.advance({ seconds: 1 });
    await stopped;
    expect(errors).toEqual(["Channel telegram did not stop cleanly."]);
  });
});

test("a message that is answered while the desk stops is answered once, by this desk or the next", async () => {
  const path = temporaryPath();
  const clock = simulatedClock();
  const channel = telegram((scripted) => ({
    async stop() {
      await new Promise<void>((resolve) => void setImmediate(resolve));
      await scripted.stop();
    },
  }));
  const first = unstartedDesk({ store: sqliteTicketStore(path), clock, channel });
  await first.service.start();
  await channel.say("ada", "refund policy");
  await first.service.stop();
  const second = unstartedDesk({ store: sqliteTicketStore(path), clock, channel });
  await second.service.start();
  await second.service.idle();
  expect(channel.sentTo("ada")).toEqual(["Please see our refund policy page"]);
});
