import { perform, system } from "../acts/act.ts";
import { chooseAgentFor, giveTo, requirementOf } from "../acts/assign-ticket.ts";
import { conversationOf, ticketOf } from "../acts/lookup.ts";
import { joinConversation } from "../acts/place-ticket.ts";
import type { ServiceContext } from "../context.ts";
import { type Agent, chooseAgent } from "../model/agent.ts";
import type { Job } from "../model/job.ts";
import type { Ticket } from "../model/ticket.ts";

/** Waiting tickets looked at in one go, in their order. */
const pageSize = 50;

/**
 * The job of kind `queue.offer`: every waiting ticket, urgent ones first and then the oldest, is offered to the agents
 * who are free now. One that finds nobody keeps its place and does not hold up those behind it, who may need other skills.
 */
export async function offerQueue(service: ServiceContext, job: Job): Promise<void> {
  let after: Ticket | undefined;
  for (let more = true; more; ) {
    const free = await freeAgents(service);
    const page = free.length === 0 ? [] : await waitingAfter(service, after);
    for (const ticket of page) {
      // Looked at here first: most find nobody, and nothing needs to be locked or written for them.
      if (chooseAgent(free, requirementOf(service, ticket)).chosen !== null) await offer(service, ticket.id);
    }
    after = page.at(-1);
    more = page.length === pageSize;
  }
  await service.store.transact(service.tenant, (tx) => tx.settle(job, { outcome: "done" }));
}

async function freeAgents(service: ServiceContext): Promise<readonly Agent[]> {
  const online = await service.store.read(service.tenant, (reader) =>
    reader.find("agent", "byPresence", { presence: "online" }, { limit: 10_000 }),
  );
  return online.filter(({ load, capacity }) => load < capacity);
}

function waitingAfter(service: ServiceContext, after: Ticket | undefined): Promise<readonly Ticket[]> {
  return service.store.read(service.tenant, (reader) =>
    reader.find("ticket", "waiting", { waiting: true }, { limit: pageSize, after }),
  );
}

async function offer(service: ServiceContext, ticketId: string): Promise<void> {
  await perform(service, system, async (act) => {
    const ticket = await ticketOf(act, ticketId);
    if (ticket.waiting === null) return;
    const { chosen, decision } = await chooseAgentFor(act, ticket);
    if (chosen === null) return;
    await act.record(`ticket:${ticketId}`, { kind: "decided", messageIds: [], decisions: [decision] });
    const assigned = await giveTo(act, ticket, chosen, "an agent is free");
    await joinConversation(act, await conversationOf(act, ticket.conversationId), assigned);
  });
}
