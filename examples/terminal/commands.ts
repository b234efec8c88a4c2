import { CustomerServiceError, type Presence, type Ticket } from "kefu";
import { chooseTicket, ended, everyStatus, ticketsIn, unfinished } from "./choose-ticket.ts";
import type { Seat } from "./seat.ts";

interface Command {
  /** What follows the name. */
  readonly takes: string;
  readonly does: string;
  run(seat: Seat, words: string): Promise<void>;
}

const commands: Readonly<Record<string, Command>> = {
  help: { takes: "", does: "this list", run: async ({ screen }) => screen.list(help) },
  tickets: {
    takes: "",
    does: "all tickets",
    async run(seat) {
      const tickets = await ticketsIn(seat, everyStatus);
      seat.screen.list(tickets.length === 0 ? ["There are no tickets."] : tickets.map(ticketLine));
    },
  },
  take: {
    takes: "[id]",
    does: "an agent takes the ticket",
    async run(seat, words) {
      const { ticket } = await chooseTicket(seat, words, unfinished);
      await seat.service.tickets.take(ticket.id, { agentId: await agentFor(seat, ticket) });
    },
  },
  reply: {
    takes: "[id] text",
    does: "the agent answers the customer",
    async run(seat, words) {
      const { ticket, text } = await chooseTicket(seat, words, unfinished);
      await seat.service.tickets.reply(ticket.id, { agentId: await agentFor(seat, ticket), text });
    },
  },
  note: {
    takes: "[id] text",
    does: "a note the customer never sees",
    async run(seat, words) {
      const { ticket, text } = await chooseTicket(seat, words, everyStatus);
      await seat.service.tickets.note(ticket.id, { agentId: await agentFor(seat, ticket), text });
      seat.screen.say("desk", `noted on ticket ${ticket.id}`);
    },
  },
  escalate: {
    takes: "[id] reason",
    does: "the supervisor is told",
    async run(seat, words) {
      const { ticket, text } = await chooseTicket(seat, words, unfinished);
      await seat.service.tickets.escalate(ticket.id, { agentId: await agentFor(seat, ticket), reason: text });
    },
  },
  resolve: {
    takes: "[id]",
    does: "dealt with; the customer may still write",
    async run(seat, words) {
      const { ticket } = await chooseTicket(seat, words, unfinished);
      await seat.service.tickets.resolve(ticket.id, { agentId: await agentFor(seat, ticket) });
    },
  },
  close: {
    takes: "[id]",
    does: "over; the survey follows",
    async run(seat, words) {
      const { ticket } = await chooseTicket(seat, words, [...unfinished, "resolved"]);
      await seat.service.tickets.close(ticket.id, { agentId: await agentFor(seat, ticket) });
    },
  },
  reopen: {
    takes: "[id]",
    does: "an ended ticket waits for an agent again",
    async run(seat, words) {
      const { ticket } = await chooseTicket(seat, words, ended);
      await seat.service.tickets.reopen(ticket.id, { agentId: await agentFor(seat, ticket) });
    },
  },
  back: {
    takes: "[id]",
    does: "the bot has the conversation again",
    async run(seat, words) {
      const { ticket } = await chooseTicket(seat, words, unfinished);
      await seat.service.tickets.handBack(ticket.id, { agentId: await agentFor(seat, ticket) });
    },
  },
  explain: {
    takes: "[id]",
    does: "every decision about the ticket, with its reason",
    async run(seat, words) {
      const { ticket } = await chooseTicket(seat, words, everyStatus);
      seat.screen.list((await seat.service.explain(ticket.id)).story);
    },
  },
  agents: {
    takes: "",
    does: "who is there, with what skills",
    async run({ service, screen }) {
      const agents = await service.agents.list();
      screen.list(
        agents.map(({ id, name, presence, skills, load, capacity }) =>
          [id, name, presence, Object.keys(skills).join(", "), `${load} of ${capacity} tickets`].join("  "),
        ),
      );
    },
  },
  as: {
    takes: "[agent]",
    does: "play this agent; without a name, whoever has the ticket",
    async run(seat, words) {
      seat.agentId = words === "" ? null : (await seat.service.agents.get(words)).id;
      seat.screen.say("desk", seat.agentId === null ? "you play whoever has the ticket" : `you play ${seat.agentId}`);
    },
  },
  online: { takes: "agent", does: "the agent comes and is given what waits", run: presence("online") },
  offline: { takes: "agent", does: "the agent gets no more tickets", run: presence("offline") },
  surveys: {
    takes: "",
    does: "how satisfied customers were",
    async run({ service, screen }) {
      const { asked, answered, csat, averageScore } = await service.surveys.statistics();
      const satisfied = csat === null ? "no CSAT yet" : `CSAT ${Math.round(csat * 100)} %`;
      const average = averageScore === null ? "" : `, ${averageScore.toFixed(1)} of 5 on average`;
      screen.list([`${satisfied}: ${answered} of ${asked} asked answered${average}.`]);
    },
  },
};

const help: readonly string[] = [
  "What you type is what the customer writes. Commands play the desk; [id] may be left out where it is clear:",
  ...Object.entries(commands).map(([name, { takes, does }]) => `  ${`/${name} ${takes}`.padEnd(24)}${does}`),
  `  ${"/quit".padEnd(24)}stop; everything is kept`,
];

/** Runs a line that begins with a slash. What the desk refuses is said on the screen. */
export async function runCommand(seat: Seat, line: string): Promise<void> {
  const [, name = "", words = ""] = /^\/(\S*)\s*(.*)$/s.exec(line) ?? [];
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) return seat.screen.list([`There is no command /${name}.`, ...help]);
  await command.run(seat, words.trim());
}

function presence(to: Presence): Command["run"] {
  return async ({ service, screen }, agentId) => {
    const agent = await service.agents.setPresence(agentId, to);
    screen.say("desk", `${agent.name} is ${agent.presence}`);
  };
}

/** The agent played; else the ticket's own; else one with its skills. */
async function agentFor(seat: Seat, ticket: Ticket): Promise<string> {
  const played = seat.agentId ?? ticket.agentId;
  if (played !== null) return played;
  const agents = await seat.service.agents.list();
  const able = agents.find(({ skills }) => ticket.skills.every(({ skill }) => skill in skills));
  const agent = able ?? agents[0];
  if (agent === undefined) throw new CustomerServiceError("agent.not_found", "There are no agents.");
  return agent.id;
}

function ticketLine({ id, status, priority, queue, agentId, subject }: Ticket): string {
  return `${id}  ${status}  ${priority}  ${queue}  ${agentId ?? "nobody"}  ${subject}`;
}
