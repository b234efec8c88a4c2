import { type Conversation, conversationMoves } from "../../model/conversation.ts";
import { isUnfinished, type Ticket, type TicketStatus, ticketMoves } from "../../model/ticket.ts";
import { refusedRequest } from "../refusal.ts";
import { isAtLeast, type Person } from "./person.ts";
import type { TicketActName } from "./protocol.ts";

/** A ticket that somebody has before them. */
interface Standing {
  readonly ticket: Ticket;
  readonly conversation: Conversation;
  readonly agentId: string;
}

/** Who may do it, and how the ticket must stand. */
interface Right {
  /** `holder`: an agent with tickets that are theirs or offered to them, or nobody's. Supervisors with all. */
  readonly by: "holder" | "supervisor";
  readonly when: (standing: Standing) => boolean;
}

/** Every act on a ticket. The desk itself looks how the ticket stands when it is done; here it is looked up before. */
const rights: Readonly<Record<TicketActName, Right>> = {
  take: { by: "holder", when: (at) => isOpen(at) && isFree(at) && !isAtWork(at) },
  accept: { by: "holder", when: ({ ticket, agentId }) => ticket.reservedFor === agentId },
  decline: { by: "holder", when: ({ ticket, agentId }) => ticket.reservedFor === agentId },
  assign: { by: "supervisor", when: isOpen },
  reply: { by: "holder", when: (at) => isOpen(at) && isFree(at) && speaksThere(at) },
  note: { by: "holder", when: () => true },
  pending: { by: "holder", when: (at) => canBecome(at, "pending") && at.ticket.agentId !== null },
  escalate: { by: "holder", when: (at) => canBecome(at, "escalated") },
  acknowledge: { by: "holder", when: ({ ticket }) => isEscalated(ticket) && ticket.acknowledgedAt === null },
  deescalate: { by: "holder", when: ({ ticket }) => isEscalated(ticket) },
  resolve: { by: "holder", when: (at) => canBecome(at, "resolved") },
  close: { by: "holder", when: (at) => canBecome(at, "closed") },
  reopen: { by: "holder", when: (at) => canBecome(at, "open") && at.ticket.mergedInto === null && isAbout(at, true) },
  "hand-back": { by: "holder", when: (at) => isOpen(at) && isAbout(at, false) && canReachBot(at) },
  transfer: { by: "holder", when: isOpen },
  prioritize: { by: "holder", when: isOpen },
  tag: { by: "holder", when: () => true },
  merge: { by: "holder", when: isOpen },
  resend: { by: "holder", when: () => true },
};

/** Every act, by its name. */
export const ticketActNames: readonly TicketActName[] = Object.keys(rights) as TicketActName[];

/** What the person may do with a ticket that they see, as it stands. */
export function actsOpenTo(person: Person, ticket: Ticket, conversation: Conversation): readonly TicketActName[] {
  const standing = { ticket, conversation, agentId: person.agentId };
  return ticketActNames.filter((act) => refusalOf(person, ticket, act) === null && rights[act].when(standing));
}

/** Refuses with 403 what only supervisors do, and with 409 while somebody else has the ticket or is asked to take it. */
export function refuseWithoutRight(person: Person, ticket: Ticket, act: TicketActName): void {
  const refusal = refusalOf(person, ticket, act);
  if (refusal === "role") throw refusedRequest(403, "role", "Only supervisors do this.");
  if (refusal === "held_by_other") {
    const { id, agentId, reservedFor } = ticket;
    const standing = agentId === null ? `is offered to agent ${reservedFor}` : `is agent ${agentId}'s`;
    throw refusedRequest(409, "held_by_other", `Ticket ${id} ${standing}; a supervisor may act on it.`);
  }
}

function refusalOf(person: Person, ticket: Ticket, act: TicketActName): "role" | "held_by_other" | null {
  if (isAtLeast(person, "supervisor")) return null;
  if (rights[act].by === "supervisor") return "role";
  return isFree({ ticket, agentId: person.agentId }) ? null : "held_by_other";
}

function isOpen({ ticket }: Standing): boolean {
  return isUnfinished(ticket.status);
}

function isEscalated({ status }: Ticket): boolean {
  return status === "escalated";
}

function canBecome({ ticket }: Standing, to: TicketStatus): boolean {
  return ticketMoves[ticket.status].includes(to);
}

/** No other agent has it, or is asked to take it. */
function isFree({ ticket: { agentId: holder, reservedFor }, agentId }: Omit<Standing, "conversation">): boolean {
  return (holder ?? agentId) === agentId && (reservedFor ?? agentId) === agentId;
}

function isAtWork({ ticket, agentId }: Standing): boolean {
  return ticket.agentId === agentId && ticket.status === "in_progress";
}

/** The conversation is about this ticket; or, if that is enough, about none. */
function isAbout({ ticket, conversation }: Standing, orNone: boolean): boolean {
  return conversation.ticketId === ticket.id || (orNone && conversation.ticketId === null);
}

/** One human speaks in a conversation: who has the ticket that it is about. */
function speaksThere(at: Standing): boolean {
  return isAbout(at, true) || at.conversation.agentId === at.agentId;
}

function canReachBot({ conversation }: Standing): boolean {
  return conversationMoves[conversation.state].includes("bot");
}
