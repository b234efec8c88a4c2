import fc from "fast-check";
import { CustomerServiceError, memoryTicketStore, type RoutingStrategyName, type TicketStore } from "kefu";
import { sqliteTicketStore } from "kefu/sqlite";
import { describe, expect, test } from "vitest";
import { desk, offTopic, type TestDesk, technicalIssue } from "../harness.ts";

const people = ["ada", "bob", "cem", "dan", "eve", "fay"] as const;
const agents = ["li", "wang", "zhao"] as const;

type Step =
  | { readonly does: "say"; readonly person: string; readonly text: string }
  | { readonly does: "act"; readonly act: keyof typeof acts; readonly person: string; readonly agentId: string }
  | {
      readonly does: "presence";
      readonly agentId: string;
      readonly presence: "online" | "away" | "offline";
      readonly handBack: boolean;
    }
  | { readonly does: "heartbeat"; readonly agentId: string }
  | { readonly does: "pass"; readonly seconds: number };

const acts = {
  accept: ({ service }, id, agentId) => service.tickets.accept(id, { agentId }),
  decline: ({ service }, id, agentId) => service.tickets.decline(id, { agentId }),
  take: ({ service }, id, agentId) => service.tickets.take(id, { agentId }),
  assign: ({ service }, id, to) => service.tickets.assign(id, { to }),
  reply: ({ service }, id, agentId) => service.tickets.reply(id, { agentId, text: "Please try again." }),
  setPending: ({ service }, id) => service.tickets.setPending(id),
  handBack: ({ service }, id) => service.tickets.handBack(id),
  escalate: ({ service }, id) => service.tickets.escalate(id, { reason: "over my head" }),
  resolve: ({ service }, id) => service.tickets.resolve(id),
  close: ({ service }, id) => service.tickets.close(id),
  reopen: ({ service }, id) => service.tickets.reopen(id),
} satisfies Record<string, (made: TestDesk, ticketId: string, agentId: string) => Promise<unknown>>;

const person = fc.constantFrom(...people);
const agentId = fc.constantFrom(...agents);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ does: fc.constant("say"), person, text: fc.constantFrom(offTopic, technicalIssue) }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      ...{ does: fc.constant("act"), person, agentId },
      act: fc.constantFrom(...(Object.keys(acts) as (keyof typeof acts)[])),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      ...{ does: fc.constant("presence"), agentId, handBack: fc.boolean() },
      presence: fc.constantFrom("online", "away", "offline"),
    }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constant("heartbeat"), agentId }) },
  { weight: 3, arbitrary: fc.record({ does: fc.constant("pass"), seconds: fc.constantFrom(1, 20, 61, 400, 4_000) }) },
);

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
      return made.service.agents.setPresence(step.agentId, step.presence, { handBack: step.handBack });
    case "heartbeat":
      return made.service.agents.heartbeat(step.agentId);
    case "pass":
      return made.pass({ seconds: step.seconds });
    default:
      return step satisfies never;
  }
}

function expectRefusal(error: unknown): void {
  if (!(error instanceof CustomerServiceError && /\.(refused|bad_move)$/.test(error.code))) throw error;
}

function trafficDesk(store: TicketStore, routing: RoutingStrategyName, isOffering: boolean): Promise<TestDesk> {
  return desk({
    store,
    routing,
    agents: [
      { id: "li", skills: { technical: 2, general: 1 }, capacity: 2, teams: ["first"] },
      { id: "wang", capacity: 2 },
      { id: "zhao", skills: ["technical", "general"], capacity: 1, teams: ["second"] },
    ],
    routes: {
      technical: { queue: "technical", skills: [{ skill: "technical", level: 2, relaxAfterMinutes: 1 }] },
    },
    queues: { technical: { teams: ["first"], overflow: [{ afterMinutes: 5, to: "anybody" }] }, anybody: {} },
    channelWeights: { telegram: 0.5 },
    reservationSeconds: isOffering ? 20 : null,
    ...{ reassignAfterMinutes: 5, presenceTimeoutMinutes: 3, stickyDays: 1, survey: false },
  });
}

/** Every unfinished ticket has an agent, or is offered, or waits, or the bot waits for its customer. */
async function leftAlone({ service }: TestDesk): Promise<readonly string[]> {
  const found = [];
  for (const status of ["open", "in_progress", "escalated", "pending"] as const) {
    found.push(...(await service.tickets.list({ status }, { limit: 1_000 })));
  }
  return found.flatMap(({ id, status, agentId, reservedFor, waiting }) =>
    agentId !== null || reservedFor !== null || waiting !== null || status === "pending" ? [] : [id],
  );
}

describe.each([
  ["memory", () => memoryTicketStore()],
  ["sqlite", () => sqliteTicketStore(":memory:")],
] as const)("agents who come and go on %s", (_, open) => {
  test("nobody is left alone, whatever agents do with what they are offered", async () => {
    const strategies = fc.constantFrom<RoutingStrategyName>("skill_based", "round_robin", "least_busy", "manual");
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 20, maxLength: 50 }),
        strategies,
        fc.boolean(),
        async (steps, routing, isOffering) => {
          const made = await trafficDesk(open(), routing, isOffering);
          for (let first = 0; first < steps.length; first += 3) {
            const group = steps.slice(first, first + 3);
            await Promise.all(group.filter(({ does }) => does !== "pass").map((one) => take(made, one)));
            for (const one of group) if (one.does === "pass") await take(made, one);
          }
          await made.service.idle();
          const { violations } = await made.service.check();
          expect(violations).toEqual([]);
          expect(await leftAlone(made)).toEqual([]);
          const died = made.told("job.died");
          await made.service.stop();
          expect(died).toEqual([]);
        },
      ),
      { numRuns: 40, seed: 7 },
    );
  }, 60_000);
});
