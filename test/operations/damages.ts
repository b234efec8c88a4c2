import type { TicketStore } from "kefu";
import { desk, last, offTopic, type TestDesk, type TestDeskOptions, technicalIssue } from "../harness.ts";
import { change, loseJobs, loseRecord } from "./stored.ts";

/** Ada has a ticket that Li works on, Bob one that waits, Cem one that was handed back, Dan resolved, Eve escalated. */
export async function busyDesk(store: TicketStore, options: Omit<TestDeskOptions, "store"> = {}): Promise<TestDesk> {
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

export const damages: readonly Damage[] = [
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

export const damagesOfMerges: readonly Damage[] = [
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
