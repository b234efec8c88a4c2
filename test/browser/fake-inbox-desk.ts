import type {
  AgentView,
  Board,
  InboxEvent,
  MessageView,
  Role,
  TicketActBody,
  TicketActName,
  TicketDetails,
  TicketRow,
} from "../../src/http/inbox/protocol.ts";

export type FakeTicket = Omit<TicketDetails, "may" | "viewers">;

/** What the page sees of an act that somebody else was quicker with, or that is not allowed. */
export class Refusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

const minutes = (count: number) => count * 60_000;

/** A time so many minutes from now; before it where it is negative. */
export function inMinutes(count: number): string {
  return new Date(Date.now() + minutes(count)).toISOString();
}

/** A desk in the memory of the test: enough of one to be looked at and worked on through the page. */
export class FakeDesk {
  readonly tickets = new Map<string, FakeTicket>();
  readonly queues = ["general", "technical", "退款"];
  readonly cannedReplies: Record<string, string> = {
    refund: "{customer}您好，退款将在 3 天内原路退回。",
    reset: "Hello {customer}, please reset your password at https://example.com/reset.",
  };
  agents: readonly AgentView[] = [
    { id: "li", name: "Li", presence: "online", load: 2, capacity: 6 },
    { id: "wang", name: "王芳", presence: "online", load: 3, capacity: 5 },
    { id: "zhao", name: "Zhao", presence: "away", load: 0, capacity: 4 },
  ];
  /** Who sees the page with which rights. */
  roles: Record<string, Role> = { li: "agent", wang: "agent", zhao: "supervisor" };
  board: Board = {
    queues: [
      { name: "general", waiting: 3, waitingSince: inMinutes(-12), isOpen: true },
      { name: "technical", waiting: 1, waitingSince: inMinutes(-3), isOpen: true },
      { name: "退款", waiting: 0, waitingSince: null, isOpen: false },
    ],
    agents: this.agents,
    sla: { breached: 2, dueSoon: 5 },
    escalated: 1,
    csat: { score: 0.875, answered: 8, asked: 20, responseRate: 0.4 },
  };
  #count = 1_040;
  #tell: (event: InboxEvent, isKept: boolean) => void = () => {};

  /** Calls `tell` with what happens. */
  watch(tell: (event: InboxEvent, isKept: boolean) => void): void {
    this.#tell = tell;
  }

  /** A ticket that somebody opened with a message. */
  open(given: Partial<FakeTicket["ticket"]> & { readonly text?: string } = {}): FakeTicket {
    this.#count += 1;
    const { text = "I cannot log in", ...row } = given;
    const id = row.id ?? `tk-${this.#count}`;
    const at = row.createdAt ?? inMinutes(-20);
    const ticket: FakeTicket["ticket"] = { ...blankTicket(id, this.#count, text, at), ...row };
    const details: FakeTicket = {
      ticket,
      conversation: { state: ticket.agentId === null ? "queued" : "human", agentId: ticket.agentId },
      messages: [],
      hasEarlier: false,
      notes: [],
      customer: {
        id: ticket.customerId,
        name: ticket.customerName,
        language: ticket.language,
        tier: "vip",
        identities: [{ id: `${ticket.channelKind}:${ticket.customerId}`, verified: true }],
        conversations: [{ id: ticket.conversationId, channelId: ticket.channelId, channelKind: ticket.channelKind }],
        tickets: [],
      },
      clocks: ticket.due === null ? [] : [clockOf(ticket.due)],
      why: [{ at, sentences: ["classify: technical (0.90) by rules.", "route: ticket opened; queue technical."] }],
      surveys: [],
    };
    this.tickets.set(id, details);
    return this.say(id, { from: "customer", name: ticket.customerName, text, at });
  }

  /** Something is said in the ticket's conversation, and told to who looks. */
  say(ticketId: string, given: Partial<MessageView>): FakeTicket {
    const details = this.get(ticketId);
    const message = {
      ...blankMessage(`${ticketId}-m${details.messages.length + 1}`, details.messages.length + 1),
      ...given,
    };
    const preview = { from: message.from, text: message.text, at: message.at };
    const waits = message.from === "customer" ? (details.ticket.awaitingReplySince ?? message.at) : null;
    return this.change(ticketId, { preview, awaitingReplySince: waits }, { messages: [...details.messages, message] });
  }

  /** The ticket becomes another, and the pages are told. */
  change(ticketId: string, row: Partial<FakeTicket["ticket"]>, rest: Partial<FakeTicket> = {}): FakeTicket {
    const details = this.get(ticketId);
    const ticket = { ...details.ticket, ...row, version: details.ticket.version + 1, updatedAt: inMinutes(0) };
    const changed = { ...details, ...rest, ticket };
    this.tickets.set(ticketId, changed);
    this.#tell({ type: "ticket", row: ticket }, true);
    return changed;
  }

  remove(ticketId: string): void {
    this.tickets.delete(ticketId);
    this.#tell({ type: "gone", ticketId }, true);
  }

  /** Told, and not kept. */
  tell(event: InboxEvent): void {
    this.#tell(event, false);
  }

  setPresence(agentId: string, presence: AgentView["presence"]): AgentView {
    this.agents = this.agents.map((agent) => (agent.id === agentId ? { ...agent, presence } : agent));
    this.board = { ...this.board, agents: this.agents };
    this.#tell({ type: "agents", agents: this.agents }, true);
    return this.agent(agentId);
  }

  agent(agentId: string): AgentView {
    const found = this.agents.find(({ id }) => id === agentId);
    if (found === undefined) throw new Refusal(404, `There is no agent ${agentId}.`);
    return found;
  }

  get(ticketId: string): FakeTicket {
    const found = this.tickets.get(ticketId);
    if (found === undefined) throw new Refusal(404, `There is no ticket ${ticketId}.`);
    return found;
  }

  rows(): readonly TicketRow[] {
    return [...this.tickets.values()].map(({ ticket }) => ticket);
  }

  /** The act, unless the ticket is another by now. */
  act(ticketId: string, by: string, name: TicketActName, body: TicketActBody): void {
    const { ticket, notes, messages } = this.get(ticketId);
    if (!this.may(ticketId, by).includes(name)) throw new Refusal(403, `${by} may not ${name} ticket ${ticketId}.`);
    if (body.ifVersion !== ticket.version) {
      throw new Refusal(409, `Ticket ${ticketId} is at version ${ticket.version}, not ${body.ifVersion}.`);
    }
    if (name === "reply") {
      this.say(ticketId, { from: "agent", name: this.agent(by).name, text: body.text ?? "", status: "pending" });
    } else if (name === "note") {
      this.change(ticketId, {}, { notes: [...notes, { text: body.text ?? "", by, at: inMinutes(0) }] });
    } else if (name === "resend") {
      const resent = messages.map((one) => (one.id === body.messageId ? { ...one, status: "sent" as const } : one));
      this.change(ticketId, {}, { messages: resent });
    } else this.change(ticketId, changeBy(name, by, body, ticket));
  }

  may(ticketId: string, by: string): readonly TicketActName[] {
    const { agentId, reservedFor, status, escalationLevel } = this.get(ticketId).ticket;
    if (status === "resolved" || status === "closed") return ["reopen", "note"];
    if (reservedFor === by) return ["accept", "decline"];
    const isSupervisor = this.roles[by] !== "agent";
    if (agentId === null)
      return ["take", "escalate", "transfer", "note", "tag", ...(isSupervisor ? ["assign" as const] : [])];
    if (agentId !== by && !isSupervisor) return [];
    const level = escalationLevel > 0 ? (["acknowledge", "deescalate"] as const) : (["escalate"] as const);
    const rest = [
      "resolve",
      "close",
      "pending",
      "hand-back",
      "transfer",
      "merge",
      "prioritize",
      "tag",
      "resend",
    ] as const;
    return ["reply", "note", ...level, ...(isSupervisor ? (["assign"] as const) : []), ...rest];
  }
}

function changeBy(
  name: TicketActName,
  by: string,
  body: TicketActBody,
  { tags, escalationLevel }: FakeTicket["ticket"],
): Partial<FakeTicket["ticket"]> {
  switch (name) {
    case "take":
    case "accept":
      return { agentId: by, reservedFor: null, status: "in_progress" };
    case "decline":
      return { reservedFor: null };
    case "assign":
      return { agentId: body.to ?? null };
    case "transfer":
      return { queue: body.to ?? "", agentId: null };
    case "escalate":
      return { status: "escalated", escalationLevel: escalationLevel + 1, escalationReason: body.reason ?? null };
    case "acknowledge":
      return { acknowledgedAt: inMinutes(0) };
    case "deescalate":
      return { status: "in_progress", escalationLevel: 0, escalationReason: null };
    case "pending":
      return { status: "pending" };
    case "resolve":
      return { status: "resolved", awaitingReplySince: null, due: null };
    case "close":
      return { status: "closed", awaitingReplySince: null, due: null };
    case "reopen":
      return { status: "open" };
    case "hand-back":
      return { agentId: null };
    case "merge":
      return { status: "closed", mergedInto: body.to ?? null };
    case "prioritize":
      return { priority: body.priority ?? "normal" };
    case "tag":
      return { tags: [...tags.filter((tag) => !body.remove?.includes(tag)), ...(body.add ?? [])] };
    case "reply":
    case "note":
    case "resend":
      return {};
    default:
      return name satisfies never;
  }
}

function blankTicket(id: string, number: number, subject: string, at: string): FakeTicket["ticket"] {
  return {
    id,
    number,
    version: 1,
    subject,
    status: "open",
    priority: "normal",
    queue: "technical",
    channelId: "webchat",
    channelKind: "webchat",
    customerId: `customer-${number}`,
    customerName: "Ada",
    agentId: null,
    reservedFor: null,
    escalationLevel: 0,
    conversationId: `conversation-${number}`,
    preview: null,
    awaitingReplySince: null,
    due: null,
    createdAt: at,
    updatedAt: at,
    description: subject,
    type: "technical",
    tags: [],
    escalationReason: null,
    acknowledgedAt: null,
    mergedInto: null,
    language: "en",
  };
}

function blankMessage(id: string, sequence: number): MessageView {
  return {
    id,
    sequence,
    from: "customer",
    name: null,
    text: "",
    options: [],
    choice: null,
    files: [],
    status: "received",
    statusReason: null,
    edited: false,
    deleted: false,
    reaction: null,
    at: inMinutes(0),
  };
}

function clockOf(due: NonNullable<TicketRow["due"]>): TicketDetails["clocks"][number] {
  return { metric: due.metric, state: "running", dueAt: due.at, breached: due.breached, targetMinutes: 60 };
}
