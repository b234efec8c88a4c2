import { patientAttempts, perform, system } from "../acts/act.ts";
import { handTo } from "../acts/assign-ticket.ts";
import { chooseAgentFor, requirementOf } from "../acts/choose-agent.ts";
import { conversationOf, ticketOf } from "../acts/lookup.ts";
import { joinConversation } from "../acts/place-ticket.ts";
import type { ServiceContext } from "../context.ts";
import { CustomerServiceError } from "../errors.ts";
import type { Agent } from "../model/agent.ts";
import { hasRoom, someoneFits } from "../model/agent-filters.ts";
import type { Job } from "../model/job.ts";
import type { Ticket } from "../model/ticket.ts";
import { queueTermsOf } from "../policy.ts";

/** Waiting tickets looked at in one go, in their order. */
const pageSize = 50;

/**
 * The job of kind `queue.offer`: a ticket that began to wait looks for an agent, or an agent who got free is given what
 * waits, urgent tickets first and then the oldest, as long as there is room. One that finds nobody keeps its place and
 * does not hold up those behind it, who may need other skills.
 */
export async function offerQueue(service: ServiceContext, job: Job): Promise<void> {
  // Jobs of kefu 0.1.0 name nobody: whoever is free is meant.
  const { ticketId, agentId } = (job.payload ?? {}) as { ticketId?: string; agentId?: string };
  const offerOne = job.lane === null ? offer : offerOrPutAside;
  if (ticketId === undefined) await offerTo(service, agentId);
  else if (await isWaiting(service, ticketId)) await offerOne(service, ticketId);
  await service.store.transact(service.tenant, (tx) => tx.settle(job, { outcome: "done" }));
}

async function offerTo(service: ServiceContext, agentId: string | undefined): Promise<void> {
  let free = await freeAgents(service, agentId);
  let after: Ticket | undefined;
  while (free.length > 0) {
    const page = await waitingAfter(service, after);
    for (const ticket of page) {
      // Looked at here first: most find nobody, and nothing needs to be locked or written for them.
      if (!couldFind(service, free, ticket)) continue;
      await offerOrPutAside(service, ticket.id);
      free = await freeAgents(service, agentId);
    }
    if (page.length < pageSize) return;
    after = page.at(-1);
  }
}

async function isWaiting({ store, tenant }: ServiceContext, ticketId: string): Promise<boolean> {
  const ticket = await store.read(tenant, (reader) => reader.get("ticket", ticketId));
  return ticket !== null && ticket.waiting !== null;
}

/** Who is online and has room for the lightest of tickets: this agent, or anybody. */
function freeAgents(service: ServiceContext, agentId: string | undefined): Promise<readonly Agent[]> {
  const lightest = Math.min(1, ...Object.values(service.policy.channelWeights));
  return service.store.read(service.tenant, async (reader) => {
    const agents = await service.roster.read(reader);
    return agents.filter(
      (agent) =>
        (agentId === undefined || agent.id === agentId) && agent.presence === "online" && hasRoom(agent, lightest),
    );
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

/**
 * One ticket that cannot be given to anybody, since somebody who takes part in the transaction throws, does not keep the
 * others from being given: it is tried again by a job of its own, outside of the lane.
 */
async function offerOrPutAside(service: ServiceContext, ticketId: string): Promise<void> {
  try {
    await offer(service, ticketId);
  } catch (error) {
    // A store that is away fails for all of them.
    if (error instanceof CustomerServiceError && error.code.startsWith("store.")) throw error;
    service.logger.error(
      { ticket: ticketId, error },
      "A waiting ticket could not be given to an agent; it is tried again.",
    );
    const again = { kind: "queue.offer", key: `offer_again:${ticketId}`, payload: { ticketId } };
    await perform(service, system, (act) => act.enqueue({ ...again, maxAttempts: patientAttempts }));
  }
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
