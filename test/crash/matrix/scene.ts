import {
  type ChannelError,
  CustomerService,
  type CustomerServiceOptions,
  type MessageContent,
  type Notifier,
  type OutgoingMessage,
  type Ticket,
  type TicketStore,
} from "kefu";
import {
  type ScriptedMessage,
  type SimulatedDuration,
  scriptedChannel,
  seededRandom,
  simulatedClock,
} from "kefu/testing";
import { aroundScript, type Outside } from "../audit.ts";
import type { CrashDatabase } from "../crash-backend.ts";
import { Life } from "./life.ts";
import { mortalChannel, mortalClock, mortalNotifier, mortalStore, mortalWorkflow } from "./mortal-parts.ts";

/** What happens to a desk, by whom, in which order; and the desk it happens to. */
export interface Story {
  readonly name: string;
  readonly options?: Partial<CustomerServiceOptions>;
  /** What the channel says to a send; `tries` is 1 at the first with this key. Default: it takes everything. */
  readonly refusal?: (message: OutgoingMessage, tries: number) => ChannelError | null;
  play(scene: Scene): Promise<void>;
}

/** Longer than a lease: what a dead process had in its hands is free then. */
const leaseOver: SimulatedDuration = { seconds: 35 };

/**
 * A story on its stage: customers, channel, agents and time outlive the process of the desk. When it dies, the next one
 * begins on what is stored, the channel delivers again what was not acknowledged, and agents look before they try again.
 */
export class Scene {
  readonly channel = scriptedChannel({ id: "telegram", kind: "telegram" });
  readonly clock = simulatedClock();
  readonly accepted: { readonly address: string; readonly eventId: string }[] = [];
  /** What supervisors were told, and the keys of workflows that ran: each at least once, so only which counts. */
  readonly notified = new Set<string>();
  readonly workflowKeys = new Set<string>();
  readonly #story: Story;
  readonly #database: CrashDatabase;
  readonly #tenant: string;
  readonly #tries = new Map<string, number>();
  readonly #firstLife: Life;
  #life: Life;
  #lives = 0;
  #store: TicketStore | null = null;
  #service: CustomerService | null = null;

  constructor(story: Story, database: CrashDatabase, tenant: string, fatalPoint?: number) {
    this.#story = story;
    this.#database = database;
    this.#tenant = tenant;
    this.#firstLife = new Life(fatalPoint);
    this.#life = this.#firstLife;
  }

  /** The points of the first life. */
  get points(): readonly string[] {
    return this.#firstLife.points;
  }

  get hasDied(): boolean {
    return this.#firstLife.isOver;
  }

  get service(): CustomerService {
    if (this.#service === null) throw new Error("The scene is not set.");
    return this.#service;
  }

  /** What those outside know. */
  get outside(): Outside {
    return aroundScript(this.channel, this.accepted);
  }

  /** Plays the story to its end; nothing is due then. */
  async play(): Promise<void> {
    await this.#begin();
    await this.#story.play(this);
    await this.passes(leaseOver);
  }

  async end(): Promise<void> {
    await this.#service?.stop({ graceMs: 0 });
    await this.#store?.close();
  }

  /** The customer writes; the channel delivers it until it is acknowledged. */
  async says(person: string, message: string | ScriptedMessage, eventId: string): Promise<void> {
    await this.#untilDone(() => this.channel.say(person, message, { eventId }));
    if (this.accepted.every((event) => event.eventId !== eventId)) this.accepted.push({ address: person, eventId });
    await this.settles();
  }

  /** The channel tells what became of the last message it was given for this person. */
  async tells(person: string, status: "delivered" | "read"): Promise<void> {
    const message = this.channel.sent.findLast(({ address }) => address === person);
    if (message === undefined) throw new Error(`${person} was sent nothing.`);
    await this.#untilDone(() => this.channel.receipt(message.externalId, status));
    await this.settles();
  }

  /** Somebody of the desk does something about the person's ticket, unless it looks done already. */
  async desk(
    person: string,
    isDone: (ticket: Ticket) => boolean,
    act: (service: CustomerService, ticket: Ticket) => Promise<unknown>,
  ): Promise<void> {
    await this.#untilDone(async () => {
      const ticket = await this.ticketOf(person);
      if (!isDone(ticket)) await act(this.service, ticket);
    });
    await this.settles();
  }

  /** Time passes, also for a desk that died on the way. */
  async passes(duration: SimulatedDuration): Promise<void> {
    await this.clock.advance(duration);
    if (this.#life.isOver) await this.#begin();
    await this.settles();
  }

  /** The desk is closed for some time, in an orderly way. */
  async isClosedFor(duration: SimulatedDuration): Promise<void> {
    await this.#untilDone(() => this.service.stop());
    await this.clock.advance(duration);
    await this.#begin();
  }

  /** The desk does what is due. */
  settles(): Promise<void> {
    return this.#untilDone(() => this.service.idle());
  }

  async ticketOf(person: string): Promise<Ticket> {
    const conversation = await this.service.conversations.find(this.channel.id, person);
    if (conversation === null) throw new Error(`${person} has no conversation.`);
    const [ticket] = await this.service.tickets.list({ conversationId: conversation.id });
    if (ticket === undefined) throw new Error(`${person} has no ticket.`);
    return ticket;
  }

  /** What the person can press or read in the last message to them. */
  lastContentTo(person: string): MessageContent {
    const message = this.channel.sent.findLast(({ address }) => address === person);
    if (message === undefined) throw new Error(`${person} was sent nothing.`);
    return message.content;
  }

  async #untilDone(act: () => Promise<unknown>): Promise<void> {
    for (;;) {
      const life = this.#life;
      await Promise.race([act(), life.ended]);
      if (!life.isOver) return;
      await this.#begin();
    }
  }

  /** A process begins. When it dies of that, the next one does. */
  async #begin(): Promise<void> {
    for (;;) {
      // What the process that died had open is closed for it, as the operating system does.
      await this.#store?.close();
      if (this.#life.isOver) this.#life = new Life();
      this.#lives += 1;
      this.#store = this.#database.open();
      const service = this.#serviceOf(this.#life, this.#store);
      this.#service = service;
      await Promise.race([service.start().then(() => service.idle()), this.#life.ended]);
      if (!this.#life.isOver) break;
    }
    if (this.#life === this.#firstLife) return;
    await this.clock.advance(leaseOver);
    await this.service.idle();
  }

  #serviceOf(life: Life, store: TicketStore): CustomerService {
    const { notifiers = [], ...options } = this.#story.options ?? {};
    const channel = { ...this.channel, send: this.#send };
    const service = new CustomerService({
      channels: [mortalChannel(channel, life)],
      store: mortalStore(store, life),
      clock: mortalClock(this.clock, life),
      random: seededRandom(this.#lives),
      tenant: this.#tenant,
      notifiers: notifiers.map((one) => mortalNotifier(this.#listening(one), life)),
      ...options,
    });
    service.workflow(
      "ticket.opened",
      mortalWorkflow((key) => this.workflowKeys.add(key), life),
    );
    return service;
  }

  readonly #send: (typeof this.channel)["send"] = async (message, options) => {
    const tries = (this.#tries.get(message.idempotencyKey) ?? 0) + 1;
    this.#tries.set(message.idempotencyKey, tries);
    const refusal = this.#story.refusal?.(message, tries) ?? null;
    if (refusal !== null) throw refusal;
    return this.channel.send(message, options);
  };

  #listening({ id }: Notifier): Notifier {
    return { id, notify: async ({ level, instance }) => void this.notified.add(`${id} ${level}:${instance}`) };
  }
}
