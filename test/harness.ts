import {
  type AgentInput,
  type Answer,
  type Answerer,
  type Conversation,
  CustomerService,
  type CustomerServiceOptions,
  type EventName,
  type Message,
  memoryTicketStore,
  type Notification,
  type Notifier,
  type ServiceEvent,
  type ServiceEvents,
  type Ticket,
  type TicketStore,
} from "kefu";
import { sqliteTicketStore } from "kefu/sqlite";
import {
  type ScriptedChannel,
  type ScriptedMessage,
  type SimulatedClock,
  type SimulatedDuration,
  scriptedChannel,
  seededRandom,
  simulatedClock,
} from "kefu/testing";
import { onTestFinished } from "vitest";
import { postgresDeskStore } from "./postgres/desk-store.ts";

/** Every store the desk is tested on. */
export const stores: readonly { readonly name: string; readonly open: () => TicketStore }[] = [
  { name: "memory", open: () => memoryTicketStore() },
  { name: "sqlite", open: () => sqliteTicketStore(":memory:") },
  { name: "postgres", open: postgresDeskStore },
];

/** The tutorial's, and the same in English. */
export const faq = {
  如何重置密码: "请访问 https://example.com/reset",
  工作时间: "我们的工作时间是周一至周五 9:00-18:00",
  退款政策: "请查看我们的退款政策页面",
  "How do I reset my password": "Please visit https://example.com/reset",
  "What are your opening hours": "Monday to Friday, 9:00 to 18:00",
  "Refund policy": "Please see our refund policy page",
};

export const li: AgentInput = { id: "li", name: "Li", skills: ["technical"] };
export const wang: AgentInput = { id: "wang", name: "Wang", skills: ["general"] };

/** What the customer writes when only a technical agent will do. */
export const technicalIssue = "The app crashes with an error";
/** What nobody's knowledge answers. */
export const offTopic = "tell me a joke";

/** A desk in a test: its clock, its channel, and what it told. */
export interface TestDesk {
  readonly service: CustomerService;
  readonly clock: SimulatedClock;
  readonly channel: ScriptedChannel;
  readonly events: readonly ServiceEvent[];
  readonly notifications: readonly Notification[];
  /** The person writes, and the desk does everything that follows from it now. */
  say(person: string, message: string | ScriptedMessage, details?: ScriptedMessage): Promise<void>;
  /** Time passes, and the desk does what it brings. */
  pass(duration: SimulatedDuration): Promise<void>;
  /** The payloads of the events with this name. */
  told<N extends EventName>(name: N): readonly ServiceEvents[N][];
  names(): readonly EventName[];
  conversationOf(person: string): Promise<Conversation>;
  messagesOf(person: string): Promise<readonly Message[]>;
  /** The person's only ticket, or their latest. */
  ticketOf(person: string): Promise<Ticket>;
  /** All that the desk keeps of a person, and its agents, as text that can be compared. */
  recordsOf(person: string): Promise<string>;
}

/** The desk's options, with what the harness itself takes the place of. */
export type TestDeskOptions = Partial<Omit<CustomerServiceOptions, "clock">> & {
  readonly store: TicketStore;
  readonly channel?: ScriptedChannel;
  readonly clock?: SimulatedClock;
};

/** A started desk with technical Li and general Wang; it is stopped with the test. */
export async function desk(options: TestDeskOptions): Promise<TestDesk> {
  const made = unstartedDesk(options);
  await made.service.start();
  return made;
}

export function unstartedDesk(options: TestDeskOptions): TestDesk {
  const {
    channel = scriptedChannel({ id: "telegram", kind: "telegram" }),
    clock = simulatedClock(),
    ...rest
  } = options;
  const events: ServiceEvent[] = [];
  const notifications: Notification[] = [];
  const supervisor: Notifier = { id: "supervisor", notify: async (one) => void notifications.push(one) };
  const service = new CustomerService({
    channels: [channel],
    agents: [li, wang],
    notifiers: [supervisor],
    faq,
    clock,
    random: seededRandom(1),
    ...rest,
  });
  service.onAny((event) => void events.push(event));
  onTestFinished(() => service.stop({ graceMs: 0 }));

  const conversationOf = async (person: string) => {
    const found = await service.conversations.find(channel.id, person);
    if (found === null) throw new Error(`${person} has no conversation.`);
    return found;
  };
  const ticketsOf = async (person: string) =>
    service.tickets.list({ conversationId: (await conversationOf(person)).id }, { limit: 1_000 });
  const messagesOf = async (person: string) =>
    service.conversations.messages((await conversationOf(person)).id, { limit: 1_000 });
  return {
    ...{ service, clock, channel, events, notifications, conversationOf, messagesOf },
    async say(person, message, details) {
      await channel.say(person, message, details);
      await service.idle();
    },
    async pass(duration) {
      await clock.advance(duration);
      await service.idle();
    },
    told: <N extends EventName>(name: N) =>
      events.flatMap((event) => (event.name === name ? [event.payload as ServiceEvents[N]] : [])),
    names: () => events.map(({ name }) => name),
    ticketOf: async (person) => last(await ticketsOf(person)),
    async recordsOf(person) {
      const conversation = await conversationOf(person);
      const tickets = await ticketsOf(person);
      const histories = await Promise.all(tickets.map(({ id }) => service.tickets.history(id)));
      const surveys = await Promise.all(tickets.map(({ id }) => service.surveys.listOf(id)));
      const talk = await service.conversations.history(conversation.id);
      const kept = { conversation, messages: await messagesOf(person), tickets, histories, surveys, talk };
      return JSON.stringify({ ...kept, agents: await service.agents.list() }, null, 1);
    },
  };
}

export function last<T>(items: readonly T[]): T {
  const item = items.at(-1);
  if (item === undefined) throw new Error("There is none.");
  return item;
}

/** How long something may take in real time before it counts as never coming true. */
const longestWaitMs = 10_000;

/** Lets the process go on until something has come true. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = performance.now() + longestWaitMs; performance.now() < end; ) {
    if (await condition()) return;
    await new Promise<void>((resolve) => void setImmediate(resolve));
  }
  throw new Error("It never came true.");
}

/** An answerer that thinks about "slow" questions until it is told what to answer. */
export function slowAnswerer(): Answerer & { readonly asked: () => number; answerWith(text: string): void } {
  const waiting: ((answer: Answer) => void)[] = [];
  let asked = 0;
  return {
    name: "slow",
    answer({ text }) {
      if (!text.includes("slow")) return Promise.resolve({ text: null, confidence: 0, candidates: [] });
      asked += 1;
      return new Promise((resolve) => waiting.push(resolve));
    },
    asked: () => asked,
    answerWith: (text) => waiting.shift()?.({ text, confidence: 1, candidates: [] }),
  };
}
