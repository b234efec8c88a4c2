import { priorityRank, systemClock, type Ticket, type TicketStore } from "kefu";

/** Tickets put in one transaction. */
const batch = 500;

/** Fills an open store with closed tickets of the past. */
export async function storeTickets(store: TicketStore, count: number): Promise<void> {
  for (let first = 0; first < count; first += batch) {
    await store.transact("default", async (tx) => {
      for (let number = first; number < Math.min(first + batch, count); number += 1) {
        await tx.put("ticket", closedTicket(number));
      }
    });
  }
}

export function closedTicket(number: number): Ticket {
  const at = new Date(systemClock.now().getTime() - number * 60_000);
  return {
    id: `T-${String(number).padStart(8, "0")}`,
    version: 0,
    number,
    customerId: `customer-${number % 50_000}`,
    conversationId: `conversation-${number % 50_000}`,
    channelId: "bench",
    subject: "怎么重置密码？",
    description: "怎么重置密码？我试过几次都不行。",
    type: "general",
    status: "closed",
    priority: "normal",
    priorityRank: priorityRank("normal"),
    language: "zh-CN",
    queue: "general",
    skills: [],
    tags: [],
    fields: {},
    impact: null,
    urgency: null,
    links: [],
    mergedInto: null,
    weight: 0,
    reservedFor: null,
    reservedUntil: null,
    passedBy: [],
    overflows: 0,
    escalationCauses: [],
    lastAgentId: null,
    agentId: `agent-${number % 50}`,
    waiting: null,
    waitingSince: null,
    escalationLevel: 0,
    escalationCount: 0,
    escalationReason: null,
    escalatedAt: null,
    acknowledgedAt: null,
    createdAt: at,
    updatedAt: at,
    assignedAt: at,
    firstRepliedAt: at,
    awaitingReplySince: null,
    resolvedAt: at,
    resolvedBy: null,
    closedAt: at,
    closedBy: "agent",
    closureCount: 1,
  };
}
