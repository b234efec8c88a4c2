import type { Notification } from "../model/notification.ts";
import type { Notifier } from "../ports/notifier.ts";
import { assert, assertEqual, assertRejects } from "./assert.ts";
import type { ContractCase } from "./contract-case.ts";

/** A notifier under test, with the other end in the hands of the contract. */
export interface NotifierUnderTest {
  readonly notifier: Notifier;
  /** Keys of what the other end got, in order, repetitions too. */
  readonly delivered: () => readonly string[];
  /** From now on the other end refuses everything. */
  readonly fail: () => void;
}

/** What every {@link Notifier} keeps. `create` is called for each case anew. */
export function notifierContract(
  create: () => NotifierUnderTest | Promise<NotifierUnderTest>,
): readonly ContractCase[] {
  const given = (name: string, run: (subject: NotifierUnderTest) => Promise<void>): ContractCase => ({
    name,
    run: async () => run(await create()),
  });
  const never = () => new AbortController().signal;
  return [
    given("has an id that stays the same", async ({ notifier }) => {
      assert(notifier.id !== "", "The id should not be empty.");
      assertEqual((await create()).notifier.id, notifier.id, "Made again, it should have the same id");
    }),
    given("is done when the notification is handed over", async ({ notifier, delivered }) => {
      await notifier.notify(escalation("T-1:1:1"), { signal: never() });
      assertEqual(delivered(), ["T-1:1:1"], "The other end should have it");
    }),
    given("passes the key on, so that the receiver can drop a repetition", async ({ notifier, delivered }) => {
      for (const key of ["T-1:1:1", "T-1:1:1", "T-1:2:1"]) await notifier.notify(escalation(key), { signal: never() });
      assertEqual([...new Set(delivered())], ["T-1:1:1", "T-1:2:1"], "The other end should tell them apart");
    }),
    given("takes long texts, of any script", async ({ notifier, delivered }) => {
      const text = "打不开 👩‍👩‍👧 é ".repeat(2_000);
      await notifier.notify({ ...escalation("T-2:1:1"), text }, { signal: never() });
      assertEqual(delivered()[0], "T-2:1:1", "The other end should have it");
    }),
    given("rejects with notification.failed when the other end refuses", async ({ notifier, delivered, fail }) => {
      fail();
      await assertRejects("notification.failed", () => notifier.notify(escalation("T-3:1:1"), { signal: never() }));
      assertEqual(delivered(), [], "Nothing should have arrived");
    }),
    given("rejects with notification.failed when it is given up", async ({ notifier, delivered }) => {
      const signal = AbortSignal.abort();
      await assertRejects("notification.failed", () => notifier.notify(escalation("T-4:1:1"), { signal }));
      assertEqual(delivered(), [], "Nothing should have arrived");
    }),
  ];
}

function escalation(key: string): Notification {
  const at = new Date("2026-01-05T09:00:00Z");
  const ticketId = key.split(":")[0] ?? key;
  return {
    key,
    kind: "escalation",
    recipients: [],
    ticketId,
    level: 1,
    instance: 1,
    title: "A ticket waits",
    text: "Please look.",
    at,
  };
}
