import { CustomerService, type TicketStore } from "kefu";
import { type ScriptedChannel, scriptedChannel } from "kefu/testing";
import { brokenStore } from "../stores/broken/broken-store.ts";
import { quantile, report, size } from "./report.ts";
import { closedTicket } from "./stored-tickets.ts";

/** Half of the agents have room; the others are full, and everything that waits is for them. */
const half = 500;
const rareIssue = "The app crashes with an error";

/** How long decisions take: from the lock that only one is made under to its grounds in the ticket's log. */
class Decisions {
  readonly #begun = new Map<object, number>();
  #milliseconds: number[] = [];

  in(store: TicketStore): TicketStore {
    return brokenStore(store, {
      transaction: (tx) => ({
        lock: (name) => {
          if (name === "routing") this.#begun.set(tx, performance.now());
          return tx.lock(name);
        },
        append: async (log, entry) => {
          await tx.append(log, entry);
          const begun = this.#begun.get(tx);
          if (begun !== undefined) this.#milliseconds.push(performance.now() - begun);
          this.#begun.delete(tx);
        },
      }),
    });
  }

  take(): readonly number[] {
    const taken = this.#milliseconds;
    this.#milliseconds = [];
    return taken;
  }
}

/** What a decision takes among many agents and waiting tickets, and how soon a place that gets free is taken. */
export async function measureRouting(name: string, store: TicketStore): Promise<void> {
  const decisions = new Decisions();
  const channel = scriptedChannel({ id: "bench", kind: "webchat" });
  const service = new CustomerService({
    store: decisions.in(store),
    channels: [channel],
    agents: [
      ...Array.from({ length: half }, (_, number) => ({ id: `free-${number}`, capacity: 1_000 })),
      ...Array.from({ length: half }, (_, number) => ({ id: `full-${number}`, skills: ["rare"], capacity: 1 })),
    ],
    routes: { technical: { queue: "rare", skills: ["rare"] } },
    ...{ unansweredMinutes: null, survey: false },
  });
  await service.start();
  for (let number = 0; number < half; number += 1) await channel.say(`holder-${number}`, rareIssue);
  await service.idle();
  await storeWaiting(store, size.waiting);
  decisions.take();
  const among = `${2 * half} agents, ${size.waiting} waiting, ${name}`;
  await routeNewTickets(service, channel, size.routed);
  tell(`decision for a new ticket, ${among}`, decisions.take());
  const soon = await freeAgents(service, Math.min(size.routed, half));
  tell(`decision for the head of the queue, ${among}`, decisions.take());
  tell(`from a resolved ticket to the next one assigned, ${among}`, soon);
  await service.stop();
}

function tell(what: string, milliseconds: readonly number[]): void {
  report(`${what}, p50`, quantile(milliseconds, 0.5), "ms");
  report(`${what}, p95`, quantile(milliseconds, 0.95), "ms");
}

async function routeNewTickets(service: CustomerService, channel: ScriptedChannel, count: number): Promise<void> {
  for (let number = 0; number < count; number += 1) {
    await channel.say(`newcomer-${number}`, "tell me a joke");
    await service.idle();
  }
}

/** Milliseconds from the call that resolves a ticket to its agent having the next one. */
async function freeAgents(service: CustomerService, count: number): Promise<readonly number[]> {
  const milliseconds: number[] = [];
  for (let number = 0; number < count; number += 1) {
    const [held] = await service.tickets.listOf(`full-${number}`);
    if (held === undefined) throw new Error(`full-${number} has no ticket.`);
    const assigned = new Promise<void>((resolve) => {
      const stop = service.on("ticket.assigned", () => {
        stop();
        resolve();
      });
    });
    const begun = performance.now();
    await service.tickets.resolve(held.id);
    await assigned;
    milliseconds.push(performance.now() - begun);
    await service.idle();
  }
  return milliseconds;
}

/** Fills an open store with tickets that wait for the rare skill, each with its conversation. */
async function storeWaiting(store: TicketStore, count: number): Promise<void> {
  for (let first = 0; first < count; first += 500) {
    await store.transact("default", async (tx) => {
      for (let number = first; number < Math.min(first + 500, count); number += 1) {
        const ticket = closedTicket(number);
        const { id: ticketId, conversationId: address, createdAt } = { ...ticket, conversationId: `waiting-${number}` };
        const times = { createdAt, updatedAt: createdAt };
        await tx.put("ticket", {
          ...ticket,
          ...{ status: "open", queue: "rare", agentId: null, waiting: true, waitingSince: createdAt, closureCount: 0 },
          ...{ conversationId: address, resolvedAt: null, closedAt: null, closedBy: null, assignedAt: null },
          skills: [{ skill: "rare", level: 1, relaxAfterMinutes: null, dropped: false }],
        });
        await tx.put("conversation", {
          ...{ id: address, version: 0, channelId: "bench", address, customerId: ticket.customerId, ticketId },
          ...{
            language: "zh-CN",
            state: "queued",
            agentId: null,
            ownerRevision: 1,
            botFailures: 0,
            laterTicketIds: [],
            surveyId: null,
          },
          ...{ lastInboundAt: null, reachable: true, offerId: null, lastSequence: 0, handledSequence: 0, ...times },
        });
      }
    });
  }
}
