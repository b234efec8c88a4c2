import { assertEqual, assertRejects } from "../assert.ts";
import { lease, nameOf } from "./sample-jobs.ts";
import { sampleConversation, sampleEntry, sampleTicket } from "./sample-records.ts";
import type { StoreCase } from "./store-case.ts";

const job = (name: string) => ({ kind: "test", payload: { name }, key: "k", lane: "lane" });

export const tenantCases: readonly StoreCase[] = [
  {
    name: "records, logs and marks of one tenant are not those of another",
    async check({ store }) {
      for (const tenant of ["a", "b"]) {
        await store.transact(tenant, async (tx) => {
          assertEqual(await tx.get("ticket", "T-1"), null, `The ticket of ${tenant} before it is put`);
          await tx.put("ticket", sampleTicket("T-1", { subject: tenant }));
          await tx.put("conversation", sampleConversation("c-1"));
          await tx.append("ticket:T-1", sampleEntry(tenant));
          assertEqual(await tx.mark("web", "1"), true, `The mark of ${tenant}`);
        });
      }
      for (const tenant of ["a", "b"]) {
        await store.transact(tenant, async (tx) => {
          assertEqual((await tx.get("ticket", "T-1"))?.subject, tenant, `The ticket of ${tenant}`);
          const found = await tx.find("ticket", "byStatus", { status: "open" }, { limit: 9 });
          assertEqual(
            found.map((ticket) => ticket.subject),
            [tenant],
            `What ${tenant} finds`,
          );
          assertEqual(await tx.readLog("ticket:T-1", { limit: 9 }), [sampleEntry(tenant)], `The log of ${tenant}`);
        });
      }
    },
  },
  {
    name: "jobs, keys, lanes and times of one tenant are not those of another",
    async check({ store, clock }) {
      await store.transact("a", (tx) => tx.enqueue(job("of a")));
      assertEqual(await store.nextDueAt("b"), null, "nextDueAt of b");
      assertEqual(await store.claim("b", { limit: 9, lease }), [], "What b claims");
      await store.transact("b", (tx) => tx.cancel("k"));
      await store.transact("b", (tx) => tx.enqueue(job("of b")));
      const ofA = await store.claim("a", { limit: 9, lease });
      const ofB = await store.claim("b", { limit: 9, lease });
      assertEqual([ofA.map(nameOf), ofB.map(nameOf)], [["of a"], ["of b"]], "What a and b claim");
      assertEqual([ofA[0]?.tenant, ofB[0]?.tenant], ["a", "b"], "The tenants of the jobs");
      await clock.advance(lease.leaseMs);
      assertEqual((await store.claim("a", { limit: 9, lease })).map(nameOf), ["of a"], "What a claims again");
    },
  },
  {
    name: "a claim of one tenant is neither settled nor renewed by another",
    async check({ store }) {
      await store.transact("a", (tx) => tx.enqueue(job("of a")));
      const [claimed] = await store.claim("a", { limit: 1, lease });
      if (claimed === undefined) throw new Error("The job of a must be claimed.");
      assertEqual(await store.renew("b", [claimed], 1_000), [], "What b renews");
      await assertRejects("store.lease_lost", () =>
        store.transact("b", (tx) => tx.settle(claimed, { outcome: "done" })),
      );
      await store.transact("a", (tx) => tx.settle(claimed, { outcome: "done" }));
    },
  },
];
