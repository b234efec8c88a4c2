import * as z from "zod/mini";
import { type TicketStatus, ticketStatuses } from "../model/ticket.ts";
import { ticketLine } from "./agent-commands.ts";
import type { HostedDesk } from "./hosted-desk.ts";
import type { OpenclawTool, OpenclawToolContext } from "./openclaw-api.ts";
import type { PluginParts } from "./plugin-parts.ts";

/** Names of the tools, for `contracts.tools` of the manifest. */
export const operatorToolNames: readonly string[] = ["desk_list_tickets", "desk_show_ticket"];

const listed = z.object({ status: z._default(z.enum(ticketStatuses as [TicketStatus]), "open") });
const shown = z.object({ ticketId: z.string() });

/**
 * What the operator's assistant may ask of the desk. For those who write on a channel of the desk and are none of its
 * people there are no tools: they would be shown the tickets of all customers.
 */
export function operatorTools({ desk, staff }: PluginParts): (context: OpenclawToolContext) => OpenclawTool[] | null {
  const tools = [listTickets(desk), showTicket(desk)];
  return ({ messageChannel, requesterSenderId }) => {
    if (messageChannel === undefined || !desk.mayHave(messageChannel)) return tools;
    return requesterSenderId !== undefined && staff.has(messageChannel, requesterSenderId) ? tools : null;
  };
}

function listTickets(desk: HostedDesk): OpenclawTool {
  return {
    name: "desk_list_tickets",
    label: "List tickets",
    description: "Lists the customer-service desk's tickets in one status, newest first, at most 50.",
    parameters: {
      type: "object",
      properties: { status: { type: "string", enum: [...ticketStatuses], description: 'Default: "open".' } },
    },
    async execute(_callId, parameters) {
      const { tickets } = desk.service();
      const found = await tickets.list({ status: listed.parse(parameters ?? {}).status }, { descending: true });
      const lines = found.map((ticket) => ticketLine(ticket, ticket.agentId ?? "nobody has it"));
      return textResult(lines.join("\n") || "None.", { ticketIds: found.map(({ id }) => id) });
    },
  };
}

function showTicket(desk: HostedDesk): OpenclawTool {
  return {
    name: "desk_show_ticket",
    label: "Show a ticket",
    description: "Shows one ticket with everything that was decided about it, and why.",
    parameters: {
      type: "object",
      properties: { ticketId: { type: "string", description: "T-..." } },
      required: ["ticketId"],
    },
    async execute(_callId, parameters) {
      const { ticket, story } = await desk.service().explain(shown.parse(parameters).ticketId);
      const head = ticketLine(ticket, ticket.agentId ?? "nobody has it");
      return textResult([head, ticket.description, ...story].join("\n"), { ticketId: ticket.id });
    },
  };
}

function textResult(text: string, details: unknown) {
  return { content: [{ type: "text" as const, text }], details };
}
