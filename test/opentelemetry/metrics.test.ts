import { CustomerServiceError, sortableIds, type TicketStore } from "kefu";
import { sqliteTicketStore } from "kefu/sqlite";
import { scriptedChannel, seededRandom, simulatedClock } from "kefu/testing";
import { describe, expect, test } from "vitest";
import { desk, slowAnswerer, stores, type TestDeskOptions, technicalIssue, until } from "../harness.ts";
import { brokenStore } from "../stores/broken/broken-store.ts";
import { temporaryPath } from "../stores/sqlite-files.ts";
import { type RecordedPoint, recordedTelemetry } from "./recorded-telemetry.ts";

const question = "How do I reset my password";

/** The points of one kind of job or one channel. */
function at(destination: string, points: readonly RecordedPoint[]): readonly RecordedPoint[] {
  return points.filter(({ attributes }) => attributes["messaging.destination.name"] === destination);
}

/** Ids of which those for tickets cannot be made for the first so many times. */
function idsWithoutTickets(failures: number) {
  const ids = sortableIds(simulatedClock(), seededRandom(1));
  let left = failures;
  const ticket = () => {
    if (left === 0) return ids.ticket();
    left -= 1;
    throw new Error("There are no more ids.");
  };
  return { row: () => ids.row(), ticket };
}

describe.each(stores)("metrics on $name", ({ open }) => {
  async function measuredDesk(options: Partial<TestDeskOptions> = {}) {
    const clock = simulatedClock();
    const recorded = await recordedTelemetry(clock);
    const made = await desk({ store: open(), clock, telemetry: recorded.telemetry, ...options });
    await made.service.idle();
    return { ...made, ...recorded };
  }

  test("count messages and jobs, and measure how long they take", async () => {
    const { channel, service, clock, points } = await measuredDesk();
    channel.hold();
    await channel.say("ada", question);
    await until(() => channel.sendCalls === 1);
    await clock.advance({ seconds: 3 });
    channel.release();
    await service.idle();
    expect(await points("messaging.client.sent.messages")).toEqual([
      {
        attributes: {
          "messaging.system": "kefu",
          "messaging.operation.name": "send",
          "messaging.operation.type": "send",
          "messaging.destination.name": "telegram",
        },
        value: 1,
      },
    ]);
    expect(at("turn", await points("messaging.client.consumed.messages"))).toMatchObject([{ value: 1 }]);
    const operations = at("telegram", await points("messaging.client.operation.duration"));
    expect(operations.map(({ attributes, value }) => [attributes["messaging.operation.name"], value])).toMatchObject([
      ["receive", { count: 1, sum: 0 }],
      ["send", { count: 1, sum: 3 }],
    ]);
    const jobs = await points("messaging.process.duration");
    expect(at("turn", jobs)).toMatchObject([{ value: { count: 1, sum: 0 } }]);
    expect(at("deliver", jobs)).toMatchObject([{ value: { count: 1, sum: 3 } }]);
  });

  test("tell failures from the rest by the kind of error", async () => {
    const { say, pass, channel, points } = await measuredDesk();
    channel.failNext(new RangeError("no such thing"));
    await say("ada", question);
    await pass({ minutes: 1 });
    await say("ada", question);
    const sent = at("telegram", await points("messaging.client.sent.messages"));
    expect(sent.map(({ attributes, value }) => [attributes["error.type"], value])).toEqual([
      ["RangeError", 1],
      [undefined, 1],
    ]);
  });

  test("count what was given up", async () => {
    const { say, pass, points } = await measuredDesk({ ids: idsWithoutTickets(8) });
    await say("ada", technicalIssue);
    expect(await points("kefu.job.dead_letters")).toEqual([]);
    await pass({ minutes: 30 });
    const attributes = { "messaging.system": "kefu", "messaging.destination.name": "turn" };
    expect(await points("kefu.job.dead_letters")).toEqual([{ attributes, value: 1 }]);
  });

  test("tell how the jobs stand, and read that once in each collection", async () => {
    let reads = 0;
    const counted = (store: TicketStore) =>
      brokenStore(store, {
        store: (whole) => ({
          maintenance: {
            ...whole.maintenance,
            jobStatistics(tenant) {
              reads += 1;
              return whole.maintenance.jobStatistics(tenant);
            },
          },
        }),
      });
    const answerer = slowAnswerer();
    const { channel, service, clock, points, collect } = await measuredDesk({
      ...{ store: counted(open()), answerers: [answerer], concurrency: 1, unansweredMinutes: 60 },
    });
    expect((await points("kefu.job.count")).map(({ value }) => value)).toEqual([0, 0, 0, 0]);
    await channel.say("ada", "a slow question");
    await until(() => answerer.asked() === 1);
    await channel.say("bob", technicalIssue);
    await clock.advance({ seconds: 2 });
    expect(await points("kefu.job.count")).toEqual(
      Object.entries({ ready: 1, scheduled: 0, claimed: 1, dead: 0 }).map(([state, value]) => ({
        attributes: { "kefu.tenant": "default", "kefu.job.state": state },
        value,
      })),
    );
    expect(await points("kefu.job.oldest_ready.age")).toEqual([{ attributes: { "kefu.tenant": "default" }, value: 2 }]);
    answerer.answerWith("There you are.");
    await service.idle();
    expect((await points("kefu.job.count")).map(({ value }) => value)).toEqual([0, 1, 0, 0]);
    expect(reads).toBe(4);
    await service.stop();
    await collect();
    expect(reads).toBe(4);
  });

  test("count leases that were lost while the job was done", async () => {
    let lost = false;
    const store = brokenStore(open(), {
      transaction: (tx) => ({
        settle(job, settlement) {
          if (lost || job.kind !== "deliver") return tx.settle(job, settlement);
          lost = true;
          return Promise.reject(new CustomerServiceError("store.lease_lost", "Somebody else has it."));
        },
      }),
    });
    const { say, points } = await measuredDesk({ store });
    await say("ada", question);
    expect(at("deliver", await points("kefu.job.lease_losses"))).toMatchObject([{ value: 1 }]);
  });
});

test("a timer that fires late says by how much", async () => {
  const path = temporaryPath();
  const clock = simulatedClock();
  const { telemetry, points } = await recordedTelemetry(clock);
  const channel = scriptedChannel({ id: "telegram", kind: "telegram" });
  const options = () => ({ store: sqliteTicketStore(path), clock, channel, telemetry });
  const before = await desk(options());
  await before.say("ada", technicalIssue);
  await before.service.stop();
  await clock.advance({ hours: 3 });
  const after = await desk(options());
  await after.service.idle();
  expect(at("ticket.unanswered", await points("kefu.job.lateness"))).toMatchObject([
    { value: { count: 1, sum: 2 * 3_600 } },
  ]);
});
