import type { TicketStore } from "kefu";
import { describe, expect, test } from "vitest";
import { stores, type TestDesk, technicalIssue } from "../harness.ts";
import { slaDesk } from "../later/sla-desk.ts";
import { change, loseJobs } from "./stored.ts";

/** Ada's ticket waits for its first answer, Bob's for the next one, Cem's for Cem, Dan's is resolved. */
async function busyDesk(store: TicketStore): Promise<TestDesk> {
  const targets = { firstResponseMinutes: 30, nextResponseMinutes: 30, resolutionMinutes: 60 };
  const made = await slaDesk(store, targets, { agents: [{ id: "li", capacity: 9 }] });
  const { say, service, ticketOf, pass } = made;
  for (const person of ["ada", "bob", "cem", "dan"]) await say(person, technicalIssue);
  for (const person of ["bob", "cem"]) {
    await service.tickets.reply((await ticketOf(person)).id, { agentId: "li", text: "Which version?" });
  }
  await pass({ minutes: 1 });
  await say("bob", "1.2");
  await service.tickets.setPending((await ticketOf("cem")).id, { agentId: "li" });
  await service.tickets.resolve((await ticketOf("dan")).id, { agentId: "li" });
  await service.idle();
  return made;
}

type Harm = (store: TicketStore, clockOf: (person: string, clock: string) => Promise<string>) => Promise<void>;

const damages: readonly (readonly [what: string, rules: readonly string[], harm: Harm])[] = [
  [
    "running clocks without their timers",
    ["ada", "ada", "bob", "bob"].map(() => "sla_clock.timer_missing"),
    (store) => loseJobs(store, "sla.due"),
  ],
  [
    "a clock that runs on though its ticket is resolved",
    ["sla_clock.outlives_ticket"],
    async (store, clockOf) => change(store, "slaClock", await clockOf("dan", "resolution:1"), { state: "paused" }),
  ],
  [
    "a clock that stands still though its ticket is worked on",
    ["sla_clock.state_wrong"],
    async (store, clockOf) => change(store, "slaClock", await clockOf("ada", "resolution:1"), { state: "paused" }),
  ],
  [
    "a clock that runs though its ticket waits for the customer, without a timer",
    ["sla_clock.state_wrong", "sla_clock.timer_missing"],
    async (store, clockOf) =>
      change(store, "slaClock", await clockOf("cem", "resolution:1"), {
        ...{ state: "running", runningSince: new Date(0), dueAt: new Date(0), warnedAt: new Date(0) },
      }),
  ],
];

describe.each(stores)("checking SLA clocks on $name", ({ open }) => {
  test("those of a busy desk are in order, now and when everything is breached", async () => {
    const { service, pass } = await busyDesk(open());
    expect((await service.check()).violations).toEqual([]);
    await pass({ hours: 3 });
    expect((await service.check()).violations).toEqual([]);
  });

  test.each(damages)("%s: %j", async (_, rules, harm) => {
    const store = open();
    const { service, ticketOf } = await busyDesk(store);
    await harm(store, async (person, clock) => `${(await ticketOf(person)).id}:${clock}`);
    const { violations } = await service.check();
    expect(violations.map(({ rule }) => rule).sort()).toEqual(rules);
    for (const { sentence } of violations) expect(sentence).toMatch(/^SLA clock.*\.$/);
  });

  test("two clocks for one answer", async () => {
    const store = open();
    const { service, ticketOf } = await busyDesk(store);
    const { id } = await ticketOf("bob");
    await store.transact("default", async (tx) => {
      const clock = await tx.get("slaClock", `${id}:next_response:1`);
      if (clock === null) throw new Error("There is no clock.");
      const breachedAt = tx.now;
      await tx.put("slaClock", { ...clock, id: `${id}:next_response:2`, instance: 2, version: 0, breachedAt });
    });
    expect((await service.check()).violations).toMatchObject([
      { rule: "sla_clock.two_run", subject: { kind: "slaClock", id: `${id}:next_response:1` } },
    ]);
  });

  test("an erased customer's clocks and timers are gone with their tickets", async () => {
    const store = open();
    const { service, ticketOf } = await busyDesk(store);
    const { id, customerId } = await ticketOf("bob");
    const erasure = await service.customers.erase(customerId);
    expect(erasure.removed).toMatchObject({ slaClock: 3, ticket: 1 });
    expect(await store.maintenance.mentions("default", [id])).toEqual([]);
    expect((await service.check()).violations).toEqual([]);
  });

  test("clocks that a desk without policies left behind are let go by the next that has some", async () => {
    const store = open();
    const { service, ticketOf, pass } = await busyDesk(store);
    const { id } = await ticketOf("dan");
    const running = { state: "running", runningSince: new Date(0), dueAt: new Date(0), endedAt: null } as const;
    await change(store, "slaClock", `${id}:resolution:1`, running);
    await store.transact("default", (tx) =>
      tx.schedule({
        kind: "sla.due",
        key: `sla:${id}:resolution:1`,
        payload: { ticketId: id, clockId: `${id}:resolution:1` },
      }),
    );
    service.wake();
    await pass({ minutes: 1 });
    const { clocks } = await service.tickets.sla(id);
    expect(clocks).toMatchObject([
      { metric: "first_response" },
      { metric: "resolution", state: "cancelled", breachedAt: null },
    ]);
  });
});
