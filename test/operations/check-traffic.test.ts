import fc from "fast-check";
import { type CustomerService, CustomerServiceError, type TicketStore } from "kefu";
import { describe, expect, test } from "vitest";
import { desk, faq, offTopic, stores, type TestDesk, technicalIssue } from "../harness.ts";

const people = ["ada", "bob", "cem", "dan"] as const;
const texts = [
  ...[technicalIssue, offTopic, "I want a human", "Refund policy", "5", "thanks", ...Object.keys(faq)],
  ...["back to the bot", "this is ridiculous", "production is down"],
];
const agents = ["li", "wang", "zhao"] as const;

/** What agents do with a person's latest ticket. */
const acts = {
  take: ({ service }, id, agentId) => service.tickets.take(id, { agentId }),
  assign: ({ service }, id, to) => service.tickets.assign(id, { to }),
  reply: ({ service }, id, agentId) => service.tickets.reply(id, { agentId, text: "Please try again." }),
  setPending: ({ service }, id) => service.tickets.setPending(id),
  handBack: ({ service }, id) => service.tickets.handBack(id),
  escalate: ({ service }, id) => service.tickets.escalate(id, { reason: "over my head" }),
  acknowledge: ({ service }, id) => service.tickets.acknowledge(id),
  resolve: ({ service }, id) => service.tickets.resolve(id),
  close: ({ service }, id) => service.tickets.close(id),
  reopen: ({ service }, id) => service.tickets.reopen(id),
  accept: ({ service }, id, agentId) => service.tickets.accept(id, { agentId }),
  decline: ({ service }, id, agentId) => service.tickets.decline(id, { agentId }),
  transfer: ({ service }, id) => service.tickets.transfer(id, { queue: "general" }),
  deescalate: ({ service }, id) => service.tickets.deescalate(id),
  setPriority: ({ service }, id) => service.tickets.setPriority(id, { impact: "high", urgency: "high" }),
  tag: ({ service }, id) => service.tickets.tag(id, { add: ["seen"] }),
  split,
  merge: async ({ service }, id) => service.tickets.merge(id, { into: await otherTicketOf(service, id) }),
  unmerge: async ({ service }, id) => service.tickets.unmerge(await otherTicketOf(service, id)),
  signIn,
  part,
} satisfies Record<string, (made: TestDesk, ticketId: string, agentId: string) => Promise<unknown>>;

/** The last thing the customer wrote becomes a ticket of its own. */
async function split({ service }: TestDesk, ticketId: string): Promise<unknown> {
  const { conversationId } = await service.tickets.get(ticketId);
  const written = await service.conversations.messages(conversationId, { descending: true, limit: 1_000 });
  const inbound = written.find((message) => message.direction === "inbound" && message.ticketId === ticketId);
  return inbound && service.tickets.split(ticketId, { messageIds: [inbound.id] });
}

async function otherTicketOf(service: CustomerService, ticketId: string): Promise<string> {
  const { customerId } = await service.tickets.get(ticketId);
  const theirs = await service.tickets.list({ customerId }, { limit: 1_000 });
  return theirs.find(({ id }) => id !== ticketId)?.id ?? ticketId;
}

/** Everybody has the same phone: the second who signs in becomes part of the first. */
async function signIn({ service }: TestDesk, ticketId: string): Promise<unknown> {
  const { customerId } = await service.tickets.get(ticketId);
  const key = { kind: "phone", value: "+86 138 0013 8000" };
  const verified = await service.customers.verify(customerId, { ...key, evidence: "one-time code" });
  if (verified.status !== "conflict") return;
  return service.customers.merge(verified.customerId, customerId, { key, evidence: "one-time code" });
}

async function part({ service }: TestDesk, ticketId: string): Promise<unknown> {
  const merges = await service.customers.merges((await service.tickets.get(ticketId)).customerId);
  const last = merges.findLast(({ undoneAt }) => undoneAt === null);
  return last && service.customers.unmerge(last.id);
}

type Step =
  | { readonly does: "say"; readonly person: string; readonly text: string }
  | { readonly does: "act"; readonly act: keyof typeof acts; readonly person: string; readonly agentId: string }
  | { readonly does: "presence"; readonly agentId: string; readonly presence: "online" | "away" | "offline" }
  | { readonly does: "pass"; readonly minutes: number };

const person = fc.constantFrom(...people);
const agentId = fc.constantFrom(...agents);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ does: fc.constant("say"), person, text: fc.constantFrom(...texts) }) },
  {
    weight: 5,
    arbitrary: fc.record({
      ...{ does: fc.constant("act"), person, agentId },
      act: fc.constantFrom(...(Object.keys(acts) as (keyof typeof acts)[])),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      ...{ does: fc.constant("presence"), agentId },
      presence: fc.constantFrom("online", "away", "offline"),
    }),
  },
  { weight: 2, arbitrary: fc.record({ does: fc.constant("pass"), minutes: fc.constantFrom(1, 31, 61, 3_000, 6_000) }) },
);

/** Does a step, or is refused: not everything is possible at any time. */
async function take(made: TestDesk, step: Step): Promise<unknown> {
  switch (step.does) {
    case "say":
      return made.channel.say(step.person, step.text);
    case "act": {
      const found = await made.service.conversations.find("telegram", step.person);
      if (found === null) return;
      const [ticket] = await made.service.tickets.list({ conversationId: found.id }, { descending: true, limit: 1 });
      return ticket && acts[step.act](made, ticket.id, step.agentId).catch(expectRefusal);
    }
    case "presence":
      return made.service.agents.setPresence(step.agentId, step.presence);
    case "pass":
      return made.pass({ minutes: step.minutes });
    default:
      return step satisfies never;
  }
}

function expectRefusal(error: unknown): void {
  if (!(error instanceof CustomerServiceError && /\.(refused|bad_move)$/.test(error.code))) throw error;
}

function trafficDesk(store: TicketStore): Promise<TestDesk> {
  return desk({
    store,
    agents: [
      { id: "li", skills: ["technical"], capacity: 2 },
      { id: "wang", capacity: 2 },
      { id: "zhao", skills: { general: 1, technical: 3 }, capacity: 1, presence: "away" },
    ],
    routes: {
      technical: { queue: "technical", skills: [{ skill: "technical", level: 2, relaxAfterMinutes: 30 }] },
    },
    queues: {
      general: { reservationSeconds: 60, routing: "round_robin", overflow: [{ afterMinutes: 45, to: "spare" }] },
      spare: {},
    },
    reassignAfterMinutes: 40,
    stickyDays: 30,
    escalation: {
      levels: [["supervisor"], { notify: ["supervisor"], queue: "general" }, ["supervisor"]],
      triggers: { botFailures: 2 },
    },
    survey: { delayMinutes: 30 },
    sla: [
      { name: "urgent", when: { priorities: ["high", "urgent"] }, firstResponseMinutes: 30, resolutionMinutes: 60 },
      { name: "others", nextResponseMinutes: 30, totalResolutionMinutes: 3_000, pauseOn: ["pending", "escalated"] },
    ],
  });
}

describe.each(stores)("a busy desk on $name", ({ open }) => {
  test("has no violations, whatever people do, while they do it and afterwards", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 40 }), async (steps) => {
        const made = await trafficDesk(open());
        const reports = [];
        for (let first = 0; first < steps.length; first += 4) {
          const group = steps.slice(first, first + 4);
          const together = group.filter(({ does }) => does !== "pass").map((one) => take(made, one));
          reports.push(made.service.check());
          await Promise.all(together);
          for (const one of group) if (one.does === "pass") await take(made, one);
        }
        await made.service.idle();
        reports.push(made.service.check());
        const violations = (await Promise.all(reports)).flatMap((report) => report.violations);
        await made.service.stop();
        expect(violations).toEqual([]);
      }),
      { numRuns: 20, seed: 1 },
    );
  }, 120_000);
});
