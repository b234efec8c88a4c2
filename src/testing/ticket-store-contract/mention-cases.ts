import type { RecordTypes } from "../../model/records.ts";
import type { StoredThing } from "../../ports/store-maintenance.ts";
import type { StoreTransaction, TicketStore } from "../../ports/ticket-store.ts";
import { assert, assertEqual, assertRejects } from "../assert.ts";
import { claimNames, claimOne, done, enqueue, giveUp, lease } from "./sample-jobs.ts";
import {
  sampleAgent,
  sampleConversation,
  sampleCustomer,
  sampleCustomerMerge,
  sampleEntry,
  sampleIdentity,
  sampleMessage,
  sampleSetting,
  sampleSlaClock,
  sampleSurvey,
  sampleTicket,
  sampleTicketView,
} from "./sample-records.ts";
import { type StoreCase, tenant, times, transact } from "./store-case.ts";

/** A record of every kind, in each of which the text stands somewhere else. */
function recordsWith(text: string): { readonly [K in keyof RecordTypes]: RecordTypes[K] } {
  return {
    customer: sampleCustomer("of a customer", { name: text }),
    identity: sampleIdentity(`web:${text}`),
    conversation: sampleConversation("of a conversation", { address: `thread of ${text}` }),
    message: sampleMessage("of a message", { sender: { ids: ["1", text], verified: true } }),
    ticket: sampleTicket("of a ticket", { tags: [`${text}, again`], description: `It was ${text}.` }),
    agent: sampleAgent("of an agent", { name: text }),
    survey: sampleSurvey("of a survey", { comment: `${text} was here` }),
    slaClock: sampleSlaClock("of a clock", { policy: text }),
    customerMerge: sampleCustomerMerge("of a merge", { evidence: `${text} said so` }),
    ticketView: sampleTicketView("of a view", { filter: { text: [text] } }),
    setting: sampleSetting("of a setting", { value: { deep: [text] } }),
  };
}

/** Everything a store keeps, each with the text in it, and with its own place for it. */
async function keepWith(tx: StoreTransaction, text: string): Promise<void> {
  const records = recordsWith(text);
  for (const [kind, record] of Object.entries(records)) await tx.put(kind as keyof RecordTypes, record);
  for (const entry of ["nothing", text, `${text} again`]) await tx.append("ticket:1", sampleEntry(entry));
  await tx.append(`ticket:${text}`, sampleEntry("nothing"));
  await tx.mark("web", text);
  await tx.mark(`scope of ${text}`, "1");
  await tx.enqueue({ kind: "test", payload: { deep: [{ text }] } });
  await tx.enqueue({ kind: "test", payload: null, key: `k ${text}` });
  await tx.enqueue({ kind: "test", payload: null, lane: text });
}

/** What {@link keepWith} keeps but for jobs, whose ids the store chooses. */
function keptWith(text: string): readonly StoredThing[] {
  const records = Object.entries(recordsWith(text)).map(([kind, { id }]) => ({ kind: kind as keyof RecordTypes, id }));
  return [
    ...records,
    { kind: "log", id: "ticket:1" },
    { kind: "log", id: `ticket:${text}` },
    { kind: "mark", scope: "web", id: text },
    { kind: "mark", scope: `scope of ${text}`, id: "1" },
  ];
}

/** In an order that does not depend on the store's. */
function sorted(things: readonly StoredThing[]): readonly string[] {
  return things.map(nameOf).toSorted();
}

function nameOf(thing: StoredThing): string {
  return JSON.stringify([thing.kind, thing.kind === "mark" ? thing.scope : "", thing.id]);
}

function mentions(store: TicketStore, ...texts: readonly string[]): Promise<readonly StoredThing[]> {
  return store.maintenance.mentions(tenant, texts);
}

async function jobsMentioning(store: TicketStore, text: string): Promise<readonly StoredThing[]> {
  return (await mentions(store, text)).filter(({ kind }) => kind === "job");
}

const hardTexts = [
  'she said "hi"',
  "back\\slash \\n \\u4e2d",
  "two\nlines\tand a tab",
  "中文，找到我",
  "👩‍👩‍👧 %_'; --",
];

export const mentionCases: readonly StoreCase[] = [
  {
    name: "mentions finds everything of a tenant in which a text occurs: every kind of record, logs once, jobs, marks",
    async check({ store }) {
      assertEqual(await mentions(store, "ada@example.org"), [], "In an empty store");
      for (const text of ["somebody", "ada@example.org"]) {
        await store.transact(text === "somebody" ? "somebody else" : tenant, (tx) => keepWith(tx, text));
      }
      await transact(store, async (tx) => {
        await tx.put("ticket", sampleTicket("of nobody"));
        await tx.append("ticket:of nobody", sampleEntry("nothing"));
        await tx.mark("web", "of nobody");
        await tx.enqueue({ kind: "test", payload: { name: "of nobody" } });
      });
      const found = await mentions(store, "ada@example.org");
      const others = found.filter(({ kind }) => kind !== "job");
      assertEqual(sorted(others), sorted(keptWith("ada@example.org")), "What is found, but for jobs");
      const live = await store.read(tenant, (reader) => reader.findJobs("live", { limit: 9 }));
      const ids = live.filter((job) => !JSON.stringify(job).includes("of nobody")).map(({ id }) => id);
      const jobs = found.flatMap(({ kind, id }) => (kind === "job" ? [id] : []));
      assertEqual(jobs.toSorted(), ids.toSorted(), "The jobs that are found: by payload, by key, by lane");
      assertEqual(await mentions(store, "somebody"), [], "What is found of another tenant's text");
    },
  },
  {
    name: "mentions finds why a job failed, waiting, claimed or dead",
    async check({ store }) {
      await enqueue(store, { name: "dead" });
      const job = await claimOne(store);
      await transact(store, (tx) => tx.settle(job, { outcome: "dead", error: 'no "ada" there' }));
      assertEqual(await mentions(store, '"ada"'), [{ kind: "job", id: job.id }], "What is found");
    },
  },
  {
    name: "mentions finds texts however JSON writes them: quotes, backslashes, lines, Chinese, emoji",
    async check({ store }) {
      for (const text of hardTexts) {
        const scene = `tenant of ${text}`;
        await store.transact(scene, (tx) => keepWith(tx, text));
        const found = await store.maintenance.mentions(scene, [text]);
        const others = found.filter(({ kind }) => kind !== "job");
        assertEqual(sorted(others), sorted(keptWith(text)), `What is found of ${text}, but for jobs`);
        assertEqual(found.length - others.length, 3, `How many jobs are found of ${text}`);
      }
    },
  },
  {
    name: "mentions takes neither the names of fields nor escapes for a text, and nothing for the empty one",
    async check({ store }) {
      await transact(store, async (tx) => {
        await tx.put("message", sampleMessage("m-1", { content: { text: "one\ntwo\u0001\\" } }));
        await tx.append("ticket:1", sampleEntry("one\ntwo"));
        await tx.enqueue({ kind: "test", payload: { nickname: "one\ntwo" } });
      });
      for (const text of ["externalId", "nickname", "\\n", "\\u0001", "\\\\", "ntwo", '"', "{", "null", ""]) {
        assertEqual(await mentions(store, text), [], `What is found of ${JSON.stringify(text)}`);
      }
      assertEqual(await mentions(store), [], "What is found of no text");
      assertEqual((await mentions(store, "ne\nt")).length, 3, "How much is found of a part of the text");
    },
  },
  {
    name: "mentions finds any of several texts, each thing once, in a large store too",
    async check({ store }) {
      await transact(store, async (tx) => {
        for (const number of times(2_500, (value) => value)) {
          const text = number % 1_000 === 0 ? `eve and ${number}` : "nothing";
          await tx.put("message", sampleMessage(`m-${number}`, { content: { text } }));
          await tx.append(number < 2_499 ? "ticket:long" : "ticket:longer", sampleEntry(text));
          await tx.mark("web", `${text} ${number}`);
        }
        await tx.append("ticket:longer", sampleEntry("zoe"));
      });
      const found = await mentions(store, "eve", "zoe", "eve and", "cleo");
      const expected: readonly StoredThing[] = [
        ...[0, 1_000, 2_000].map((number) => ({ kind: "message" as const, id: `m-${number}` })),
        ...["long", "longer"].map((name) => ({ kind: "log" as const, id: `ticket:${name}` })),
        ...[0, 1_000, 2_000].map((number) => {
          return { kind: "mark" as const, scope: "web", id: `eve and ${number} ${number}` };
        }),
      ];
      assertEqual(sorted(found), sorted(expected), "What is found");
    },
  },
];

export const removeCases: readonly StoreCase[] = [
  {
    name: "remove removes every kind of thing for good, and nothing else or of others",
    async check({ store }) {
      for (const each of [tenant, "somebody else"]) await store.transact(each, (tx) => keepWith(tx, "ada"));
      await transact(store, async (tx) => {
        await tx.put("ticket", sampleTicket("stays"));
        await tx.mark("web", "stays");
        await tx.append("ticket:stays", sampleEntry("stays"));
        await tx.enqueue({ kind: "test", payload: { name: "stays" }, lane: "ada" });
      });
      const before = await store.maintenance.mentions("somebody else", ["ada"]);
      const jobs = await jobsMentioning(store, "ada");
      const things = [...keptWith("ada"), ...jobs];
      await store.maintenance.remove(tenant, things.slice(0, 3));
      const rest = (await mentions(store, "ada")).filter(({ kind }) => kind !== "job");
      assertEqual(sorted(rest), sorted(keptWith("ada").slice(3)), "What is found when three things were removed");
      const lanes = await store.read(tenant, (reader) => reader.findJobs("live", { limit: 9 }));
      const behind = lanes.filter(({ lane }) => lane === "ada").at(-1);
      const own = things.filter(({ kind, id }) => kind !== "job" || id !== behind?.id);
      await store.maintenance.remove(tenant, own);
      await transact(store, async (tx) => {
        for (const [kind, { id }] of Object.entries(recordsWith("ada"))) {
          assertEqual(await tx.get(kind as keyof RecordTypes, id), null, `The ${kind}`);
        }
        const open = await tx.find("ticket", "byStatus", { status: "open" }, { limit: 9 });
        assertEqual(
          open.map(({ id }) => id),
          ["stays"],
          "The tickets that are found",
        );
        assertEqual(await tx.readLog("ticket:1", { limit: 9 }), [], "The log");
        assertEqual(await tx.readLog("ticket:stays", { limit: 9 }), [sampleEntry("stays")], "The other log");
        assertEqual(await tx.mark("web", "stays"), false, "Marking what was not removed");
      });
      assertEqual(await claimNames(store), ["stays"], "The jobs: that of the same lane is first in it now");
      const after = await store.maintenance.mentions("somebody else", ["ada"]);
      assertEqual(sorted(after), sorted(before), "What is another tenant's");
    },
  },
  {
    name: "what was removed may come anew: records from version 0, marks, keys",
    async check({ store }) {
      await transact(store, (tx) => keepWith(tx, "ada"));
      await store.maintenance.remove(tenant, await mentions(store, "ada"));
      assertEqual(await mentions(store, "ada"), [], "What is found when all was removed");
      await transact(store, (tx) => keepWith(tx, "ada"));
      const found = await mentions(store, "ada");
      assertEqual(found.length, keptWith("ada").length + 3, "How much is found when all came anew");
      const { version } = (await transact(store, (tx) => tx.get("customer", "of a customer"))) ?? {};
      assertEqual(version, 1, "The version of the customer");
    },
  },
  {
    name: "to remove what is not there is no error; the claim of a removed job is lost",
    async check({ store }) {
      await enqueue(store, { name: "live", key: "k" }, { name: "dead" });
      const live = await claimOne(store);
      const dead = await claimOne(store);
      await giveUp(store, dead);
      const gone: readonly StoredThing[] = [
        { kind: "ticket", id: "gone" },
        { kind: "log", id: "ticket:gone" },
        { kind: "mark", scope: "gone", id: "gone" },
        ...["gone", "999999", ""].map((id) => ({ kind: "job" as const, id })),
      ];
      await store.maintenance.remove(tenant, [...gone, ...gone]);
      await store.maintenance.remove("somebody else", [{ kind: "job", id: live.id }]);
      await transact(store, (tx) => tx.get("ticket", "gone"));
      const jobs = [live, dead].map(({ id }) => ({ kind: "job" as const, id }));
      await store.maintenance.remove(tenant, [...jobs, ...gone]);
      await assertRejects("store.lease_lost", () => done(store, live));
      const left = await store.maintenance.jobStatistics(tenant);
      assertEqual([left.claimed, left.dead], [0, 0], "Claimed and dead jobs");
      const made = await transact(store, (tx) => tx.enqueue({ kind: "test", payload: null, key: "k" }, lease));
      assert(made.claim !== null, "The key of a removed job must be free.");
    },
  },
];
