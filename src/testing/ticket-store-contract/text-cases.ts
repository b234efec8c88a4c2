import { assert, assertEqual, assertRejects } from "../assert.ts";
import { claim, claimOne, done, findJobs, lease } from "./sample-jobs.ts";
import { sampleConversation, sampleEntry } from "./sample-records.ts";
import { type StoreCase, tenant, transact } from "./store-case.ts";

// Some databases refuse NUL and halves of a surrogate pair. They seldom get as far as the store, but then nothing may fail.
const text = "a\u0000b\uD83D c\uDE00";
/** The same without NUL, and with a replacement character for each half. */
const clean = "ab\uFFFD c\uFFFD";

export const textCases: readonly StoreCase[] = [
  {
    name: "a record with NUL and half surrogates in id, index fields and texts is kept, found, and changed",
    async check({ store }) {
      const key = { channelId: text, address: text };
      const put = await transact(store, (tx) => tx.put("conversation", sampleConversation(text, key)));
      for (const id of [text, clean]) {
        assertEqual(await transact(store, (tx) => tx.get("conversation", id)), put, "What get resolves with");
      }
      for (const each of [key, { channelId: clean, address: clean }]) {
        const found = await transact(store, (tx) => tx.find("conversation", "byAddress", each, { limit: 9 }));
        assertEqual(found, [put], "What is found");
      }
      const changed = await transact(store, (tx) => tx.put("conversation", { ...put, customerId: text }));
      await transact(store, (tx) => tx.put("conversation", sampleConversation("other", { customerId: clean })));
      const ofCustomer = { customerId: text };
      const page = { limit: 1 };
      const [first] = await transact(store, (tx) => tx.find("conversation", "ofCustomer", ofCustomer, page));
      assertEqual(first, changed, "The first of the customer's conversations");
      const next = await transact(store, (tx) =>
        tx.find("conversation", "ofCustomer", ofCustomer, { ...page, after: changed }),
      );
      assertEqual(
        next.map(({ id }) => id),
        ["other"],
        "The next",
      );
      const twin = sampleConversation(clean, { address: "elsewhere" });
      await assertRejects("store.conflict", () => transact(store, (tx) => tx.put("conversation", twin)));
    },
  },
  {
    name: "a log and a mark with NUL and half surrogates are kept, and the same ones as those without",
    async check({ store }) {
      await transact(store, (tx) => tx.append(`ticket:${text}`, sampleEntry(text)));
      await transact(store, (tx) => tx.append(`ticket:${clean}`, sampleEntry("second")));
      const log = await transact(store, (tx) => tx.readLog(`ticket:${text}`, { limit: 9 }));
      assertEqual(log, [sampleEntry(text), sampleEntry("second")], "The log");
      assertEqual(await transact(store, (tx) => tx.mark(text, text)), true, "The mark");
      assertEqual(await transact(store, (tx) => tx.mark(text, text)), false, "The mark again");
      assertEqual(await transact(store, (tx) => tx.mark(clean, clean)), false, "The mark without them");
    },
  },
  {
    name: "a job with NUL and half surrogates in payload, key, lane, trace and error is kept, found, moved and cancelled",
    async check({ store, clock }) {
      const payload = { [text]: [text] };
      const job = { kind: "test", payload, key: text, lane: text, trace: text };
      const made = await transact(store, (tx) => tx.enqueue(job, lease));
      const claimed = made.claim;
      assert(claimed !== null, "The job must be claimed at once.");
      await transact(store, (tx) => tx.enqueue({ ...job, key: clean, lane: "other" }));
      await transact(store, (tx) => tx.enqueue({ ...job, key: "second", lane: clean }));
      assertEqual(await claim(store), [], "Jobs beside it: none with its key, none of its lane");
      const error = `it said ${text}`;
      await transact(store, (tx) => tx.settle(claimed, { outcome: "retry", at: clock.now(), error }));
      const again = await claimOne(store);
      const { key, lane, trace } = again;
      assertEqual([again.payload, key, lane, trace], [payload, clean, clean, clean], "The job");
      assertEqual((await findJobs(store, "live"))[0]?.error, `it said ${clean}`, "Why it failed");
      await transact(store, (tx) => tx.settle(again, { outcome: "dead", error }));
      assertEqual((await findJobs(store, "dead"))[0]?.error, `it said ${clean}`, "Why it was given up");
      await done(store, await claimOne(store));
      const timer = { kind: "test", payload: null, key: text };
      await transact(store, (tx) => tx.schedule({ ...timer, dueAt: new Date(1e14) }));
      await transact(store, (tx) => tx.schedule({ ...timer, key: clean }));
      assertEqual(await store.nextDueAt(tenant), clock.now(), "nextDueAt after the timer was moved");
      await transact(store, (tx) => tx.cancel(text));
      assertEqual(await store.nextDueAt(tenant), null, "nextDueAt after it was cancelled");
    },
  },
  {
    name: "what has NUL and half surrogates is found by mentions, and removed",
    async check({ store }) {
      await transact(store, async (tx) => {
        await tx.put("conversation", sampleConversation(text));
        await tx.append(`ticket:${text}`, sampleEntry(text));
        await tx.mark(text, text);
        await tx.enqueue({ kind: "test", payload: text });
      });
      const job = await claimOne(store);
      await transact(store, (tx) => tx.settle(job, { outcome: "dead", error: text }));
      const found = await store.maintenance.mentions(tenant, [text]);
      assertEqual(found.length, 4, "How much is found");
      await store.maintenance.remove(tenant, found);
      assertEqual(await store.maintenance.mentions(tenant, [text]), [], "What is found when it was removed");
      assertEqual(await transact(store, (tx) => tx.get("conversation", text)), null, "The conversation");
    },
  },
];
