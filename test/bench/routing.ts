import { CustomerService, type Priority, priorityRank, systemClock, type Ticket, type TicketStore } from "kefu";
import { scriptedChannel } from "kefu/testing";
import { quantile, report, size } from "./report.ts";
import { closedTicket } from "./stored-tickets.ts";

/** As a large desk has them: half of the agents are free, the other half full, with everything waiting for these. */
const agents = { free: 500, full: 500 };

/** What a decision takes among many agents and waiting tickets, and how soon a place that gets free is taken. */
export async function measureRouting(name: string, store: TicketStore): Promise<void> {
  const decisions = new Stopwatch();
  const channel = scriptedChannel({ id: "bench", kind: "webchat" });
  const service = new CustomerService({
    store: timed(store, decisions),
    channels: [channel],
    agents: [
      ...Array.from({ length: agents.free }, (_, number) => ({ id: `free-${number}`, capacity: 1_000 })),
      ...Array.from({ length: agents.full }, (_, number) => ({ id: `full-${number}`, skills: ["rare"], capacity: 1 })),
    ],
    routes: { technical: { queue: "rare", skills: ["rare"] } },
    ...{ unansweredMinutes: null, survey: false },
  });
  await service.start();
  // One of these for each full agent, and one to be resolved in each round to come.
  for (let number = 0; number < agents.full; number += 1) {
    await channel.say(`holder-${number}`, "The app crashes with an error");
  }
  await service.idle();
  await storeWaiting(store, size.waiting);
  const among = `${agents.free + agents.full} agents and ${size.waiting} waiting, ${name}`;
  await measureNewTickets(service, channel, decisions, among);
  await measureFreedAgents(service, decisions, among);
  await service.stop();
}
