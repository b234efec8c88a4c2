import type { JobRecord, TicketStore, Violation } from "kefu";
import { describe, expect, test } from "vitest";
import { desk, last, offTopic, stores, type TestDesk, type TestDeskOptions, technicalIssue } from "../harness.ts";
import { brokenStore } from "../stores/broken/broken-store.ts";
import { change, loseJobs, loseRecord } from "./stored.ts";

/** Ada has a ticket that Li works on, Bob one that waits, Cem one that was handed back, Dan resolved, Eve escalated. */
async function busyDesk(store: TicketStore, options: Omit<TestDeskOptions, "store"> = {}): Promise<TestDesk> {
  const made = await desk({
    store,
    agents: [{ id: "li", skills: ["technical"], capacity: 1 }, { id: "wang" }],
    escalation: { levels: [["supervisor"], ["supervisor"]] },
    survey: { delayMinutes: 60, remindAfterHours: 24 },
    ...options,
  });
  const { say, service, ticketOf } = made;
  await say("ada", technicalIssue);
  await say("bob", technicalIssue);
  for (const person of ["cem", "dan", "eve", "fay"]) await say(person, offTopic);
  await service.tickets.handBack((await ticketOf("cem")).id, { agentId: "wang" });
  await service.tickets.resolve((await ticketOf("dan")).id, { agentId: "wang" });
  await service.tickets.escalate((await ticketOf("eve")).id, { agentId: "wang", reason: "over my head" });
  await service.tickets.close((await ticketOf("fay")).id, { agentId: "wang" });
  await service.idle();
  return made;
}

/** What was done to the store behind the desk's back, and the rules that this breaks. */
type Damage = readonly [
  what: string,
  rules: readonly string[],
  harm: (store: TicketStore, made: TestDesk) => Promise<void>,
];

const damages: readonly Damage[] = [
  [
    "a message that is gone",
    ["conversation.order_broken"],
    async (store, { messagesOf }) => loseRecord(store, "message", (await messagesOf("ada"))[0]?.id ?? ""),
  ],
  [
    "a message at the end that is gone",
    ["conversation.order_broken"],
    async (store, { messagesOf }) => loseRecord(store, "message", last(await messagesOf("ada")).id),
  ],
  [
    "two messages with one number",
    ["conversation.order_broken"],
    async (store, { messagesOf }) => change(store, "message", last(await messagesOf("ada")).id, { sequence: 1 }),
  ],
  [
    "a message that no turn will handle",
    ["message.unhandled"],
    async (store, { conversationOf }) =>
      change(store, "conversation", (await conversationOf("ada")).id, { handledSequence: 0 }),
  ],
  [
    "a message that nothing will send",
    ["message.undelivered"],
    async (store, { messagesOf }) => change(store, "message", last(await messagesOf("ada")).id, { status: "pending" }),
  ],
  [
    "a conversation with another agent than its ticket's",
    ["conversation.without_agent"],
    async (store, { conversationOf }) =>
      change(store, "conversation", (await conversationOf("ada")).id, { agentId: "wang" }),
  ],
  [
    "a human conversation with no agent at all",
    ["conversation.without_agent"],
    async (store, { conversationOf }) =>
      change(store, "conversation", (await conversationOf("ada")).id, { agentId: null }),
  ],
  [
    "a queued conversation whose ticket does not wait",
    ["conversation.without_ticket"],
    async (store, { conversationOf }) =>
      change(store, "conversation", (await conversationOf("ada")).id, { state: "queued", agentId: null }),
  ],
  [
    "a conversation about the ticket of another",
    ["conversation.without_agent", "conversation.wrong_ticket", "ticket.wrong_conversation"],
    async (store, { conversationOf, ticketOf }) =>
      change(store, "conversation", (await conversationOf("ada")).id, { ticketId: (await ticketOf("eve")).id }),
  ],
  [
    "a conversation about a ticket that is gone",
    ["conversation.wrong_ticket"],
    async (store, { ticketOf }) => loseRecord(store, "ticket", (await ticketOf("cem")).id),
  ],
  [
    "a conversation about a ticket that has ended",
    ["conversation.wrong_ticket"],
    async (store, { conversationOf, ticketOf }) =>
      change(store, "conversation", (await conversationOf("dan")).id, { ticketId: (await ticketOf("dan")).id }),
  ],
  [
    "an unfinished ticket that nobody has",
    ["ticket.left_alone"],
    async (store, { ticketOf }) => change(store, "ticket", (await ticketOf("cem")).id, { status: "open" }),
  ],
  [
    "a pending ticket whose conversation waits for a human",
    ["conversation.without_ticket", "ticket.left_alone"],
    async (store, { conversationOf }) =>
      change(store, "conversation", (await conversationOf("cem")).id, { state: "queued" }),
  ],
  [
    "a ticket that waits and has an agent",
    ["ticket.two_owners"],
    async (store, { ticketOf }) => change(store, "ticket", (await ticketOf("ada")).id, { waiting: true }),
  ],
  [
    "an unfinished ticket that its conversation is not about",
    ["ticket.wrong_conversation"],
    async (store, { conversationOf }) =>
      change(store, "conversation", (await conversationOf("cem")).id, { ticketId: null }),
  ],
  [
    "a ticket for later that has ended",
    ["conversation.wrong_later_ticket"],
    async (store, { conversationOf, ticketOf }) =>
      change(store, "conversation", (await conversationOf("cem")).id, {
        laterTicketIds: [(await ticketOf("fay")).id],
      }),
  ],
  [
    "a ticket for later in a conversation that is about none",
    ["conversation.wrong_later_ticket"],
    async (store, { conversationOf, ticketOf }) =>
      change(store, "conversation", (await conversationOf("dan")).id, {
        laterTicketIds: [(await ticketOf("cem")).id],
      }),
  ],
  [
    "a ticket that comes both now and later",
    ["conversation.wrong_later_ticket"],
    async (store, { conversationOf, ticketOf }) =>
      change(store, "conversation", (await conversationOf("cem")).id, {
        laterTicketIds: [(await ticketOf("cem")).id],
      }),
  ],
  [
    "a link that stands on one ticket only",
    ["ticket.one_sided_link"],
    async (store, { ticketOf }) =>
      change(store, "ticket", (await ticketOf("cem")).id, {
        links: [{ kind: "related", ticketId: (await ticketOf("fay")).id }],
      }),
  ],
  [
    "a link to a ticket that is gone",
    ["ticket.one_sided_link"],
    async (store, { ticketOf }) =>
      change(store, "ticket", (await ticketOf("cem")).id, { links: [{ kind: "related", ticketId: "T-0" }] }),
  ],
  [
    "a merged ticket without its link",
    ["ticket.merged_by_halves"],
    async (store, { ticketOf }) =>
      change(store, "ticket", (await ticketOf("fay")).id, { mergedInto: (await ticketOf("dan")).id }),
  ],
  [
    "a ticket that nobody answers, without its timer",
    ["ticket.unanswered_timer_missing", "ticket.unanswered_timer_missing"],
    (store) => loseJobs(store, "ticket.unanswered"),
  ],
  [
    "an escalation that nobody acknowledged, without its timer",
    ["ticket.escalation_timer_missing"],
    (store) => loseJobs(store, "ticket.escalation_timeout"),
  ],
  [
    "a resolved ticket without its timer",
    ["ticket.auto_close_timer_missing"],
    (store) => loseJobs(store, "ticket.auto_close"),
  ],
  ["a scheduled survey without its timer", ["survey.timer_missing"], (store) => loseJobs(store, "survey.ask")],
  [
    "a survey without an answer, without the timer of its reminder",
    ["survey.reminder_missing"],
    async (store, { service, pass, ticketOf }) => {
      const [survey] = await service.surveys.listOf((await ticketOf("fay")).id);
      await change(store, "survey", survey?.id ?? "", { status: "sent", sentAt: new Date("2026-01-05T09:00:00Z") });
      await pass({ hours: 1 });
    },
  ],
  [
    "two surveys about one closure",
    ["survey.doubled", "survey.doubled"],
    async (store, { service, ticketOf }) => {
      const [survey] = await service.surveys.listOf((await ticketOf("fay")).id);
      if (survey === undefined) throw new Error("Fay has no survey.");
      await store.transact("default", (tx) => tx.put("survey", { ...survey, id: "again", version: 0, status: "sent" }));
    },
  ],
  [
    "a survey with an answer off its scale",
    ["survey.wrong_score"],
    async (store, { service, ticketOf }) => {
      const [survey] = await service.surveys.listOf((await ticketOf("fay")).id);
      await change(store, "survey", survey?.id ?? "", { status: "answered", score: 10 });
    },
  ],
  ["an agent with a wrong load", ["agent.load_miscounted"], async (store) => change(store, "agent", "li", { load: 0 })],
];

/** Dan became part of Cem, and then this of his is somebody else's. */
async function mergedBut(
  { service, conversationOf, ticketOf }: TestDesk,
  harm: (dan: string, ids: { conversation: string; ticket: string; survey: string }) => Promise<void>,
): Promise<void> {
  const [cem, dan] = [await conversationOf("cem"), await conversationOf("dan")];
  await service.tickets.close((await ticketOf("dan")).id, { agentId: "wang" });
  await service.customers.merge(cem.customerId ?? "", dan.customerId ?? "", {
    identity: "telegram:dan",
    evidence: "x",
  });
  const { id: ticket } = await ticketOf("dan");
  const survey = last(await service.surveys.listOf(ticket)).id;
  await harm(dan.customerId ?? "", { conversation: dan.id, ticket, survey });
}

const damagesOfMerges: readonly Damage[] = [
  [
    "an identity of a customer who became part of another",
    ["identity.of_merged_customer"],
    (store, made) => mergedBut(made, (dan) => change(store, "identity", "telegram:dan", { customerId: dan })),
  ],
  [
    "a conversation of a customer who became part of another",
    ["conversation.of_merged_customer"],
    (store, made) =>
      mergedBut(made, (dan, ids) => change(store, "conversation", ids.conversation, { customerId: dan })),
  ],
  [
    "a ticket of a customer who became part of another",
    ["ticket.of_merged_customer"],
    (store, made) => mergedBut(made, (dan, ids) => change(store, "ticket", ids.ticket, { customerId: dan })),
  ],
  [
    "a survey of a customer who became part of another",
    ["survey.of_merged_customer"],
    (store, made) => mergedBut(made, (dan, ids) => change(store, "survey", ids.survey, { customerId: dan })),
  ],
  [
    "an identity of a customer who does not exist",
    ["identity.without_customer"],
    (store) => change(store, "identity", "telegram:dan", { customerId: "nobody" }),
  ],
  [
    "a claimed identity of a customer who does not exist",
    ["identity.without_customer"],
    async (store, { say }) => {
      await say("visitor", "hello", { from: { ids: ["cookie"], verified: false } });
      await change(store, "identity", "telegram?cookie", { customerId: "nobody" });
    },
  ],
];

describe.each(stores)("checking a desk on $name", ({ open }) => {
  test("one that is in order has no violations, and everything is looked at", async () => {
    const { service } = await busyDesk(open());
    const { checked, violations } = await service.check();
    expect(violations).toEqual([]);
    expect(checked).toMatchObject({ identities: 6, conversations: 6, tickets: 6, surveys: 1, agents: 2 });
    expect(checked.messages).toBeGreaterThanOrEqual(12);
    expect(checked.jobs).toBeGreaterThanOrEqual(5);
  });

  test.each([...damages, ...damagesOfMerges])("%s is told: %j", async (_, rules, harm) => {
    const store = open();
    const made = await busyDesk(store);
    await harm(store, made);
    const { violations } = await made.service.check();
    expect(violations.map(({ rule }) => rule).sort()).toEqual(rules);
    for (const { sentence } of violations) expect(sentence).toMatch(/^[A-Z].*\.$/);
  });

  test("a violation names its subject", async () => {
    const store = open();
    const { service, ticketOf } = await busyDesk(store);
    const { id } = await ticketOf("ada");
    await change(store, "ticket", id, { waiting: true });
    const expected: Violation = {
      rule: "ticket.two_owners",
      subject: { kind: "ticket", id },
      sentence: `Ticket ${id} waits in its queue, and agent li has it.`,
    };
    expect((await service.check()).violations).toEqual([expected]);
  });

  test.each<[string, string, (job: JobRecord) => JobRecord]>([
    ["claimed jobs of one lane", "job.lane_claimed_twice", (job) => ({ ...job, lane: "in:x", state: "claimed" })],
    ["live jobs of one key", "job.key_doubled", (job) => ({ ...job, key: "x" })],
  ])("two %s are told", async (_, rule, alike) => {
    let isBroken = false;
    const store = brokenStore(open(), {
      reader: (reader) => ({
        async findJobs(state, page) {
          const jobs = await reader.findJobs(state, page);
          return isBroken ? jobs.map((job, place) => (place < 2 ? alike(job) : job)) : jobs;
        },
      }),
    });
    const { service } = await busyDesk(store);
    isBroken = true;
    const { violations } = await service.check();
    expect(violations.map((violation) => violation.rule)).toEqual([rule, rule]);
    expect(violations.map(({ subject }) => subject.kind)).toEqual(["job", "job"]);
  });

  test("two claims of a lane, of which one was over when the other began, are not told", async () => {
    let scans = Number.POSITIVE_INFINITY;
    const store = brokenStore(open(), {
      reader: (reader) => ({
        async findJobs(state, page) {
          const jobs = await reader.findJobs(state, page);
          scans += 1;
          // The walk, what it doubts, and the first of two readings in the transaction.
          return scans > 3 ? jobs : jobs.map((job) => ({ ...job, lane: "in:x", state: "claimed" as const }));
        },
      }),
    });
    const { service } = await busyDesk(store);
    scans = 0;
    expect((await service.check()).violations).toEqual([]);
    expect(scans).toBeGreaterThan(3);
  });

  test("a ticket that slips by while those of an agent are counted is looked for again", async () => {
    let slips = 0;
    const store = brokenStore(open(), {
      reader: (reader) => ({
        async find(kind, index, key, page) {
          const found = await reader.find(kind, index, key, page);
          if (index !== "ofAgent" || slips === 0) return found;
          slips -= 1;
          return [];
        },
      }),
    });
    const { service, say } = await desk({ store, agents: [{ id: "li" }] });
    await say("ada", offTopic);
    slips = 8;
    expect((await service.check()).violations).toEqual([]);
    expect(slips).toBe(0);
  });

  test("what only seemed wrong, since it changed while it was read, is not told", async () => {
    let isTorn = false;
    let tornReads = 0;
    const store = brokenStore(open(), {
      store: (whole) => ({
        read: (tenant, work) =>
          whole.read(tenant, (reader) =>
            work({
              ...{ tenant: reader.tenant, now: reader.now },
              get: (kind, id, options) => reader.get(kind, id, options),
              readLog: (log, page) => reader.readLog(log, page),
              findJobs: async (state, page) => (isTorn ? [] : reader.findJobs(state, page)),
              async find(kind, index, key, page) {
                const found = await reader.find(kind, index, key, page);
                if (!isTorn || kind !== "message") return found;
                tornReads += 1;
                return found.slice(1);
              },
            }),
          ),
      }),
    });
    const { service } = await busyDesk(store);
    isTorn = true;
    expect((await service.check()).violations).toEqual([]);
    expect(tornReads).toBeGreaterThan(0);
  });

  test("timers that the policy does not ask for are not missed", async () => {
    const policy = { unansweredMinutes: null, autoCloseDays: null, survey: false } as const;
    const { service } = await busyDesk(open(), { ...policy, escalation: { levels: [["supervisor"]] } });
    const { checked, violations } = await service.check();
    expect(violations).toEqual([]);
    // Only that of the last level, which tells when it did not acknowledge either.
    expect(checked.jobs).toBe(1);
  });

  test("a ticket that escalated by itself and was taken then needs no second timer", async () => {
    const { service, say, ticketOf, pass } = await desk({ store: open() });
    await say("ada", technicalIssue);
    await pass({ hours: 2 });
    await service.tickets.take((await ticketOf("ada")).id, { agentId: "li" });
    expect((await service.check()).violations).toEqual([]);
  });

  test("more than a page of everything is looked at, without keeping it", async () => {
    const { service, channel } = await desk({ store: open(), agents: [{ id: "li", capacity: 1_000 }] });
    for (let number = 0; number < 600; number += 1) await channel.say(`p${number}`, offTopic);
    await service.idle();
    for (let number = 0; number < 600; number += 1) await channel.say("p0", `and ${number}`);
    await service.idle();
    const { checked, violations } = await service.check();
    expect(violations).toEqual([]);
    expect(checked).toMatchObject({ conversations: 600, tickets: 600, agents: 1, jobs: 600 });
    expect(checked.messages).toBeGreaterThanOrEqual(1_800);
  });
});
