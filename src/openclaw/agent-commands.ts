import * as z from "zod/mini";
import type { CustomerService } from "../customer-service.ts";
import { CustomerServiceError } from "../errors.ts";
import type { Ticket } from "../model/ticket.ts";
import type { OpenclawCommand } from "./openclaw-api.ts";
import type { PluginParts } from "./plugin-parts.ts";

const commandContext = z.object({
  channel: z.string(),
  senderId: z.catch(z.optional(z.string()), undefined),
  args: z.catch(z.optional(z.string()), undefined),
});

interface Command {
  readonly description: string;
  /** Does it, and says what to tell the agent. */
  run(service: CustomerService, agentId: string, words: string): Promise<string>;
}

const commands: Readonly<Record<string, Command>> = {
  tickets: {
    description: "Your tickets, and those that wait",
    async run({ tickets }, agentId) {
      const [own, waiting] = [await tickets.listOf(agentId), await tickets.list({ waiting: true }, { limit: 10 })];
      const lines = [
        ...own.map((ticket) => ticketLine(ticket, "yours")),
        ...waiting.map((ticket) => ticketLine(ticket, "waits")),
      ];
      return lines.length === 0 ? "No tickets." : lines.join("\n");
    },
  },
  take: {
    description: "Take a ticket: /take <id>",
    async run(service, agentId, words) {
      const { tickets, conversations } = service;
      const { id } = await ticketIn(service, words);
      const taken = await tickets.take(id, { agentId });
      const said = await conversations.messages(taken.conversationId, { limit: 5, descending: true });
      const talk = [...said]
        .reverse()
        .map(({ author, sender, content }) => `${sender?.name ?? author.kind}: ${content.text}`);
      return [ticketLine(taken, "yours"), ...talk].join("\n");
    },
  },
  reply: {
    description: "Answer a customer: /reply <id> <text>",
    async run(service, agentId, words) {
      const { id } = await ticketIn(service, words);
      await service.tickets.reply(id, { agentId, text: words.replace(/^\S+\s*/, "") });
      return `Answered ${id}.`;
    },
  },
  close: {
    description: "Close a ticket: /close <id>",
    async run(service, agentId, words) {
      const { id } = await ticketIn(service, words);
      await service.tickets.close(id, { agentId });
      return `Closed ${id}.`;
    },
  },
};

/**
 * What agents type in their own chats, by which the gateway's model is not asked. Who types is looked up here and nowhere
 * else: where everybody may write, the gateway takes every customer for one who may use commands.
 */
export function agentCommands({ desk, staff, logger }: PluginParts): readonly OpenclawCommand[] {
  return Object.entries(commands).map(([name, { description, run }]) => ({
    name,
    description,
    acceptsArgs: true,
    requireAuth: false,
    async handler(context) {
      const typed = commandContext.safeParse(context).data;
      const agentId = typed?.senderId === undefined ? null : staff.agentOf(typed.channel, typed.senderId);
      if (agentId === null) return { text: "Only agents of the desk can do this." };
      try {
        return { text: await run(desk.service(), agentId, (typed?.args ?? "").trim()) };
      } catch (error) {
        // Refusals are written for people; what is none may hold anything.
        if (error instanceof CustomerServiceError) return { text: error.message };
        logger.error({ command: name, error }, `The command /${name} failed.`);
        return { text: "It failed; the gateway's log says more." };
      }
    },
  }));
}

async function ticketIn({ tickets }: CustomerService, words: string): Promise<Ticket> {
  const [named = ""] = words.split(/\s/);
  const number = /^#?(\d+)$/.exec(named)?.[1];
  return (number === undefined ? null : await tickets.find(Number(number))) ?? (await tickets.get(named));
}

/** A ticket in one line. */
export function ticketLine({ id, number, status, priority, queue, subject }: Ticket, note: string): string {
  return `${id} (#${number}) ${status}, ${priority}, ${queue}, ${note}: ${subject}`;
}
