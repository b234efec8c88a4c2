import { memoryTicketStore } from "kefu";
import { scriptedChannel } from "kefu/testing";
import { describe, expect, test } from "vitest";
import { desk, li, offTopic, stores, type TestDesk, technicalIssue, unstartedDesk } from "../harness.ts";

type Attempt = (made: TestDesk, ticketId: string) => Promise<unknown>;

/** What is tried on a ticket of Li's that is open: each is refused, and leaves everything as it was. */
const onOpen: readonly [string, Attempt, { code: string; message: RegExp }][] = [
  [
    "a reply by an agent who does not have it",
    ({ service }, id) => service.tickets.reply(id, { agentId: "wang", text: "Mine." }),
    { code: "ticket.refused", message: /agent li has it; assign it to take it over/ },
  ],
  [
    "taking what another agent has",
    ({ service }, id) => service.tickets.take(id, { agentId: "wang" }),
    { code: "ticket.refused", message: /agent li has it; assign it to take it over/ },
  ],
  [
    "a reply by an agent nobody knows",
    ({ service }, id) => service.tickets.reply(id, { agentId: "nobody", text: "Mine." }),
    { code: "agent.not_found", message: /There is no agent nobody/ },
  ],
  [
    "an empty reply",
    ({ service }, id) => service.tickets.reply(id, { agentId: "li", text: " \n\u0000 " }),
    { code: "message.invalid", message: /not all space/ },
  ],
  [
    "a reply beyond all limits",
    ({ service }, id) => service.tickets.reply(id, { agentId: "li", text: "x".repeat(20_001) }),
    { code: "message.invalid", message: /at most 20000/ },
  ],
  [
    "an empty note",
    ({ service }, id) => service.tickets.note(id, { agentId: "li", text: "" }),
    { code: "message.invalid", message: /1 to 20000/ },
  ],
  [
    "an escalation without a reason",
    ({ service }, id) => service.tickets.escalate(id, { agentId: "li", reason: "" }),
    { code: "message.invalid", message: /1 to 20000/ },
  ],
  [
    "an escalation by an agent nobody knows",
    ({ service }, id) => service.tickets.escalate(id, { agentId: "nobody", reason: "help" }),
    { code: "agent.not_found", message: /nobody/ },
  ],
  [
    "giving it to an agent nobody knows",
    ({ service }, id) => service.tickets.assign(id, { to: "nobody", agentId: "li" }),
    { code: "agent.not_found", message: /nobody/ },
  ],
  [
    "acknowledging what is not escalated",
    ({ service }, id) => service.tickets.acknowledge(id, { agentId: "li" }),
    { code: "ticket.refused", message: /is open; only an escalated one is acknowledged/ },
  ],
  [
    "reopening what is open",
    ({ service }, id) => service.tickets.reopen(id, { agentId: "li" }),
    { code: "ticket.bad_move", message: /is open; from there it can become .*closed, not open/ },
  ],
  [
    "resolving it for an empty reason",
    ({ service }, id) => service.tickets.resolve(id, { agentId: "li", reason: " " }),
    { code: "message.invalid", message: /not all space/ },
  ],
  [
    "a second ticket in its conversation",
    async ({ service, conversationOf }) =>
      service.tickets.create({ conversationId: (await conversationOf("ada")).id, text: "another" }),
    { code: "ticket.refused", message: /is about it already/ },
  ],
];

const onClosed: readonly [string, Attempt, { code: string; message: RegExp }][] = [
  [
    "closing it again",
    ({ service }, id) => service.tickets.close(id, { agentId: "li" }),
    { code: "ticket.bad_move", message: /is closed; from there it can become open, not closed/ },
  ],
  [
    "resolving it",
    ({ service }, id) => service.tickets.resolve(id),
    { code: "ticket.bad_move", message: /not resolved/ },
  ],
  [
    "escalating it",
    ({ service }, id) => service.tickets.escalate(id, { reason: "help" }),
    { code: "ticket.bad_move", message: /not escalated/ },
  ],
  [
    "setting it pending",
    ({ service }, id) => service.tickets.setPending(id),
    { code: "ticket.bad_move", message: /not pending/ },
  ],
  [
    "replying",
    ({ service }, id) => service.tickets.reply(id, { agentId: "li", text: "One more thing." }),
    { code: "ticket.refused", message: /it is closed; reopen it before it is answered/ },
  ],
  [
    "taking it",
    ({ service }, id) => service.tickets.take(id, { agentId: "li" }),
    { code: "ticket.refused", message: /reopen it before it is taken/ },
  ],
  [
    "giving it to somebody",
    ({ service }, id) => service.tickets.assign(id, { to: "wang" }),
    { code: "ticket.refused", message: /reopen it before it is assigned/ },
  ],
  [
    "handing it back",
    ({ service }, id) => service.tickets.handBack(id),
    { code: "ticket.refused", message: /reopen it before it is handed back/ },
  ],
];

async function refused(made: TestDesk, attempt: Attempt, refusal: { code: string; message: RegExp }): Promise<void> {
  const { id } = await made.ticketOf("ada");
  const [before, events, sends] = [await made.recordsOf("ada"), made.events.length, made.channel.sendCalls];
  await expect(attempt(made, id)).rejects.toMatchObject({
    code: refusal.code,
    message: expect.stringMatching(refusal.message),
  });
  await made.service.idle();
  expect(await made.recordsOf("ada")).toBe(before);
  expect(made.events).toHaveLength(events);
  expect(made.channel.sendCalls).toBe(sends);
}

describe.each(stores)("what the desk refuses on $name", ({ open }) => {
  test.each(onOpen)("%s is refused with a sentence, and nothing is half done", async (_, attempt, refusal) => {
    const made = await desk({ store: open() });
    await made.say("ada", technicalIssue);
    await refused(made, attempt, refusal);
  });

  test.each(onClosed)(
    "on a closed ticket, %s is refused with a sentence, and nothing is half done",
    async (_, attempt, refusal) => {
      const made = await desk({ store: open() });
      await made.say("ada", technicalIssue);
      await made.service.tickets.close((await made.ticketOf("ada")).id, { agentId: "li" });
      await made.service.idle();
      await refused(made, attempt, refusal);
    },
  );

  test("a handed back ticket is not handed back again", async () => {
    const made = await desk({ store: open() });
    await made.say("ada", technicalIssue);
    await made.service.tickets.handBack((await made.ticketOf("ada")).id, { agentId: "li" });
    await made.service.idle();
    await refused(made, ({ service }, id) => service.tickets.handBack(id), {
      ...{ code: "conversation.bad_move", message: /is bot; from there it can become queued, human, ended, not bot/ },
    });
  });

  test("an older ticket is not reopened while its conversation is about a newer one", async () => {
    const made = await desk({ store: open(), reopenWithinDays: 0 });
    await made.say("ada", technicalIssue);
    const older = await made.ticketOf("ada");
    await made.service.tickets.close(older.id);
    await made.pass({ days: 1 });
    await made.say("ada", technicalIssue);
    const newer = await made.ticketOf("ada");
    expect(newer.id).not.toBe(older.id);
    await refused(made, ({ service }) => service.tickets.reopen(older.id), {
      ...{ code: "ticket.refused", message: new RegExp(`its conversation is about ${newer.id} now`) },
    });
  });

  test("a ticket needs a customer, who is known from the first handled message", async () => {
    const { service } = await desk({ store: open() });
    await expect(service.tickets.create({ conversationId: "nowhere", text: "x" })).rejects.toMatchObject({
      code: "conversation.not_found",
    });
  });

  test("ids nobody knows are refused by kind", async () => {
    const { service } = await desk({ store: open() });
    const { tickets, agents, customers, conversations } = service;
    const attempts: [() => Promise<unknown>, string][] = [
      [() => tickets.get("T-0"), "ticket.not_found"],
      [() => tickets.take("T-0", { agentId: "li" }), "ticket.not_found"],
      [() => tickets.note("T-0", { text: "hello" }), "ticket.not_found"],
      [() => tickets.close("T-0"), "ticket.not_found"],
      [() => service.explain("T-0"), "ticket.not_found"],
      [() => agents.get("nobody"), "agent.not_found"],
      [() => agents.setPresence("nobody", "online"), "agent.not_found"],
      [() => customers.get("nobody"), "customer.not_found"],
      [() => customers.update("nobody", { tier: "vip" }), "customer.not_found"],
      [() => conversations.get("nowhere"), "conversation.not_found"],
    ];
    for (const [attempt, code] of attempts) await expect(attempt()).rejects.toMatchObject({ code });
    expect(await customers.find("telegram", "nobody")).toBeNull();
    expect(await conversations.find("telegram", "nobody")).toBeNull();
  });

  test("an agent with bad fields is refused by field, and not added", async () => {
    const { service } = await desk({ store: open(), agents: [li] });
    for (const [fields, field] of [
      [{ id: "" }, "id"],
      [{ id: "zhao", capacity: -1 }, "capacity"],
      [{ id: "zhao", skills: [""] }, "skills.0"],
    ] as const) {
      await expect(service.agents.add({ ...fields, skills: [...(fields.skills ?? [])] })).rejects.toMatchObject({
        code: "agent.refused",
        message: expect.stringContaining(field),
      });
    }
    expect(await service.agents.list()).toMatchObject([{ id: "li" }]);
  });

  test.each<[string, object]>([
    ["an id of its own", { id: "zzz" }],
    ["a version", { tier: "vip", version: 77 }],
    ["a language that is no tag", { language: "zh_CN" }],
    ["an empty name", { name: "" }],
    ["a tier that is no text", { tier: 5 }],
    ["nothing", null as unknown as object],
  ])("a customer is not changed to have %s", async (_, changes) => {
    const made = await desk({ store: open() });
    await made.say("ada", offTopic);
    const customer = await made.service.customers.find("telegram", "ada");
    const id = customer?.id ?? "";
    await expect(made.service.customers.update(id, changes)).rejects.toMatchObject({ code: "customer.refused" });
    expect(await made.service.customers.get(id)).toEqual(customer);
    await made.service.customers.update(id, { tier: "vip", language: "pt-BR" });
    expect(await made.service.customers.get(id)).toMatchObject({ id, tier: "vip", language: "pt-BR" });
  });

  test("reasons are cleaned of what no store can keep", async () => {
    const made = await desk({ store: open() });
    await made.say("ada", offTopic);
    const { id } = await made.ticketOf("ada");
    const reason = "a\u0000b\uD800";
    await made.service.tickets.escalate(id, { reason });
    await made.service.tickets.resolve(id, { reason });
    await made.service.tickets.reopen(id, { reason });
    await made.service.tickets.close(id, { reason });
    const reasons = (await made.service.tickets.history(id)).flatMap(({ fact }) =>
      fact.kind === "moved" ? [fact.reason] : [],
    );
    expect(reasons).toEqual(["ab\uFFFD", "ab\uFFFD", "ab\uFFFD", "ab\uFFFD"]);
    expect(made.notifications[0]?.text).toContain("ab\uFFFD");
  });

  test("a take-over is an assignment, after which the ticket is taken by its new agent alone", async () => {
    const made = await desk({ store: open() });
    await made.say("ada", technicalIssue);
    const { id } = await made.ticketOf("ada");
    await made.service.tickets.assign(id, { to: "wang", agentId: "wang" });
    expect(await made.service.tickets.take(id, { agentId: "wang" })).toMatchObject({
      ...{ status: "in_progress", agentId: "wang" },
    });
    expect(await made.conversationOf("ada")).toMatchObject({ state: "human", agentId: "wang" });
    await expect(made.service.tickets.take(id, { agentId: "li" })).rejects.toMatchObject({ code: "ticket.refused" });
    expect(await made.service.agents.get("li")).toMatchObject({ load: 0 });
  });

  test("a ticket that waits in its queue is not set pending, and still finds its agent", async () => {
    const made = await desk({ store: open(), agents: [{ id: "zhao", presence: "offline" }] });
    await made.say("ada", offTopic);
    await refused(made, ({ service }, id) => service.tickets.setPending(id), {
      ...{ code: "ticket.refused", message: /no agent has it; assign it, or hand it back to the bot/ },
    });
    await made.service.agents.setPresence("zhao", "online");
    await made.service.idle();
    expect(await made.ticketOf("ada")).toMatchObject({ status: "open", agentId: "zhao", waiting: null });
  });

  test("of twenty agents who take a ticket at the same time one gets it, and the others are told who has it", async () => {
    const made = await desk({ store: open(), routing: "manual" });
    await made.say("ada", offTopic);
    const { id } = await made.ticketOf("ada");
    const names = Array.from({ length: 20 }, (_, index) => `agent-${index}`);
    for (const name of names) await made.service.agents.add({ id: name });
    const tries = await Promise.allSettled(names.map((agentId) => made.service.tickets.take(id, { agentId })));
    expect(tries.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    const loads = (await made.service.agents.list()).map(({ load }) => load);
    expect(loads.reduce((sum, load) => sum + load, 0)).toBe(1);
    const holder = (await made.ticketOf("ada")).agentId;
    for (const one of tries) {
      if (one.status === "fulfilled") continue;
      expect(one.reason).toMatchObject({
        ...{ code: "ticket.refused", message: expect.stringContaining(`agent ${holder} has it`) },
      });
    }
    expect(await made.service.agents.get(holder ?? "")).toMatchObject({ load: 1 });
    expect(await made.conversationOf("ada")).toMatchObject({ agentId: holder });
  });
});

const circular: { self?: object } = {};
circular.self = circular;

test.each<[string, object, string]>([
  ["no channel", { channels: [] }, "channels"],
  ["a channel no adapter has", { channels: ["fax"] }, "channels.0"],
  ["a word that is no routing", { routing: "random" }, "routing"],
  ["a threshold above 1", { answerThreshold: 2 }, "answerThreshold"],
  [
    "a zone that is none",
    { businessHours: { zone: "Mars", days: [1], from: "09:00", to: "18:00" } },
    "businessHours.zone",
  ],
  [
    "a day that is none",
    { businessHours: { zone: "UTC", days: [8], from: "09:00", to: "18:00" } },
    "businessHours.days.0",
  ],
  [
    "hours that end before they begin",
    { businessHours: { zone: "UTC", days: [1], from: "18:00", to: "09:00" } },
    "businessHours",
  ],
  [
    "hours past the end of the day",
    { businessHours: { zone: "UTC", days: [1], from: "09:00", to: "24:30" } },
    "businessHours.to",
  ],
  ["a language that is no tag", { language: "zh_CN" }, "language"],
  ["a level with a notifier nobody gave", { escalation: { levels: [["pager"]] } }, "escalation.levels"],
  ["a survey page that is no address", { survey: { url: "javascript:alert(1)" } }, "survey"],
  ["an option nobody knows", { chanels: [] }, "options"],
  ["texts that are no object", { texts: { en: "Hi" } }, "texts.en"],
  ["texts of a language that is no tag", { texts: { zh_CN: { thanks: "好" } } }, "texts"],
  ["a text nobody knows", { texts: { en: { thank: "Fine" } } }, "texts.en"],
  ["a text that is no string", { texts: { en: { thanks: 5 } } }, "texts.en.thanks"],
  ["too few words for scores", { texts: { en: { surveyScores: ["bad", "good"] } } }, "texts.en.surveyScores"],
  ["one string for all scores", { texts: { en: { surveyScores: "12345" } } }, "texts.en.surveyScores"],
  ["too many words for scores", { texts: { en: { npsScores: Array(12).fill("fine") } } }, "texts.en.npsScores"],
  ["a score that is no string", { texts: { en: { surveyScores: ["1", "2", "3", "4", 5] } } }, "texts.en.surveyScores"],
  ["an adapter without an id", { adapters: [{ ...scriptedChannel(), id: "" }] }, "adapters.0"],
  ["an adapter without a kind", { adapters: [{ ...scriptedChannel(), kind: undefined }] }, "adapters.0"],
  ["an adapter that can do nothing", { adapters: [{ ...scriptedChannel(), capabilities: undefined }] }, "adapters.0"],
  ["a channel without a longest text", { channels: [{ ...scriptedChannel(), capabilities: {} }] }, "channels.0"],
  ["a notifier without an id", { notifiers: [{ notify: async () => {} }] }, "notifiers.0"],
  ["a store that cannot read", { store: { ...memoryTicketStore(), read: undefined } }, "store"],
  ["a knowledge store that forgets nothing", { knowledge: { add() {}, get() {}, search() {} } }, "knowledge"],
  ["two agents of one id", { agents: [{ id: "li" }, { id: "li" }] }, "agents"],
  ["a level without notifiers", { escalation: { levels: [[]] } }, "escalation.levels.0"],
  ["a number too large for JSON", { concurrency: 10n }, "concurrency"],
  ["a value that contains itself", { tenant: circular }, "tenant"],
])("a desk with %s is refused by the option's name", (_, wrong, option) => {
  const stored = { store: stores[0]?.open() };
  expect(() => unstartedDesk({ ...stored, ...wrong } as Parameters<typeof unstartedDesk>[0])).toThrow(
    expect.objectContaining({ code: "options.invalid", message: expect.stringContaining(`Option ${option}`) }),
  );
});
