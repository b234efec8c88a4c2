import type { Job, NewJob } from "../../model/job.ts";
import type { TicketStore } from "../../ports/ticket-store.ts";
import { assert, assertEqual } from "../assert.ts";
import { claim, claimNames, claimOne, done, enqueue, later, lease, nameOf } from "./sample-jobs.ts";
import { type StoreCase, tenant, times, transact, transactInVain } from "./store-case.ts";

/** Enqueues under a lease, and reads after the commit what became of it. */
async function enqueueAndClaim(
  store: TicketStore,
  name: unknown,
  fields: Partial<NewJob> = {},
  owner: string = lease.owner,
): Promise<Job | null> {
  const job = { kind: "test", payload: { name: String(name) }, ...fields };
  const made = await transact(store, (tx) => tx.enqueue(job, { ...lease, owner }));
  return made.claim;
}

export const enqueueCases: readonly StoreCase[] = [
  {
    name: "enqueue with a lease claims the job when it is due and first in its lane, as can be read after the commit",
    async check({ store, clock }) {
      const first = await enqueueAndClaim(store, "first", { lane: "lane", trace: "t", maxAttempts: 3 });
      assert(first !== null, "A job that is due and first in its lane must be claimed.");
      const { id, ...rest } = first;
      const times = { dueAt: clock.now(), leaseUntil: later(clock.now(), lease.leaseMs) };
      const claim = { tenant, kind: "test", payload: { name: "first" }, key: null, lane: "lane", attempt: 1 };
      assertEqual(rest, { ...claim, ...times, maxAttempts: 3, owner: lease.owner, trace: "t" }, "The claim");
      assert(Object.isFrozen(first), "A claim must be frozen.");
      assertEqual(await enqueueAndClaim(store, "second", { lane: "lane" }), null, "The claim of a job behind it");
      const free = await enqueueAndClaim(store, "free", { key: "k" });
      assertEqual(free === null ? null : nameOf(free), "free", "The claim of a job without a lane");
      assert(free?.id !== id, "Two jobs must have two ids.");
      assertEqual(await enqueueAndClaim(store, "again", { key: "k" }), null, "The claim of a job whose key is taken");
      const dueAt = later(clock.now(), 1);
      assertEqual(await enqueueAndClaim(store, "late", { dueAt }), null, "The claim of a job that is not due");
      assertEqual(await claimNames(store), [], "What is left to claim");
      await done(store, first);
      assertEqual(await claimNames(store), ["second"], "What is left when the first is done");
    },
  },
  {
    name: "enqueue without a lease claims nothing",
    async check({ store }) {
      const job = { kind: "test", payload: { name: "waiting" } };
      const made = await transact(store, (tx) => tx.enqueue(job));
      assertEqual(made.claim, null, "The claim");
      assertEqual(await claimNames(store), ["waiting"], "What can be claimed");
    },
  },
  {
    name: "a claim made at enqueue is fenced like any other, and gone with its transaction",
    async check({ store, clock }) {
      await transactInVain(store, (tx) => tx.enqueue({ kind: "test", payload: null, lane: "lane" }, lease));
      const first = await enqueueAndClaim(store, "a", { lane: "lane" });
      assert(first !== null, "The lane must be free again after the transaction that failed.");
      await clock.advance(lease.leaseMs);
      const next = await claimOne(store, "worker-2");
      assertEqual([next.id, next.attempt], [first.id, 2], "The claim after its lease ran out");
    },
  },
  {
    name: "a transaction can end one claim of a lane and claim what it enqueues next",
    async check({ store }) {
      await enqueue(store, { name: "a", lane: "lane" });
      const a = await claimOne(store);
      const made = await transact(store, async (tx) => {
        await tx.settle(a, { outcome: "done" });
        return tx.enqueue({ kind: "test", payload: { name: "b" }, lane: "lane" }, lease);
      });
      assertEqual(made.claim === null ? null : nameOf(made.claim), "b", "The claim");
    },
  },
  {
    name: "of two jobs of one lane that one transaction enqueues the first is claimed",
    async check({ store }) {
      const made = await transact(store, async (tx) => {
        const add = (name: string) => tx.enqueue({ kind: "test", payload: { name }, lane: "lane" }, lease);
        return [await add("a"), await add("b")];
      });
      const claims = made.map((each) => (each.claim === null ? null : nameOf(each.claim)));
      assertEqual(claims, ["a", null], "The claims");
    },
  },
  {
    name: "of jobs that are enqueued in a free lane at the same moment exactly one is claimed, and nobody gets another",
    async check({ store }) {
      const lanes = times(60, (number) => `lane-${number}`);
      const owners = ["a", "b", "c"];
      const made = await Promise.all(
        lanes.flatMap((lane) => owners.map((owner) => enqueueAndClaim(store, owner, { lane }, owner))),
      );
      const heldIn = (lane: string) => made.filter((job) => job?.lane === lane).length;
      const wrong = lanes.map((lane) => [lane, heldIn(lane)]).filter(([, held]) => held !== 1);
      assertEqual(wrong, [], "The lanes of which not one job was claimed");
      assertEqual(await claimNames(store), [], "What others can claim");
    },
  },
  {
    name: "many transactions enqueue in one lane at once: one job of it is held at any time, and none overtakes another",
    async check({ store }) {
      const [producers, jobsEach] = [8, 10];
      const held = new Set<string>();
      const order: string[] = [];
      const hold = async (job: Job): Promise<void> => {
        held.add(job.id);
        const beside = held.size - 1;
        order.push(String(nameOf(job)));
        for (const _ of times(3, (turn) => turn)) await transact(store, (tx) => tx.get("ticket", "T-1"));
        held.delete(job.id);
        assert(beside === 0, `One job of a lane may be held at any time; beside ${nameOf(job)}, ${beside} were.`);
        await done(store, job);
      };
      let producing = producers;
      const produce = async (producer: number) => {
        for (const number of times(jobsEach, (value) => value)) {
          const name = `${producer}/${number}`;
          const job = await enqueueAndClaim(store, name, { lane: "lane" }, `producer-${producer}`);
          if (job !== null) await hold(job);
        }
      };
      const consume = async (owner: string) => {
        for (let isEmpty = false; producing > 0 || !isEmpty; ) {
          const jobs = await claim(store, 2, owner);
          isEmpty = jobs.length === 0;
          for (const job of jobs) await hold(job);
        }
      };
      const work = [
        ...times(producers, (producer) =>
          produce(producer).finally(() => {
            producing -= 1;
          }),
        ),
        ...["consumer-1", "consumer-2"].map(consume),
      ];
      const failed = (await Promise.allSettled(work)).find((outcome) => outcome.status === "rejected");
      if (failed !== undefined) throw failed.reason;
      order.push(...(await claimRest(store)));
      for (const producer of times(producers, (value) => value)) {
        assertEqual(
          order.filter((name) => name.startsWith(`${producer}/`)),
          times(jobsEach, (number) => `${producer}/${number}`),
          `The jobs of producer ${producer} as they were claimed`,
        );
      }
    },
  },
];

/** Does what is left, one after another: the last consumer may have stopped while another held the first of the lane. */
async function claimRest(store: TicketStore): Promise<readonly string[]> {
  const names: string[] = [];
  for (let jobs = await claim(store); jobs.length > 0; jobs = await claim(store)) {
    for (const job of jobs) {
      names.push(String(nameOf(job)));
      await done(store, job);
    }
  }
  return names;
}
