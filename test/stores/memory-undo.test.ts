import { expect, test } from "vitest";
import type { Job } from "../../src/model/job.ts";
import type { StoreTransaction, TicketStore } from "../../src/ports/ticket-store.ts";
import { memoryTicketStore } from "../../src/stores/memory/memory-ticket-store.ts";
import { seededRandom } from "../../src/testing/seeded-random.ts";
import { simulatedClock } from "../../src/testing/simulated-clock.ts";
import { sampleEntry, sampleTicket } from "../../src/testing/ticket-store-contract/sample-records.ts";

const lease = { owner: "w", leaseMs: 3_000 } as const;

/** One step that chance chooses; `held` are claims by the name of their job, which both stores have in common. */
async function step(
  tx: StoreTransaction,
  choose: (count: number) => number,
  held: ReadonlyMap<string, Job>,
  name: string,
) {
  const key = `k-${choose(6)}`;
  const dueAt = new Date(tx.now.getTime() + choose(4_000) - 2_000);
  const job = [...held.values()][choose(Math.max(held.size, 1))];
  switch (choose(7)) {
    case 0: {
      const ticket = (await tx.get("ticket", key)) ?? sampleTicket(key);
      await tx.put("ticket", { ...ticket, status: choose(2) === 0 ? "open" : "pending", createdAt: dueAt });
      return;
    }
    case 1:
      return tx.append("ticket:T-1", sampleEntry(name));
    case 2:
      return void (await tx.mark("web", key));
    case 3:
    case 4: {
      const lane = choose(2) === 0 ? undefined : `lane-${choose(3)}`;
      const newJob = { kind: "test", payload: name, dueAt, lane, key: choose(2) === 0 ? undefined : key };
      return void (await tx.enqueue(newJob, choose(3) === 0 ? { owner: "at enqueue", leaseMs: 1_000 } : undefined));
    }
    case 5:
      return choose(2) === 0 ? tx.cancel(key) : tx.schedule({ kind: "timer", payload: name, key, dueAt });
    default:
      if (job === undefined) return;
      if (choose(3) === 0) return tx.settle(job, { outcome: "done" });
      if (choose(2) === 0) return tx.settle(job, { outcome: "dead", error: name });
      if (choose(2) === 0) return tx.settle(job, { outcome: "release" });
      return tx.settle(job, { outcome: "retry", at: dueAt, error: name });
  }
}

function withoutId({ id: _id, ...rest }: { readonly id: string }): object {
  return rest;
}

/** All that can be seen of a store, but for the ids of jobs. */
async function look(store: TicketStore): Promise<unknown> {
  const records = await store.transact("acme", async (tx) => [
    await tx.find("ticket", "byStatus", { status: "open" }, { limit: 99 }),
    await tx.find("ticket", "byStatus", { status: "pending" }, { limit: 99 }),
    await tx.readLog("ticket:T-1", { limit: 999 }),
    (await tx.findJobs("live", { limit: 999 })).map(withoutId),
    (await tx.findJobs("dead", { limit: 999 })).map(withoutId),
  ]);
  return [records, await store.nextDueAt("acme"), await store.maintenance.jobStatistics("acme")];
}

test("transactions that failed leave no trace: a store with them stays like one without", async () => {
  for (let seed = 1; seed <= 20; seed += 1) {
    const random = seededRandom(seed);
    const clock = simulatedClock();
    const stores = [memoryTicketStore(), memoryTicketStore()];
    for (const store of stores) await store.open({ clock });
    const held = stores.map(() => new Map<string, Job>());
    for (let round = 0; round < 60; round += 1) {
      const fails = random.fraction() < 0.5;
      const scriptSeed = Math.floor(random.fraction() * 1e9);
      for (const [place, store] of stores.entries()) {
        if (fails && place === 1) continue;
        const script = seededRandom(scriptSeed);
        const choose = (count: number) => Math.floor(script.fraction() * count);
        const run = store.transact("acme", async (tx) => {
          for (let number = choose(6); number >= 0; number -= 1) {
            await step(tx, choose, held[place] ?? new Map(), `${round}.${number}`);
          }
          if (fails) throw new Error("in vain");
        });
        // A claim settled twice is refused in both stores alike.
        await run.catch(() => {});
      }
      await clock.advance(Math.floor(random.fraction() * 1_500));
      const claims = await Promise.all(stores.map((store) => store.claim("acme", { limit: 2, lease })));
      const seen = claims.map((jobs) => jobs.map(withoutId));
      expect(seen[0]).toEqual(seen[1]);
      for (const [place, jobs] of claims.entries()) for (const job of jobs) held[place]?.set(String(job.payload), job);
      const [first, second] = await Promise.all(stores.map(look));
      expect(first).toEqual(second);
    }
  }
});
