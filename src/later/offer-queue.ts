import { perform, system } from "../acts/act.ts";
import { handTo } from "../acts/assign-ticket.ts";
import { chooseAgentFor, requirementOf } from "../acts/choose-agent.ts";
import { conversationOf, ticketOf } from "../acts/lookup.ts";
import { joinConversation } from "../acts/place-ticket.ts";
import type { ServiceContext } from "../context.ts";
import type { Agent } from "../model/agent.ts";
import { hasRoom, someoneFits } from "../model/agent-filters.ts";
import type { Job } from "../model/job.ts";
import type { Ticket } from "../model/ticket.ts";
import { queueTermsOf } from "../policy.ts";

/** Waiting tickets looked at in one go, in their order. */
const pageSize = 50;

/**
 * The job of kind `queue.offer`: every waiting ticket, urgent ones first and then the oldest, is offered to the agents
 * who are free now. One that finds nobody keeps its place and does not hold up those behind it, who may need other skills.
 */
export async function offerQueue(service: ServiceContext, job: Job): Promise<void> {
  let free = await freeAgents(service);
  let after: Ticket | undefined;
  for (let more = free.length > 0; more; ) {
    const page = await waitingAfter(service, after);
    for (const ticket of page) {
      // Looked at here first: most find nobody, and nothing needs to be locked or written for them.
      if (!couldFind(service, free, ticket)) continue;
      await offer(service, ticket.id);
      free = await freeAgents(service);
    }
    after = page.at(-1);
    more = page.length === pageSize && free.length > 0;
  }
  await service.store.transact(service.tenant, (tx) => tx.settle(job, { outcome: "done" }));
}

/** Who is online and has room for the lightest of tickets. */
function freeAgents(service: ServiceContext): Promise<readonly Agent[]> {
  const lightest = Math.min(1, ...Object.values(service.policy.channelWeights));
  return service.store.read(service.tenant, async (reader) => {
    const agents = await service.roster.read(reader);
    return agents.filter((agent) => agent.presence === "online" && hasRoom(agent, lightest));
  });
}

function couldFind(service: ServiceContext, free: readonly Agent[], ticket: Ticket): boolean {
  const { routing } = queueTermsOf(service.policy, ticket.queue);
  return routing !== "manual" && someoneFits(free, requirementOf(service, ticket, service.clock.now()));
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
    const handed = await handTo(act, ticket, chosen, "an agent is free");
    await joinConversation(act, await conversationOf(act, ticket.conversationId), handed);
  });
}
