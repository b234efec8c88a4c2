import { readFileSync } from "node:fs";
import { CustomerService, type Notifier, readConfiguration, type Ticket, type TicketStore } from "kefu";
import { knowledgeFromJson } from "kefu/knowledge";
import {
  type ScriptedChannel,
  type SimulatedClock,
  type SimulatedDuration,
  scriptedChannel,
  seededRandom,
  simulatedClock,
} from "kefu/testing";
import { Chronicle } from "./chronicle.ts";

/** The tutorial's desk: three channels, three agents, two levels of supervision, and time that we move ourselves. */
export interface TutorialDesk {
  readonly service: CustomerService;
  readonly clock: SimulatedClock;
  readonly whatsapp: ScriptedChannel;
  readonly telegram: ScriptedChannel;
  readonly webchat: ScriptedChannel;
  readonly chronicle: Chronicle;
  /** Keys of the notifications that were sent, each with its receiver: `manager T-...:2:1`. */
  readonly notifications: readonly string[];
  /** Tickets for which the workflow on `ticket.closed` ran. */
  readonly archived: readonly string[];
}

export function tutorialDesk(store: TicketStore): TutorialDesk {
  const clock = simulatedClock();
  const whatsapp = scriptedChannel({ id: "whatsapp", kind: "whatsapp" });
  const telegram = scriptedChannel({ id: "telegram", kind: "telegram" });
  // No buttons and no templates here: options become numbered lines.
  const webchat = scriptedChannel({
    id: "webchat",
    kind: "webchat",
    capabilities: { options: undefined, templates: false },
  });
  const notifications: string[] = [];
  const archived: string[] = [];
  const notifier = (id: string): Notifier => ({
    id,
    async notify(notification) {
      notifications.push(`${id} ${notification.key}`);
      chronicle.notified(id, notification);
    },
  });
  const service = new CustomerService({
    ...readConfiguration(textOf("configuration.json")),
    adapters: [whatsapp, telegram, webchat],
    knowledge: knowledgeFromJson(textOf("faq.json")),
    agents: [
      { id: "li", name: "Li", skills: ["technical"] },
      { id: "wang", name: "Wang", skills: ["general"] },
      { id: "zhao", name: "Zhao", skills: ["general"], capacity: 1, presence: "offline" },
    ],
    notifiers: [notifier("supervisor"), notifier("manager")],
    escalation: { levels: [["supervisor"], ["manager"]], acknowledgeMinutes: 30 },
    survey: { url: "https://survey.example.com" },
    language: "zh-CN",
    ...{ store, clock, random: seededRandom(20260105) },
  });
  service.workflow("ticket.closed", ({ ticket }) => {
    archived.push(ticket.id);
    chronicle.note(`workflow on ticket.closed: ${ticket.id} archived`);
  });
  const chronicle = new Chronicle(service);
  return { service, clock, whatsapp, telegram, webchat, chronicle, notifications, archived };
}

/** The person writes, and the desk does what follows from it; resolves with what was said to them meanwhile. */
export async function says(
  { service }: TutorialDesk,
  channel: ScriptedChannel,
  person: string,
  message: Parameters<ScriptedChannel["say"]>[1],
): Promise<string> {
  const before = channel.sentTo(person).length;
  await channel.say(person, message);
  await service.idle();
  return channel.sentTo(person).slice(before).join("\n");
}

/** Time goes by, and what it triggers happens. */
export async function passes({ clock, service, chronicle }: TutorialDesk, duration: SimulatedDuration): Promise<void> {
  await clock.advance(duration);
  await service.idle();
  chronicle.note(`it is now ${clock.now().toISOString().slice(0, 16).replace("T", " ")}`);
}

/** The latest ticket of a person's conversation. */
export async function ticketOf({ service }: TutorialDesk, channel: ScriptedChannel, person: string): Promise<Ticket> {
  const conversation = await service.conversations.find(channel.id, person);
  if (conversation === null) throw new Error(`${person} never wrote on ${channel.id}.`);
  const [ticket] = await service.tickets.list({ conversationId: conversation.id }, { descending: true, limit: 1 });
  if (ticket === undefined) throw new Error(`${person} has no ticket on ${channel.id}.`);
  return ticket;
}

function textOf(fileName: string): string {
  return readFileSync(new URL(fileName, import.meta.url), "utf8");
}
