import type { Classifier, TicketStore } from "kefu";
import { describe, expect, test } from "vitest";
import { desk, stores, technicalIssue } from "../harness.ts";
import { brokenStore } from "../stores/broken/broken-store.ts";

/** A store whose processes die of every turn they try: each claims it, and is never heard of again. */
function deadlyTurns(store: TicketStore): { readonly store: TicketStore; readonly deaths: () => number } {
  let deaths = 0;
  const deadly = brokenStore(store, {
    transaction: (tx) => ({ enqueue: (job, lease) => tx.enqueue(job, job.kind === "turn" ? undefined : lease) }),
    store: (whole) => ({
      async claim(tenant, options) {
        const jobs = await whole.claim(tenant, options);
        const survived = jobs.filter(({ kind, attempt, maxAttempts }) => kind !== "turn" || attempt > maxAttempts);
        deaths += jobs.length - survived.length;
        return survived;
      },
    }),
  });
  return { store: deadly, deaths: () => deaths };
}

describe.each(stores)("a message that kills the process on $name", ({ open }) => {
  test("is given up after its attempts: a human gets it, the customer an apology, operators a dead letter", async () => {
    const { store, deaths } = deadlyTurns(open());
    let classified = 0;
    const classifier: Classifier = {
      name: "deadly",
      classify() {
        classified += 1;
        return Promise.reject(new Error("a process that died does not say so"));
      },
    };
    const { say, pass, told, channel, conversationOf, ticketOf } = await desk({
      ...{ store, classifiers: [classifier], leaseMs: 60_000, unansweredMinutes: null },
    });
    await say("ada", technicalIssue);
    expect(channel.sentTo("ada")).toEqual([]);
    await pass({ minutes: 20 });
    expect(deaths()).toBe(8);
    expect(classified).toBe(0);
    expect(told("job.died")).toMatchObject([{ jobKind: "turn", error: "None of its 8 attempts came to an end." }]);
    expect(told("conversation.handed_over")).toMatchObject([{ reason: "bot_failed" }]);
    const { id, description } = await ticketOf("ada");
    expect(description).toContain(technicalIssue);
    expect(channel.sentTo("ada")).toEqual([
      `Sorry, something went wrong on our side. A colleague will look at your message. Your ticket: ${id}.`,
    ]);
    expect(await conversationOf("ada")).toMatchObject({ state: "human", ticketId: id });
  });
});
