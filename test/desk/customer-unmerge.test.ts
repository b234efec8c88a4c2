import fc from "fast-check";
import { type CustomerExport, type LogEntry, memoryTicketStore, type TicketStore } from "kefu";
import { sqliteTicketStore } from "kefu/sqlite";
import { describe, expect, test } from "vitest";
import { desk, offTopic, stores, type TestDesk, technicalIssue, until } from "../harness.ts";
import { postgresDeskStore } from "../postgres/desk-store.ts";
import { brokenStore } from "../stores/broken/broken-store.ts";

/** What happens at a desk where Ada and Bob write, each in threads of their own and in groups with the other. */
type Happening =
  | { readonly kind: "say"; readonly person: "ada" | "bob"; readonly thread: string; readonly text: string }
  /** With another id, a key, or only under a new id and that key. */
  | { readonly kind: "say_as"; readonly person: "ada" | "bob"; readonly how: "new id" | "key" | "key only" }
  | { readonly kind: "close" | "open"; readonly thread: string };

const person = fc.constantFrom("ada" as const, "bob" as const);
const group = fc.constantFrom("group 1", "group 2");
const text = fc.constantFrom("Refund policy", offTopic, technicalIssue, "5");
const saying = fc
  .record({ person, place: fc.constantFrom("own", "second", "group"), group, text })
  .map(({ person, place, group, text }): Happening => {
    const thread = place === "group" ? group : place === "own" ? person : `${person} second`;
    // Whose rating a number in a group is depends on who is one person at that time.
    return { kind: "say", person, thread, text: place === "group" && text === "5" ? offTopic : text };
  });
const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 5, arbitrary: saying },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("say_as" as const),
      person,
      how: fc.constantFrom("new id" as const, "key" as const, "key only" as const),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom("close" as const, "open" as const),
      thread: fc.constantFrom("ada", "bob", "group 1", "group 2"),
    }),
  },
);
const story = fc.array(happening, { maxLength: 10 });

const threads = ["ada", "bob", "ada second", "bob second", "group 1", "group 2"].flatMap((thread) => [
  thread,
  `${thread} new`,
  `${thread} key`,
]);

async function begin(store: TicketStore): Promise<TestDesk> {
  const made = await desk({ store, agents: [{ id: "li", capacity: 1_000 }], reopenWithinDays: "never" });
  for (const person of ["ada", "bob"]) await made.say(person, "hello", { from: { ids: [person], verified: true } });
  return made;
}

async function play(made: TestDesk, happenings: readonly Happening[]): Promise<void> {
  for (const one of happenings) {
    await made.pass({ minutes: 1 });
    await happen(made, one);
  }
}

async function happen({ service, say }: TestDesk, one: Happening): Promise<void> {
  switch (one.kind) {
    case "say":
      return say(one.thread, one.text, { from: { ids: [one.person], verified: true } });
    case "say_as": {
      const keys = [{ kind: "email", value: `${one.person}@example.com` }];
      if (one.how === "new id") {
        await say(one.person, offTopic, { from: { ids: [one.person, `${one.person}-new`], verified: true } });
        return say(`${one.person} new`, offTopic, { from: { ids: [`${one.person}-new`], verified: true } });
      }
      if (one.how === "key") return say(one.person, offTopic, { from: { ids: [one.person], keys, verified: true } });
      return say(`${one.person} key`, offTopic, { from: { ids: [`${one.person}-key`], keys, verified: true } });
    }
    case "close":
    case "open": {
      const conversation = await service.conversations.find("telegram", one.thread);
      if (conversation === null || (conversation.ticketId === null) === (one.kind === "close")) return;
      const { id, ticketId } = conversation;
      if (ticketId === null) await service.tickets.create({ conversationId: id, text: "by hand" });
      else await service.tickets.close(ticketId, { agentId: "li" });
      return service.idle();
    }
    default:
      one satisfies never;
  }
}

async function customerIds({ service }: TestDesk): Promise<{ readonly ada: string; readonly bob: string }> {
  const ada = await service.customers.find("telegram", "ada");
  const bob = await service.customers.find("telegram", "bob");
  return { ada: ada?.id ?? "", bob: bob?.id ?? "" };
}

/** Whose everything is, by name: threads, their tickets and surveys in order, and identities. */
async function owners(made: TestDesk): Promise<unknown> {
  const { service } = made;
  const ids = await customerIds(made);
  const nameOf = (id: string | null) => (id === ids.ada ? "ada" : id === ids.bob ? "bob" : id === null ? null : "new");
  const found: unknown[] = [];
  for (const thread of threads) {
    const conversation = await service.conversations.find("telegram", thread);
    if (conversation === null) continue;
    const tickets = await service.tickets.list({ conversationId: conversation.id }, { limit: 1_000 });
    const surveys = await Promise.all(tickets.map(({ id }) => service.surveys.listOf(id)));
    const all = [conversation, ...tickets, ...surveys.flat()];
    found.push([thread, all.map(({ customerId }) => nameOf(customerId))]);
  }
  for (const customerId of Object.values(ids)) {
    const identities = (await service.customers.identities(customerId)).map(({ id }) => id);
    found.push([nameOf(customerId), identities.sort()]);
  }
  return found;
}

/** All that is kept of both, but for versions, times of change, and what the logs say of merging. */
async function everything(made: TestDesk): Promise<unknown> {
  const ids = await customerIds(made);
  const exports = [await made.service.customers.export(ids.ada), await made.service.customers.export(ids.bob)];
  return JSON.parse(JSON.stringify(exports.map(withoutMerges)), (name, value) =>
    name === "version" || name === "updatedAt" ? undefined : value,
  );
}

function withoutMerges({ customer, identities, conversations, tickets }: CustomerExport) {
  const told = ({ fact }: LogEntry) => fact.kind !== "customer_merged" && fact.kind !== "customer_unmerged";
  const logged = <T extends { readonly log: readonly LogEntry[] }>(one: T) => ({ ...one, log: one.log.filter(told) });
  return { customer, identities, conversations: conversations.map(logged), tickets: tickets.map(logged) };
}

async function merge(made: TestDesk, kept: "ada" | "bob"): Promise<string> {
  const ids = await customerIds(made);
  const proof = { identity: "telegram:ada", evidence: "one-time code" };
  const [stays, goes] = kept === "ada" ? [ids.ada, ids.bob] : [ids.bob, ids.ada];
  return (await made.service.customers.merge(stays, goes, proof)).id;
}

const runsOn: Readonly<Record<string, number>> = { memory: 60, sqlite: 40, postgres: 4 };

describe.each(stores)("parting customers who were merged on $name", ({ name, open }) => {
  test("leaves every record of both as it was before", { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(story, person, async (before, kept) => {
        const made = await begin(open());
        await play(made, before);
        const was = await everything(made);
        await made.service.customers.unmerge(await merge(made, kept));
        expect(await everything(made)).toEqual(was);
        expect((await made.service.check()).violations).toEqual([]);
        await made.service.stop();
      }),
      { numRuns: runsOn[name] ?? 4, seed: 1 },
    );
  });

  test("leaves each with what came in meanwhile, as if they had never been one", { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(story, story, story, person, async (before, between, after, kept) => {
        const [made, apart] = [await begin(open()), await begin(open())];
        await play(made, before);
        const merged = await merge(made, kept);
        await play(made, between);
        expect((await made.service.check()).violations).toEqual([]);
        await made.service.customers.unmerge(merged);
        await play(made, after);
        expect((await made.service.check()).violations).toEqual([]);
        await play(apart, [...before, ...between, ...after]);
        expect(await owners(made)).toEqual(await owners(apart));
        await Promise.all([made.service.stop(), apart.service.stop()]);
      }),
      { numRuns: runsOn[name] ?? 4, seed: 1 },
    );
  });
});

/** Elsewhere nothing can come in between two steps of an act. */
test("a thread that begins in the middle of a merge on postgres goes along", async () => {
  let begin = async (): Promise<void> => {};
  const store = brokenStore(postgresDeskStore(), {
    reader: (reader) => ({
      async find(kind, index, key, page) {
        const found = await reader.find(kind, index, key, page);
        if (kind === "conversation" && index === "ofCustomer") await begin();
        return found;
      },
    }),
  });
  const made = await desk({ store });
  const { service, channel, say, conversationOf } = made;
  for (const person of ["ada", "bob"]) await say(person, "hello");
  const { ada, bob } = await customerIds(made);
  begin = async () => {
    begin = async () => {};
    await channel.say("elsewhere", offTopic, { from: { ids: ["ada"], verified: true } });
    await until(async () => (await conversationOf("elsewhere")).customerId === ada);
  };
  const { moved } = await service.customers.merge(bob, ada, { identity: "telegram:ada", evidence: "login" });
  expect(moved.conversations).toHaveLength(2);
  await service.idle();
  expect((await conversationOf("elsewhere")).customerId).toBe(bob);
  expect((await service.check()).violations).toEqual([]);
});

test("a survey that is asked in the middle of a merge on postgres counts for who stays", async () => {
  let asked = async (): Promise<void> => {};
  const store = brokenStore(postgresDeskStore(), {
    reader: (reader) => ({
      async get(kind, id, options) {
        const found = await reader.get(kind, id, options);
        if (kind === "survey" && options?.lock !== true) await asked();
        return found;
      },
    }),
  });
  const made = await desk({ store, survey: { delayMinutes: 60 } });
  const { service, say, pass, ticketOf, told } = made;
  for (const person of ["ada", "bob"]) await say(person, technicalIssue);
  const { ada, bob } = await customerIds(made);
  await service.tickets.close((await ticketOf("ada")).id, { agentId: "li" });
  let reads = 0;
  asked = async () => {
    reads += 1;
    // The second time it is read by the act that asks it, before anything is kept from others.
    if (reads !== 2) return;
    await service.customers.merge(bob, ada, { identity: "telegram:ada", evidence: "login" });
  };
  await pass({ hours: 2 });
  expect(told("survey.sent")).toMatchObject([{ survey: { customerId: bob } }]);
  expect(await service.customers.get(bob)).toMatchObject({ lastSurveyedAt: expect.any(Date) });
  expect(await service.customers.get(ada)).toMatchObject({ lastSurveyedAt: null });
});

test("a customer with more than a page of conversations is merged and parted in one act each", {
  timeout: 60_000,
}, async () => {
  for (const open of [() => memoryTicketStore(), () => sqliteTicketStore(":memory:")]) {
    const made = await desk({ store: open() });
    const { service, channel } = made;
    for (let number = 0; number < 1_200; number += 1) {
      await channel.say(`thread ${number}`, "Refund policy", { from: { ids: ["ada"], verified: true } });
    }
    await made.say("bob", "hello");
    const { ada, bob } = await customerIds(made);
    const proof = { identity: "telegram:ada", evidence: "one-time code" };
    const { id, moved } = await service.customers.merge(bob, ada, proof);
    expect(moved.conversations).toHaveLength(1_200);
    expect((await service.conversations.listOf(bob, { limit: 1_000 })).length).toBe(1_000);
    await service.customers.unmerge(id);
    expect(await service.conversations.listOf(bob, { limit: 1_000 })).toHaveLength(1);
    expect((await service.check()).violations).toEqual([]);
  }
});
