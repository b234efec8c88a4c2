import fc from "fast-check";
import { ChannelError } from "kefu";
import { type ScriptedChannel, scriptedChannel, seededRandom } from "kefu/testing";
import { describe, expect, test } from "vitest";
import { ChannelHands, Hands } from "../../src/flow/channel-hands.ts";
import { paceAllowsAt, pacedAfter, SecondWindow } from "../../src/model/pace.ts";
import { desk, stores, technicalIssue } from "../harness.ts";

const pacing = { perSecond: 30, inConversation: () => ({ intervalMs: 1_000, burst: 1 }) };

/** The most sends in any span of so many milliseconds, wherever it begins. */
function mostWithin(times: readonly number[], ms: number): number {
  const sorted = [...times].sort((a, b) => a - b);
  return Math.max(0, ...sorted.map((from, index) => sorted.slice(index).filter((at) => at < from + ms).length));
}

describe.each(stores)("pacing on $name", ({ open }) => {
  test("a thread gets one message a second, in order, and other threads do not wait for it", async () => {
    const channel = scriptedChannel({ id: "telegram", kind: "telegram", capabilities: { pacing } });
    const { service, say, ticketOf, pass } = await desk({ store: open(), channel });
    await say("ada", technicalIssue);
    const { id } = await ticketOf("ada");
    const texts = Array.from({ length: 20 }, (_, index) => `reply ${index}`);
    for (const text of texts) await service.tickets.reply(id, { agentId: "li", text });
    await say("bob", "refund policy");
    expect(channel.sentTo("bob")).toHaveLength(1);
    await pass({ seconds: 30 });
    expect(channel.sentTo("ada").slice(1)).toEqual(texts);
    const times = channel.sent.filter(({ address }) => address === "ada").map(({ at }) => at.getTime());
    expect(mostWithin(times, 1_000)).toBe(1);
    expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeLessThanOrEqual(20_500);
  });

  test("all threads together keep within what the channel takes in a second, and nothing is kept longer than needed", async () => {
    const channel = scriptedChannel({ id: "telegram", kind: "telegram", capabilities: { pacing: { perSecond: 10 } } });
    const { service, clock, pass } = await desk({ store: open(), channel });
    const start = clock.now().getTime();
    await Promise.all(Array.from({ length: 60 }, (_, index) => channel.say(`person ${index}`, "refund policy")));
    await service.idle();
    await pass({ seconds: 20 });
    const times = channel.sent.map(({ at }) => at.getTime());
    expect(times).toHaveLength(60);
    expect(mostWithin(times, 1_000)).toBeLessThanOrEqual(10);
    expect(Math.max(...times) - start).toBeLessThan(12_000);
  });

  test("a message that waits for its turn uses up none of its attempts", async () => {
    const slow = { inConversation: () => ({ intervalMs: 60_000, burst: 1 }) };
    const channel = scriptedChannel({ id: "telegram", kind: "telegram", capabilities: { pacing: slow } });
    const { say, pass, told } = await desk({ store: open(), channel });
    for (let count = 0; count < 5; count += 1) await say("ada", "refund policy");
    await pass({ minutes: 5 });
    expect(channel.sentTo("ada")).toHaveLength(5);
    expect(channel.sendCalls).toBe(5);
    expect(told("job.died")).toEqual([]);
  });

  test("when the channel as a whole asks for patience, all threads have it", async () => {
    const { say, channel, pass } = await desk({ store: open() });
    channel.failNext(new ChannelError("rate_limited", "slow down", { retryAfterMs: 30_000, scope: "channel" }));
    await say("ada", "refund policy");
    await say("bob", "refund policy");
    await pass({ seconds: 29 });
    expect(channel.sendCalls).toBe(1);
    await pass({ seconds: 2 });
    expect([channel.sentTo("ada").length, channel.sentTo("bob").length]).toEqual([1, 1]);
  });

  test("a channel that asks for a second each time is asked for a day, not for a hundred seconds", async () => {
    for (const retryAfterMs of [0, 1_000, Number.NaN, -5]) {
      const { say, channel, pass, told } = await desk({ store: open() });
      channel.failNext(new ChannelError("rate_limited", "slow", { retryAfterMs }), 1_000);
      await say("ada", "refund policy");
      await pass({ hours: 3 });
      expect(channel.sendCalls).toBeLessThan(30);
      channel.failNoMore();
      await pass({ minutes: 20 });
      expect(channel.sentTo("ada")).toHaveLength(1);
      expect(told("job.died")).toEqual([]);
    }
  });

  test("a wait that is no number does not open the gate to everybody", async () => {
    const channel = scriptedChannel({ id: "telegram", kind: "telegram", capabilities: { pacing: { perSecond: 1 } } });
    const { pass, service } = await desk({ store: open(), channel });
    channel.failNext(
      new ChannelError("rate_limited", "slow", { retryAfterMs: Number("Wed, 21 Oct"), scope: "channel" }),
    );
    await Promise.all(Array.from({ length: 20 }, (_, index) => channel.say(`person ${index}`, "refund policy")));
    await service.idle();
    await pass({ seconds: 60 });
    const times = channel.sent.map(({ at }) => at.getTime());
    expect(times).toHaveLength(20);
    expect(mostWithin(times, 1_000)).toBe(1);
  });

  test("less than one a second is kept, too", async () => {
    const channel = scriptedChannel({ id: "telegram", kind: "telegram", capabilities: { pacing: { perSecond: 0.2 } } });
    const { pass, service } = await desk({ store: open(), channel });
    await Promise.all(Array.from({ length: 6 }, (_, index) => channel.say(`person ${index}`, "refund policy")));
    await service.idle();
    await pass({ seconds: 60 });
    const times = channel.sent.map(({ at }) => at.getTime());
    expect(times).toHaveLength(6);
    expect(mostWithin(times, 5_000)).toBe(1);
  });

  test("threads that share a pace have it together", async () => {
    const inConversation = (address: string) => ({ intervalMs: 3_000, burst: 1, sharedBy: address.split("/")[0] });
    const channel = scriptedChannel({ id: "telegram", kind: "telegram", capabilities: { pacing: { inConversation } } });
    const { pass, service } = await desk({ store: open(), channel });
    for (const topic of ["-1/1", "-1/2", "-1/3", "-2/1"]) await channel.say(topic, "refund policy");
    await service.idle();
    await pass({ seconds: 20 });
    const timesOf = (group: string) =>
      channel.sent.filter(({ address }) => address.startsWith(group)).map(({ at }) => at.getTime());
    expect(mostWithin(timesOf("-1/"), 3_000)).toBe(1);
    expect(mostWithin([...timesOf("-1/"), ...timesOf("-2/")], 3_000)).toBe(2);
  });

  test("a channel that cannot tell its pace is sent to without one", async () => {
    const inConversation = () => {
      throw new Error("no pace");
    };
    const channel = scriptedChannel({ id: "telegram", kind: "telegram", capabilities: { pacing: { inConversation } } });
    const { say } = await desk({ store: open(), channel });
    await say("ada", "refund policy");
    expect(channel.sentTo("ada")).toHaveLength(1);
  });

  test("a channel that hangs leaves the others hands to send with", async () => {
    const hanging = scriptedChannel({ id: "sms" });
    const working = scriptedChannel({ id: "telegram", kind: "telegram" });
    const { service } = await desk({ store: open(), channel: working, channels: [hanging, working], concurrency: 8 });
    hanging.hold();
    await Promise.all(Array.from({ length: 20 }, (_, index) => hanging.say(`person ${index}`, "refund policy")));
    await working.say("ada", "refund policy");
    await expect.poll(() => working.sentTo("ada").length).toBe(1);
    expect(hanging.sendCalls).toBeLessThanOrEqual(6);
    hanging.release();
    await service.idle();
  });
});

test("1,000 messages to one chat and 100 chats at once, a third of the sends failing: each once, in order, within the limits", async () => {
  const inner = scriptedChannel({ id: "telegram", kind: "telegram", capabilities: { pacing } });
  const server = unreliable(inner);
  const { service, clock, say, ticketOf } = await desk({
    ...{ store: stores[0]?.open() ?? fail(), channel: inner, channels: [server.channel], unansweredMinutes: null },
  });
  await say("ada", technicalIssue);
  const { id } = await ticketOf("ada");
  const texts = Array.from({ length: 1_000 }, (_, index) => `reply ${index}`);
  for (const text of texts) await service.tickets.reply(id, { agentId: "li", text });
  const people = Array.from({ length: 100 }, (_, index) => `person ${index}`);
  for (const text of ["refund policy", "what are your opening hours"]) {
    await Promise.all(people.map((person) => inner.say(person, text)));
    await service.idle();
  }
  for (let minute = 0; minute < 120 && inner.sentTo("ada").length < 1_001; minute += 1) {
    await clock.advance({ minutes: 1 });
    await service.idle();
  }
  expect(inner.sentTo("ada").slice(1)).toEqual(texts);
  for (const person of people) {
    expect(inner.sentTo(person)).toEqual([
      expect.stringContaining("refund policy page"),
      expect.stringContaining("Monday to Friday"),
    ]);
  }
  expect(server.failures()).toBeGreaterThan(400);
  expect(mostWithin(server.callsTo("ada"), 1_000)).toBe(1);
  expect(mostWithin(server.calls(), 1_000)).toBeLessThanOrEqual(30);
}, 120_000);

/** A channel whose server answers a third of the sends with 429 or 5xx, and notes when each came. */
function unreliable(inner: ScriptedChannel) {
  const random = seededRandom(7);
  const calls: { readonly address: string; readonly at: number }[] = [];
  let failures = 0;
  let now = () => new Date(0);
  const channel = {
    ...inner,
    start: (context: Parameters<typeof inner.start>[0]) => {
      now = () => context.clock.now();
      return inner.start(context);
    },
    send: (...[message, options]: Parameters<typeof inner.send>) => {
      calls.push({ address: message.address, at: now().getTime() });
      const chance = random.fraction();
      if (chance > 1 / 3) return inner.send(message, options);
      failures += 1;
      throw chance < 1 / 6
        ? new ChannelError("rate_limited", "Too Many Requests", { retryAfterMs: 3_000 })
        : new ChannelError("transient", "Internal Server Error");
    },
  };
  return {
    channel,
    failures: () => failures,
    calls: () => calls.map(({ at }) => at),
    callsTo: (person: string) => calls.filter(({ address }) => address === person).map(({ at }) => at),
  };
}

describe("the hands of a process", () => {
  test("each channel leaves a quarter of what the others do not use, and gets its share back as sends end", () => {
    const hands = new Hands(64);
    const [one, two, three] = [new ChannelHands(hands), new ChannelHands(hands), new ChannelHands(hands)];
    const takeAll = (channel: ChannelHands) => {
      const taken: ((at: number) => void)[] = [];
      while (channel.turnAt(0) === 0) taken.push(channel.take(0));
      return taken;
    };
    const ofOne = takeAll(one);
    expect([ofOne.length, takeAll(two).length, takeAll(three).length]).toEqual([48, 12, 3]);
    expect(one.turnAt(10)).toBeGreaterThan(10);
    for (const end of ofOne.slice(0, 20)) end(10);
    expect(one.turnAt(10)).toBe(10);
  });

  test("who waits for a hand comes as fast as hands get free, and slowly while they hang", () => {
    const channel = new ChannelHands(new Hands(32));
    for (let turn = 0; turn < 24; turn += 1) channel.take(0);
    const soon = Array.from({ length: 24 }, () => channel.turnAt(40));
    expect((soon.at(-1) ?? 0) - 40).toBeLessThanOrEqual(60);
    const hanging = Array.from({ length: 24 }, () => channel.turnAt(20_000));
    expect((hanging.at(-1) ?? 0) - 20_000).toBeGreaterThan(10_000);
  });
});

describe("the rules of pace", () => {
  const gaps = fc.array(fc.integer({ min: 0, max: 3_000 }), { minLength: 1, maxLength: 200 });

  test("never more than the burst and one for each interval, however sends are asked for", () => {
    fc.assert(
      fc.property(
        gaps,
        fc.integer({ min: 1, max: 10 }),
        fc.integer({ min: 1, max: 2_000 }),
        (waits, burst, intervalMs) => {
          const sent: number[] = [];
          let state: number | undefined;
          let now = 0;
          for (const wait of waits) {
            now += wait;
            if (paceAllowsAt(state, { intervalMs, burst }) > now) continue;
            state = pacedAfter(state, { intervalMs, burst }, now);
            sent.push(now);
          }
          for (const [index, from] of sent.entries()) {
            const spans = sent.slice(index).map((to, count) => [to - from, count + 1] as const);
            for (const [span, count] of spans) expect(count).toBeLessThanOrEqual(burst + span / intervalMs);
          }
        },
      ),
    );
  });

  test("no second has more than its limit, and whoever waits as long as told is let through", () => {
    fc.assert(
      fc.property(gaps, fc.integer({ min: 1, max: 40 }), (waits, limit) => {
        const window = new SecondWindow(limit);
        const sent: number[] = [];
        let now = 0;
        for (const wait of waits) {
          now = Math.max(now + wait / 10, window.allowsAt());
          window.add(now);
          sent.push(now);
        }
        expect(mostWithin(sent, 1_000)).toBeLessThanOrEqual(limit);
      }),
    );
  });
});

function fail(): never {
  throw new Error("There is no store.");
}
