import { addMinutes } from "date-fns";
import type { Agent, Presence } from "../model/agent.ts";
import type { Ticket } from "../model/ticket.ts";
import type { Act } from "./act.ts";
import { offerWaiting } from "./assign-ticket.ts";

/**
 * The agent comes or goes. Who comes online is offered what waits. From who goes, what is offered to them is taken back
 * at once, and with `handBack` also the tickets whose customer waits for an answer.
 */
export async function changePresence(
  act: Act,
  known: Agent,
  presence: Presence,
  { handBack = false }: { readonly handBack?: boolean } = {},
): Promise<Agent> {
  const handsBack = handBack && presence !== "online";
  const isSame = known.presence === presence && known.handsBack === handsBack;
  const agent = isSame ? known : await keepPresence(act, { ...known, handsBack }, presence);
  if (presence === "online") return agent;
  const { id: agentId } = agent;
  const offers = await act.tx.find("ticket", "reserved", { reservedFor: agentId }, { limit: 1 });
  // Each ticket is locked before its agent, so they are taken back by acts of their own.
  if (handBack || offers.length > 0) {
    await act.enqueue({ kind: "agent.hand_back", payload: { agentId, isAll: handBack } });
  }
  return agent;
}

/** The customer of a ticket began to wait: an agent who is away, and left their customers to others, does not keep it. */
export async function handBackIfAway(act: Act, { agentId }: Ticket): Promise<void> {
  const agent = agentId === null ? null : await act.tx.get("agent", agentId);
  if (agent === null || agent.presence === "online" || !agent.handsBack) return;
  await act.enqueue({ kind: "agent.hand_back", payload: { agentId: agent.id, isAll: true } });
}

async function keepPresence(act: Act, known: Agent, presence: Presence): Promise<Agent> {
  const isBack = presence === "online" && known.lastSeenAt !== null;
  const lastSeenAt = isBack ? act.now : known.lastSeenAt;
  const agent = await act.keepAgent({ ...known, presence, lastSeenAt, updatedAt: act.now });
  act.emit("agent.changed", { agent });
  await watchPresence(act, agent);
  if (presence === "online") await offerWaiting(act, { agentId: agent.id });
  return agent;
}

/** When an agent of whom nothing is heard counts as gone; `null`: they send no heartbeats, or are not online. */
export function silentAt(minutes: number | null, { presence, lastSeenAt }: Agent): Date | null {
  return minutes === null || presence !== "online" || lastSeenAt === null ? null : addMinutes(lastSeenAt, minutes);
}

/** Sees to it that an agent who falls silent is away. */
export async function watchPresence(act: Act, agent: Agent): Promise<void> {
  const dueAt = silentAt(act.service.policy.presenceTimeoutMinutes, agent);
  if (dueAt !== null) await act.setTimer(`presence:${agent.id}`, "agent.silent", dueAt, { agentId: agent.id });
}
