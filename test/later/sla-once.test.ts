import fc from "fast-check";
import { CustomerServiceError, type ServiceEvent } from "kefu";
import { postgresTicketStore } from "kefu/postgres";
import { sqliteTicketStore } from "kefu/sqlite";
import { scriptedChannel, seededRandom, simulatedClock } from "kefu/testing";
import { describe, expect, test } from "vitest";
import { openMsBetween } from "../../src/model/calendar.ts";
import { stores, type TestDesk, technicalIssue, unstartedDesk, until } from "../harness.ts";
import { freshSchema } from "../postgres/database.ts";
import { temporaryPath } from "../stores/sqlite-files.ts";
import { clockEvents, slaDesk, slaOf } from "./sla-desk.ts";

const policies = [
  { name: "urgent", when: { priorities: ["urgent"] }, firstResponseMinutes: 10, nextResponseMinutes: 10 },
  {
    ...{ name: "others", firstResponseMinutes: 30, nextResponseMinutes: 15 },
    ...{ resolutionMinutes: 90, totalResolutionMinutes: 120 },
  },
] as const;
const options = { unansweredMinutes: null, sla: policies, autoCloseDays: 1 };

/** What people do with Ada's ticket. */
const acts = {
  take: ({ service }, id) => service.tickets.take(id, { agentId: "li" }),
  reply: ({ service }, id) => service.tickets.reply(id, { agentId: "li", text: "Please try again." }),
  setPending: ({ service }, id) => service.tickets.setPending(id, { agentId: "li" }),
  handBack: ({ service }, id) => service.tickets.handBack(id),
  escalate: ({ service }, id) => service.tickets.escalate(id, { reason: "over my head" }),
  resolve: ({ service }, id) => service.tickets.resolve(id),
  close: ({ service }, id) => service.tickets.close(id),
  reopen: ({ service }, id) => service.tickets.reopen(id),
} satisfies Record<string, (made: TestDesk, ticketId: string) => Promise<unknown>>;

type Step = keyof typeof acts | "say" | "say urgently" | "restart" | { readonly minutes: number };

const steps = fc.array(
  fc.oneof(
    fc.constantFrom<Step>("say", "say urgently", "reply", "reply", "setPending", ...(Object.keys(acts) as Step[])),
    fc.record({ minutes: fc.constantFrom(1, 4, 7, 12, 30, 200, 2_000) }),
  ),
  { minLength: 10, maxLength: 40 },
);

async function take(made: TestDesk, step: Exclude<Step, "restart">): Promise<void> {
  if (typeof step === "object") return made.pass(step);
  if (step === "say" || step === "say urgently") {
    return made.say("ada", step === "say" ? technicalIssue : "It is urgent, asap! The app crashes");
  }
  const { id } = await made.ticketOf("ada");
  await acts[step](made, id).catch((error: unknown) => {
    if (!(error instanceof CustomerServiceError && /\.(refused|bad_move)$/.test(error.code))) throw error;
  });
  await made.service.idle();
}

/** What must be true of Ada's clocks whatever happened, given all that was ever told. */
async function expectTruth(made: TestDesk, events: readonly ServiceEvent[]): Promise<void> {
  const told = clockEvents({ events }).filter((event) => !event.startsWith("fulfilled"));
  expect(new Set(told).size).toBe(told.length);
  const { clocks, intervals, findings } = await slaOf(made);
  const nameOf = ({ metric, instance }: (typeof clocks)[number]) => `${metric} ${instance}`;
  expect(told.filter((event) => event.startsWith("breached")).sort()).toEqual(
    clocks
      .filter(({ breachedAt }) => breachedAt !== null)
      .map((clock) => `breached ${nameOf(clock)}`)
      .sort(),
  );
  // Whoever is over a target was told of it.
  for (const { remainingMs, breachedAt } of clocks) if (remainingMs < 0) expect(breachedAt).not.toBeNull();
  const { createdAt } = await made.ticketOf("ada");
  for (const metric of new Set(clocks.map((clock) => clock.metric))) {
    const tiles = intervals.filter((interval) => interval.metric === metric);
    expect(tiles[0]?.from).toEqual(createdAt);
    expect(tiles.at(-1)?.to).toBeNull();
    for (const [place, tile] of tiles.slice(1).entries()) expect(tile.from).toEqual(tiles[place]?.to);
    for (const clock of clocks.filter((one) => one.metric === metric)) {
      const ran = tiles.filter(({ state, instance }) => state === "running" && instance === clock.instance);
      const sum = ran.reduce((ms, { from, to }) => ms + openMsBetween(null, from, to ?? made.clock.now()), 0);
      expect(sum).toBe(clock.elapsedMs);
    }
  }
  expect(findings.filter(({ rule }) => rule === "clock_disagrees")).toEqual([]);
  expect((await made.service.check()).violations).toEqual([]);
}

describe.each(stores)("under random traffic on $name", ({ open }) => {
  test("every warning and breach is told once, and the ledger tiles the ticket's life as the clocks counted it", async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (chosen) => {
        const made = await slaDesk(open(), {}, { ...options, escalation: {} });
        await made.say("ada", technicalIssue);
        for (const step of chosen) if (step !== "restart") await take(made, step);
        if ((await slaOf(made)).clocks.length > 0)
          await expectTruth(made, eventsOfTicket(made, (await made.ticketOf("ada")).id));
        await made.service.stop();
      }),
      { numRuns: 25, seed: 7 },
    );
  }, 120_000);
});

test("every warning and breach is told once, whatever restarts lie between", async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (chosen) => {
      const path = temporaryPath();
      const clock = simulatedClock();
      const channel = scriptedChannel({ id: "telegram", kind: "telegram" });
      const events: ServiceEvent[] = [];
      let made: TestDesk | null = null;
      const restarted = async (): Promise<TestDesk> => {
        await made?.service.stop({ graceMs: 0 });
        events.push(...(made?.events ?? []));
        const random = seededRandom(events.length);
        const next = unstartedDesk({ ...options, store: sqliteTicketStore(path), clock, channel, random });
        await next.service.start();
        made = next;
        return next;
      };
      let current = await restarted();
      await current.say("ada", technicalIssue);
      for (const step of chosen) {
        if (typeof step === "object") {
          // Half of the time passes without any desk.
          await current.service.stop({ graceMs: 0 });
          await clock.advance({ minutes: step.minutes / 2 });
          current = await restarted();
          await current.pass({ minutes: step.minutes / 2 });
        } else if (step !== "restart") await take(current, step);
      }
      current = await restarted();
      const { id } = await current.ticketOf("ada");
      await expectTruth(
        current,
        events.filter((event) => isOf(event, id)),
      );
      await current.service.stop();
    }),
    { numRuns: 20, seed: 7 },
  );
}, 120_000);

test("a desk that gave up its policies lets its clocks go, without a breach", async () => {
  const path = temporaryPath();
  const clock = simulatedClock();
  const channel = scriptedChannel({ id: "telegram", kind: "telegram" });
  const first = unstartedDesk({ ...options, store: sqliteTicketStore(path), clock, channel });
  await first.service.start();
  await first.say("ada", technicalIssue);
  await first.service.stop();
  const store = sqliteTicketStore(path);
  const second = unstartedDesk({ ...options, sla: [], store, clock, channel, random: seededRandom(2) });
  await second.service.start();
  await second.pass({ hours: 3 });
  expect(clockEvents(second)).toEqual([]);
  expect(new Set((await slaOf(second)).clocks.map(({ state }) => state))).toEqual(new Set(["cancelled"]));
  expect((await second.service.check()).violations).toEqual([]);
});

test("two desks on one database tell each warning and each breach once", async () => {
  const { pool, schema } = await freshSchema();
  const clock = simulatedClock();
  const channel = scriptedChannel({ id: "telegram", kind: "telegram" });
  const events: ServiceEvent[] = [];
  const desks = [1, 2].map((seed) => {
    const store = postgresTicketStore({ pool, schema, time: "service" });
    const own = seed === 1 ? channel : scriptedChannel({ id: "telegram", kind: "telegram" });
    return { store, made: unstartedDesk({ ...options, store, clock, channel: own, random: seededRandom(seed) }) };
  });
  await desks[0]?.store.migrate();
  for (const { made } of desks) {
    made.service.onAny((event) => void events.push(event));
    await made.service.start();
  }
  const people = Array.from({ length: 12 }, (_, place) => `person-${place}`);
  for (const person of people) await channel.say(person, technicalIssue);
  const told = (what: string) => events.filter(({ name }) => name === what).length;
  await until(() => told("ticket.opened") === people.length);
  for (let minutes = 0; minutes < 31; minutes += 1) {
    await clock.advance({ minutes: 1 });
    await Promise.all(desks.map(({ made }) => made.service.idle()));
  }
  await until(() => told("sla.breached") >= people.length);
  await Promise.all(desks.map(({ made }) => made.service.idle()));
  expect([told("sla.warned"), told("sla.breached")]).toEqual([people.length, people.length]);
  const [first] = desks;
  for (const person of people) {
    const ticket = await first?.made.ticketOf(person);
    const log = (await first?.made.service.tickets.history(ticket?.id ?? "")) ?? [];
    const deeds = log.flatMap(({ fact }) =>
      fact.kind === "sla" && fact.metric === "first_response" ? [fact.deed] : [],
    );
    expect(deeds).toEqual(["started", "warned", "breached"]);
  }
}, 60_000);

function eventsOfTicket({ events }: TestDesk, ticketId: string): readonly ServiceEvent[] {
  return events.filter((event) => isOf(event, ticketId));
}

function isOf({ payload }: ServiceEvent, ticketId: string): boolean {
  return "slaClock" in payload && payload.slaClock.ticketId === ticketId;
}
