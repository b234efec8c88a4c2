import type { ServiceContext } from "../context.ts";
import { type Agent, type AgentChoice, type AgentRequirement, chooseAgent } from "../model/agent.ts";
import type { Decision } from "../model/decision.ts";
import { isUnfinished, type Ticket } from "../model/ticket.ts";
import { queueTermsOf } from "../policy.ts";
import type { Act } from "./act.ts";
import { agentOf } from "./lookup.ts";

/** Who is asked to take a ticket, and why not the others. */
export async function chooseAgentFor(act: Act, ticket: Ticket): Promise<AgentChoice & { decision: Decision }> {
  const { routing } = queueTermsOf(act.service.policy, ticket.queue);
  const choice = routing === "manual" ? { chosen: null, rejected: [], suitable: [] } : await choose(act, ticket);
  const { chosen, rejected, suitable } = choice;
  const agentId = chosen?.id ?? null;
  return {
    ...choice,
    decision: {
      step: "assign",
      strategy: typeof routing === "string" ? routing : routing.name,
      queue: ticket.queue,
      agentId,
      rejected,
      suitable,
    },
  };
}

/** One choice at a time, since each changes what the next one has to choose from. */
async function choose(act: Act, ticket: Ticket): Promise<AgentChoice> {
  await act.tx.lock("routing");
  for (;;) {
    const choice = chooseAgent(await everyAgent(act), requirementOf(act.service, ticket));
    const { chosen } = choice;
    // Their presence, or a place that got free, is not routing's to lock: such a change is looked at again.
    if (chosen === null || (await agentOf(act, chosen.id)).version === chosen.version) return choice;
  }
}

/** What this ticket asks of an agent. */
export function requirementOf(service: ServiceContext, ticket: Ticket): AgentRequirement {
  const { channelId, language, skills } = ticket;
  return { skills, language, channel: { id: channelId, kind: service.channels.get(channelId)?.kind ?? channelId } };
}

async function everyAgent(act: Act): Promise<readonly Agent[]> {
  const found = [];
  for (const presence of ["online", "away", "offline"] as const) {
    found.push(...(await act.tx.find("agent", "byPresence", { presence }, { limit: 10_000 })));
  }
  return found;
}

/** Gives the ticket to an agent, from whoever had it. The caller moves the conversation. */
export async function giveTo(act: Act, ticket: Ticket, agent: Agent, reason: string): Promise<Ticket> {
  const holder = await agentOf(act, agent.id);
  const busier = await act.tx.put("agent", {
    ...holder,
    load: holder.load + 1,
    lastAssignedAt: act.now,
    updatedAt: act.now,
  });
  const released = ticket.agentId === null ? ticket : await releaseAgent(act, ticket, reason);
  const assigned = await act.tx.put("ticket", {
    ...released,
    agentId: agent.id,
    waiting: null,
    waitingSince: null,
    assignedAt: act.now,
    updatedAt: act.now,
  });
  await act.record(`ticket:${ticket.id}`, { kind: "assigned", from: ticket.agentId, to: agent.id, reason });
  act.emit("ticket.assigned", { ticket: assigned, agent: busier });
  return assigned;
}

/** Takes the ticket from its agent, whose place is free for the next one waiting. */
export async function releaseAgent(act: Act, ticket: Ticket, reason: string): Promise<Ticket> {
  if (ticket.agentId === null) return ticket;
  const agent = await agentOf(act, ticket.agentId);
  await act.tx.put("agent", { ...agent, load: Math.max(0, agent.load - 1), updatedAt: act.now });
  await act.record(`ticket:${ticket.id}`, { kind: "released", from: agent.id, reason });
  await offerWaiting(act);
  // An ended ticket keeps the name of its agent: it is whom the survey rates and whom a reopening may return to.
  const agentId = isUnfinished(ticket.status) ? null : ticket.agentId;
  return act.tx.put("ticket", { ...ticket, agentId, updatedAt: act.now });
}

/** The ticket waits in its queue for an agent. */
export async function putInQueue(act: Act, ticket: Ticket): Promise<Ticket> {
  const queued = await act.tx.put("ticket", {
    ...ticket,
    waiting: true,
    waitingSince: ticket.waitingSince ?? act.now,
    updatedAt: act.now,
  });
  act.emit("ticket.queued", { ticket: queued });
  await offerWaiting(act);
  return queued;
}

/**
 * Looks, right after this act, whether a waiting ticket finds an agent. Asked for both when a ticket begins to wait and
 * when an agent gets free: two such acts at the same time may not see each other, but the later look sees both.
 */
export async function offerWaiting(act: Act): Promise<void> {
  await act.enqueue({ kind: "queue.offer", lane: "queue.offer", payload: null });
}
