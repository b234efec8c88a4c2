import { readFileSync } from "node:fs";
import { CustomerService } from "kefu";
import { knowledgeFromJson } from "kefu/knowledge";
import { sqliteTicketStore } from "kefu/sqlite";
import type { Screen } from "./screen.ts";
import { type TerminalChannel, terminalChannel } from "./terminal-channel.ts";

/** The desk of this example, with the one customer who sits at the terminal. */
export interface TerminalDesk {
  readonly service: CustomerService;
  readonly channel: TerminalChannel;
}

export function terminalDesk(databasePath: string, screen: Screen): TerminalDesk {
  const channel = terminalChannel(async ({ content, author }) => {
    if (author.kind !== "agent") return screen.say("bot", content.text);
    screen.say("agent", content.text, (await service.agents.get(author.id)).name);
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
  });
  return { service, channel };
}

function indented(text: string): string {
  return text.replace(/^/gm, "  ");
}
