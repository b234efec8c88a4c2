import { readFileSync } from "node:fs";
import { setTimeout as milliseconds } from "node:timers/promises";
import { CustomerService, knowledgeFromJson, type OutgoingMessage } from "kefu";
import { sqliteTicketStore } from "kefu/sqlite";
import type { Screen, Speaker } from "./screen.ts";
import { address, type TerminalChannel, terminalChannel } from "./terminal-channel.ts";

/** The work that a killed run had at hand is free for the next one after this time. */
const leaseMs = 1_000;

/** The desk of this example, with the one customer who sits at the terminal. */
export interface TerminalDesk {
  readonly service: CustomerService;
  readonly channel: TerminalChannel;
}

export function terminalDesk(databasePath: string, screen: Screen): TerminalDesk {
  const channel = terminalChannel(async (message) => {
    const { speaker, name } = await authorOf(service, message);
    screen.say(speaker, message.content.text, name);
  });
  const service: CustomerService = new CustomerService({
    channels: [channel],
    store: sqliteTicketStore(databasePath),
    knowledge: knowledgeFromJson(readFileSync(new URL("faq.json", import.meta.url), "utf8")),
    agents: [
      { id: "li", name: "Li", skills: ["technical"] },
      { id: "wang", name: "Wang", skills: ["general"] },
    ],
    notifiers: [
      {
        id: "supervisor",
        notify: async ({ title, text }) => screen.say("supervisor", `${title}\n${indented(text)}`),
      },
    ],
    leaseMs,
  });
  return { service, channel };
}

function indented(text: string): string {
  return text.replace(/^/gm, "  ");
}

/** A channel is told what to show, not who says it; the desk knows. */
async function authorOf(
  service: CustomerService,
  message: OutgoingMessage,
): Promise<{ speaker: Speaker; name?: string }> {
  const conversation = await service.conversations.find("terminal", address);
  if (conversation === null) return { speaker: "bot" };
  const recent = await service.conversations.messages(conversation.id, { descending: true, limit: 100 });
  // The parts of a long message have its id with their number behind it.
  const author = recent.find(({ id }) => id === message.idempotencyKey.split(":")[0])?.author;
  if (author?.kind !== "agent") return { speaker: "bot" };
  return { speaker: "agent", name: (await service.agents.get(author.id)).name };
}

/** What a killed run left, before anything new: it is waited for until its lease is surely over. */
export async function finishEarlierWork(service: CustomerService): Promise<void> {
  for (let waitedMs = 0; waitedMs < 2 * leaseMs && (await isBehind(service)); waitedMs += 50) await milliseconds(50);
  await service.idle();
}

async function isBehind(service: CustomerService): Promise<boolean> {
  const conversation = await service.conversations.find("terminal", address);
  if (conversation === null) return false;
  const recent = await service.conversations.messages(conversation.id, { descending: true, limit: 100 });
  return recent.some(
    ({ status, sequence }) =>
      status === "pending" || (status === "received" && sequence > conversation.handledSequence),
  );
}
