import type { JobRecord, Violation } from "kefu";
import { describe, expect, test } from "vitest";
import { desk, offTopic, stores, technicalIssue } from "../harness.ts";
import { brokenStore } from "../stores/broken/broken-store.ts";
import { busyDesk, damages, damagesOfMerges } from "./damages.ts";
import { change } from "./stored.ts";

describe.each(stores)("checking a desk on $name", ({ open }) => {
  test("one that is in order has no violations, and everything is looked at", async () => {
    const { service } = await busyDesk(open());
    const { checked, violations } = await service.check();
    expect(violations).toEqual([]);
    expect(checked).toMatchObject({ identities: 6, conversations: 6, tickets: 6, surveys: 1, agents: 2 });
    expect(checked.messages).toBeGreaterThanOrEqual(12);
    expect(checked.jobs).toBeGreaterThanOrEqual(5);
  });

  test.each([...damages, ...damagesOfMerges])("%s is told: %j", async (_, rules, harm) => {
    const store = open();
    const made = await busyDesk(store);
    await harm(store, made);
    const { violations } = await made.service.check();
    expect(violations.map(({ rule }) => rule).sort()).toEqual(rules);
    for (const { sentence } of violations) expect(sentence).toMatch(/^[A-Z].*\.$/);
  });

  test("a violation names its subject", async () => {
    const store = open();
    const { service, ticketOf } = await busyDesk(store);
    const { id } = await ticketOf("ada");
    await change(store, "ticket", id, { waiting: true });
    const expected: Violation = {
      rule: "ticket.two_owners",
      subject: { kind: "ticket", id },
      sentence: `Ticket ${id} waits in its queue, and agent li has it.`,
    };
    expect((await service.check()).violations).toEqual([expected]);
  });

  test.each<[string, string, (job: JobRecord) => JobRecord]>([
    ["claimed jobs of one lane", "job.lane_claimed_twice", (job) => ({ ...job, lane: "in:x", state: "claimed" })],
    ["live jobs of one key", "job.key_doubled", (job) => ({ ...job, key: "x" })],
  ])("two %s are told", async (_, rule, alike) => {
    let isBroken = false;
    const store = brokenStore(open(), {
      reader: (reader) => ({
        async findJobs(state, page) {
          const jobs = await reader.findJobs(state, page);
          return isBroken ? jobs.map((job, place) => (place < 2 ? alike(job) : job)) : jobs;
        },
      }),
    });
    const { service } = await busyDesk(store);
    isBroken = true;
    const { violations } = await service.check();
    expect(violations.map((violation) => violation.rule)).toEqual([rule, rule]);
    expect(violations.map(({ subject }) => subject.kind)).toEqual(["job", "job"]);
  });

  test("two claims of a lane, of which one was over when the other began, are not told", async () => {
    let scans = Number.POSITIVE_INFINITY;
    const store = brokenStore(open(), {
      reader: (reader) => ({
        async findJobs(state, page) {
          const jobs = await reader.findJobs(state, page);
          scans += 1;
          // The walk, what it doubts, and the first of two readings in the transaction.
          return scans > 3 ? jobs : jobs.map((job) => ({ ...job, lane: "in:x", state: "claimed" as const }));
        },
      }),
    });
    const { service } = await busyDesk(store);
    scans = 0;
    expect((await service.check()).violations).toEqual([]);
    expect(scans).toBeGreaterThan(3);
  });

  test("a ticket that slips by while those of an agent are counted is looked for again", async () => {
    let slips = 0;
    const store = brokenStore(open(), {
      reader: (reader) => ({
        async find(kind, index, key, page) {
          const found = await reader.find(kind, index, key, page);
          if (index !== "ofAgent" || slips === 0) return found;
          slips -= 1;
          return [];
        },
      }),
    });
    const { service, say } = await desk({ store, agents: [{ id: "li" }] });
    await say("ada", offTopic);
    slips = 8;
    expect((await service.check()).violations).toEqual([]);
    expect(slips).toBe(0);
  });

  test("what only seemed wrong, since it changed while it was read, is not told", async () => {
    let isTorn = false;
    let tornReads = 0;
    const store = brokenStore(open(), {
      store: (whole) => ({
        read: (tenant, work) =>
          whole.read(tenant, (reader) =>
            work({
              ...{ tenant: reader.tenant, now: reader.now },
              get: (kind, id, options) => reader.get(kind, id, options),
              readLog: (log, page) => reader.readLog(log, page),
              findJobs: async (state, page) => (isTorn ? [] : reader.findJobs(state, page)),
              async find(kind, index, key, page) {
                const found = await reader.find(kind, index, key, page);
                if (!isTorn || kind !== "message") return found;
                tornReads += 1;
                return found.slice(1);
              },
            }),
          ),
      }),
    });
    const { service } = await busyDesk(store);
    isTorn = true;
    expect((await service.check()).violations).toEqual([]);
    expect(tornReads).toBeGreaterThan(0);
  });

  test("timers that the policy does not ask for are not missed", async () => {
    const policy = { unansweredMinutes: null, autoCloseDays: null, survey: false } as const;
    const { service } = await busyDesk(open(), { ...policy, escalation: { levels: [["supervisor"]] } });
    const { checked, violations } = await service.check();
    expect(violations).toEqual([]);
    // Only that of the last level, which tells when it did not acknowledge either.
    expect(checked.jobs).toBe(1);
  });

  test("a ticket that escalated by itself and was taken then needs no second timer", async () => {
    const { service, say, ticketOf, pass } = await desk({ store: open() });
    await say("ada", technicalIssue);
    await pass({ hours: 2 });
    await service.tickets.take((await ticketOf("ada")).id, { agentId: "li" });
    expect((await service.check()).violations).toEqual([]);
  });

  test("more than a page of everything is looked at, without keeping it", async () => {
    const { service, channel } = await desk({ store: open(), agents: [{ id: "li", capacity: 1_000 }] });
    for (let number = 0; number < 600; number += 1) await channel.say(`p${number}`, offTopic);
    await service.idle();
    for (let number = 0; number < 600; number += 1) await channel.say("p0", `and ${number}`);
    await service.idle();
    const { checked, violations } = await service.check();
    expect(violations).toEqual([]);
    expect(checked).toMatchObject({ conversations: 600, tickets: 600, agents: 1, jobs: 600 });
    expect(checked.messages).toBeGreaterThanOrEqual(1_800);
  });
});
