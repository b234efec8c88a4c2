import { perform, system } from "../acts/act.ts";
import { changePresence, silentAt, watchPresence } from "../acts/agent-presence.ts";
import { endOffer } from "../acts/assign-ticket.ts";
import { agentOf, ticketOf } from "../acts/lookup.ts";
import { takeBack } from "../acts/take-back.ts";
import type { ServiceContext } from "../context.ts";
import type { Job } from "../model/job.ts";
import { isUnfinished, type Ticket, ticketStatuses } from "../model/ticket.ts";

/** The timer of kind `agent.silent`: no heartbeat came for too long, so the agent is away and their customers wait for others. */
export async function fireSilence(service: ServiceContext, job: Job): Promise<void> {
  const { agentId } = job.payload as { agentId: string };
  await perform(service, system, async (act) => {
    await act.tx.settle(job, { outcome: "done" });
    const agent = await agentOf(act, agentId);
    const dueAt = silentAt(service.policy.presenceTimeoutMinutes, agent);
    if (dueAt === null) return;
    if (dueAt > act.now) return watchPresence(act, agent);
    const silent = await changePresence(act, agent, "away", { handBack: true });
    act.emit("agent.silent", { agent: silent });
  });
}

/**
 * The job of kind `agent.hand_back`: what is offered to an agent who went away is taken back, and with `isAll` also the
 * tickets whose customer waits for an answer. Who is back by then keeps everything.
 */
export async function handBack(service: ServiceContext, job: Job): Promise<void> {
  const { agentId, isAll } = job.payload as { agentId: string; isAll: boolean };
  for (const { id } of await ticketsWith(service, agentId)) {
    await perform(service, system, async (act) => {
      const ticket = await ticketOf(act, id);
      const { presence } = await agentOf(act, agentId);
      if (presence === "online") return;
      const reason = `agent ${agentId} is ${presence}`;
      if (ticket.reservedFor === agentId) await endOffer(act, ticket, "withdrawn", reason);
      const isDue = isAll && ticket.agentId === agentId && isUnfinished(ticket.status);
      if (isDue && ticket.awaitingReplySince !== null) await takeBack(act, ticket, reason, null);
    });
  }
  await service.store.transact(service.tenant, (tx) => tx.settle(job, { outcome: "done" }));
}

function ticketsWith({ store, tenant }: ServiceContext, agentId: string): Promise<readonly Ticket[]> {
  return store.read(tenant, async (reader) => {
    const found = [...(await reader.find("ticket", "reserved", { reservedFor: agentId }, { limit: 1_000 }))];
    for (const status of ticketStatuses.filter(isUnfinished)) {
      found.push(...(await reader.find("ticket", "ofAgent", { agentId, status }, { limit: 1_000 })));
    }
    return found;
  });
}
