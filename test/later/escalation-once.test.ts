import fc from "fast-check";
import { CustomerServiceError, type ServiceEvents } from "kefu";
import { describe, expect, test } from "vitest";
import { desk, stores, type TestDesk, technicalIssue } from "../harness.ts";

/** What people and time do to an escalation, in any order. */
const acts = {
  escalate: ({ service }, id) => service.tickets.escalate(id, { reason: "over my head" }),
  acknowledge: ({ service }, id) => service.tickets.acknowledge(id),
  deescalate: ({ service }, id) => service.tickets.deescalate(id),
  reply: ({ service }, id) => service.tickets.reply(id, { agentId: "li", text: "Please try again." }),
  resolve: ({ service }, id) => service.tickets.resolve(id),
  write: ({ say }) => say("ada", "this is ridiculous, it crashes"),
  wait: ({ pass }) => pass({ minutes: 16 }),
  waitLong: ({ pass }) => pass({ hours: 2 }),
} satisfies Record<string, (made: TestDesk, ticketId: string) => Promise<unknown>>;

type EscalationEvent = ServiceEvents["ticket.escalated"];

const nameOf = ({ ticket, level }: EscalationEvent) => `${ticket.id}:${level}:${ticket.escalationCount}`;

function expectRefusal(error: unknown): void {
  if (!(error instanceof CustomerServiceError && /\.(refused|bad_move)$/.test(error.code))) throw error;
}

describe.each(stores)("an escalation on $name", ({ open }) => {
  test("tells each level of each escalation once, in order, whatever people do meanwhile", async () => {
    const names = fc.array(fc.constantFrom(...(Object.keys(acts) as (keyof typeof acts)[])), { maxLength: 25 });
    await fc.assert(
      fc.asyncProperty(names, async (chosen) => {
        const levels = [["supervisor"], ["supervisor"], ["supervisor"]];
        const made = await desk({ store: open(), survey: false, escalation: { levels, acknowledgeMinutes: 15 } });
        await made.say("ada", technicalIssue);
        for (const act of chosen) await acts[act](made, (await made.ticketOf("ada")).id).catch(expectRefusal);
        await made.service.idle();
        await made.service.stop();
        const events = made.told("ticket.escalated");
        expect(new Set(events.map(nameOf)).size).toBe(events.length);
        expect(made.notifications.map(({ key }) => key).toSorted()).toEqual(events.map(nameOf).toSorted());
        for (const [index, { level, ticket }] of events.entries()) {
          const before = events.slice(0, index).filter((one) => one.ticket.escalationCount === ticket.escalationCount);
          expect(level).toBe(before.length + 1);
        }
      }),
      { numRuns: 15, seed: 7 },
    );
  }, 60_000);
});
