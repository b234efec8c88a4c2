import { compose, faqEntries } from "./compose.ts";
import type { ServiceContext } from "./context.ts";
import { Agents } from "./desk/agents.ts";
import { Conversations } from "./desk/conversations.ts";
import { Customers } from "./desk/customers.ts";
import { DeadLetters } from "./desk/dead-letters.ts";
import { Queues } from "./desk/queues.ts";
import { Surveys } from "./desk/surveys.ts";
import { Tickets } from "./desk/tickets.ts";
import { CustomerServiceError } from "./errors.ts";
import type { EventName, ServiceEvent, ServiceEvents } from "./events.ts";
import { recallChannelStates } from "./flow/channel-state.ts";
import { withDeadline } from "./flow/deadline.ts";
import { way } from "./flow/way.ts";
import type { JobLoop } from "./later/job-loop.ts";
import { type WorkflowHandler, Workflows } from "./later/workflows.ts";
import { Live } from "./live/live.ts";
import { topics } from "./live/topics.ts";
import type { LogEntry } from "./model/decision.ts";
import type { ExplainOptions, ToldEntry } from "./model/explain.ts";
import type { InboundEventInput } from "./model/inbound.ts";
import type { Ticket } from "./model/ticket.ts";
import type { CheckReport } from "./operations/check.ts";
import type { Health, HealthOptions } from "./operations/health.ts";
import type { PruneDays, Pruned } from "./operations/prune.ts";
import { type CheckedOptions, type CustomerServiceOptions, checkOptions } from "./options.ts";
import type { ChannelAdapter } from "./ports/channel-adapter.ts";
import type { KnowledgeStore } from "./ports/knowledge-store.ts";
import { noSql, type TransactionHandler, TransactionHandlers } from "./transaction-handlers.ts";

/** A channel that hangs does not keep the desk from stopping. */
const channelStopMs = 10_000;

/** Everything that was decided about a ticket, and on what grounds. */
export interface Explanation {
  readonly ticket: Ticket;
  /** The ticket's log, oldest first. */
  readonly log: readonly LogEntry[];
  /** The same as sentences, entry by entry. */
  readonly entries: readonly ToldEntry[];
  /** The sentences alone. */
  readonly story: readonly string[];
}

/**
 * The desk. Give it channels and knowledge, `start` it, and messages are answered, become tickets and find their agents.
 * What people do with them stands on `tickets`, `conversations`, `agents`, `surveys` and `customers`.
 */
export class CustomerService {
  readonly tickets: Tickets;
  readonly conversations: Conversations;
  readonly agents: Agents;
  readonly surveys: Surveys;
  readonly customers: Customers;
  readonly deadLetters: DeadLetters;
  readonly queues: Queues;
  /** What happens just now, in every process of the desk: for pages and programs that show it. */
  readonly live: Live;
  /** The channels that are open while it runs, by id. */
  readonly channels: ReadonlyMap<string, ChannelAdapter>;
  /** What the desk answers from. Entries may be added, changed and removed at any time. */
  readonly knowledge: KnowledgeStore;

  readonly #options: CheckedOptions;
  readonly #context: ServiceContext;
  readonly #loop: JobLoop;
  readonly #workflows = new Workflows();
  readonly #inTransaction = new TransactionHandlers();
  #state: "created" | "running" | "stopped" = "created";
  #starting: Promise<void> | null = null;
  #stopping: Promise<void> | null = null;

  /** Checks the options and puts the parts together; refuses with `options.invalid`. Nothing runs before `start`. */
  constructor(options: CustomerServiceOptions) {
    this.#options = checkOptions(options);
    const { context, loop, knowledge, owner } = compose(this.#options, this.#workflows, this.#inTransaction);
    this.#context = context;
    this.#loop = loop;
    this.channels = context.channels;
    this.knowledge = knowledge;
    const running = () => this.#running();
    this.tickets = new Tickets(running);
    this.conversations = new Conversations(running);
    this.agents = new Agents(running);
    this.surveys = new Surveys(running);
    this.customers = new Customers(running);
    this.deadLetters = new DeadLetters(running);
    this.queues = new Queues(running);
    this.live = new Live({ ...context, origin: owner });
  }

  /** Opens the store, takes up what an earlier process left, then opens the channels. Called twice, it is done once. */
  start(): Promise<void> {
    if (this.#state === "stopped") return Promise.reject(stoppedForGood());
    this.#starting ??= this.#start();
    return this.#starting;
  }

  /**
   * Closes the channels, gives the work at hand `graceMs` (default 10,000) to end, and closes the store. What is not done
   * by then is done by the next process. Called twice, it is done once.
   */
  stop(options: { readonly graceMs?: number } = {}): Promise<void> {
    this.#stopping ??= this.#stop(options.graceMs ?? 10_000);
    return this.#stopping;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  /**
   * Takes an event of a channel, for backends that receive it themselves. Resolves when it is stored for good; rejects
   * with `message.invalid`, `channel.not_found`, `service.not_running`, `store.unavailable`.
   */
  async receive(channelId: string, event: InboundEventInput): Promise<"accepted" | "duplicate"> {
    return way.receive(this.#running(), channelId, event);
  }

  /** Gives a webhook request to its channel, and resolves with what the channel is to be answered. */
  async handle(channelId: string, request: Request): Promise<Response> {
    const channel = this.#running().channels.get(channelId);
    if (channel?.handle === undefined) {
      throw new CustomerServiceError("channel.not_found", `There is no channel ${channelId} that takes webhooks.`);
    }
    return channel.handle(request);
  }

  /** Calls `listener` after each such event; returns the function that ends it. A listener may miss events of a crash. */
  on<N extends EventName>(name: N, listener: (payload: ServiceEvents[N]) => unknown): () => void {
    return this.#context.events.on(name, listener);
  }

  /** Calls `listener` after every event. */
  onAny(listener: (event: ServiceEvent) => unknown): () => void {
    return this.#context.events.onAny(listener);
  }

  /**
   * Runs `handler` durably for each such event: at least once, again when it throws, also after a crash. Register it
   * before `start`, in every process that shares the store. `name` (default: the event's) is what its jobs are kept under.
   */
  workflow<N extends EventName>(event: N, handler: WorkflowHandler<N>, options: { readonly name?: string } = {}): void {
    if (this.#state !== "created") {
      throw new CustomerServiceError(
        "workflow.refused",
        "Workflows are registered before start, so that none of their jobs is missed.",
      );
    }
    this.#workflows.register(event, options.name ?? event, handler);
  }

  /**
   * Runs `handler` inside the transaction that makes each such event true: what it writes through `sql` is kept exactly
   * when the event is, as a job in a queue of your own. It may run more than once, must do nothing else, and undoes
   * everything when it throws. Register it before `start`, in every process. Only with a store that takes it: PostgreSQL.
   */
  inTransaction<N extends EventName>(event: N, handler: TransactionHandler<N>): void {
    if (this.#state !== "created") {
      throw new CustomerServiceError(
        "workflow.refused",
        "Whoever takes part in transactions is registered before start.",
      );
    }
    this.#inTransaction.register(event, handler);
  }

  /** Looks for due work now, when something outside knows better than the desk's own timers. */
  wake(): void {
    this.#loop.wake();
  }

  /** Why this ticket is where it is: every decision with its grounds, every act with who and why. */
  async explain(ticketId: string, options: ExplainOptions = {}): Promise<Explanation> {
    const ticket = await this.tickets.get(ticketId);
    const log = await this.tickets.history(ticketId);
    const { entriesOf, storyOf } = await import("./model/explain.ts");
    const entries = entriesOf(log, options);
    return { ticket, log, entries, story: storyOf(entries) };
  }

  /** Resolves when everything that is due now is done: for tests, scripts, and hosts that sleep between requests. */
  async idle(): Promise<void> {
    await this.#loop.idle();
  }

  /** How the desk is, for a `/healthz`: answer 503 while it is `down`. Never rejects. */
  async health(options: HealthOptions = {}): Promise<Health> {
    const { healthOf } = await import("./operations/health.ts");
    return healthOf(this.#context, this.#state === "running" && this.#stopping === null, options);
  }

  /**
   * Looks whether everything in the store is as the desk promises: no message forgotten, no customer without an owner, no
   * timer missing. It reads everything, a page at a time, while the desk works; what it tells of is wrong for certain.
   */
  async check(): Promise<CheckReport> {
    const context = this.#running();
    const { check } = await import("./operations/check.ts");
    return check(context);
  }

  /**
   * Removes what is old and nobody needs: marks against duplicates, and dead letters. Refuses days below 0 with
   * `options.invalid`. An event that its channel redelivers after its mark is gone is taken for new.
   */
  async prune(options: PruneDays = {}): Promise<Pruned> {
    const context = this.#running();
    const { prune } = await import("./operations/prune.ts");
    return prune(context, options);
  }

  async #start(): Promise<void> {
    if (this.#state === "stopped") throw stoppedForGood();
    const { store, clock, channels, logger } = this.#context;
    const { faq, agents, knowledge } = this.#options;
    if (!this.#inTransaction.isEmpty && store.traits.native !== true) throw noSql();
    await store.open({ clock });
    this.#state = "running";
    try {
      // A store of the user's own does not have the FAQ yet; the default one was made with it.
      if (knowledge !== undefined && !Array.isArray(knowledge)) await knowledge.add(faqEntries(faq));
      for (const agent of agents) await this.agents.add(agent);
      await recallChannelStates(this.#context);
      this.live.start();
      this.#loop.start();
      for (const channel of channels.values()) {
        await channel.start({
          receive: (event) => this.receive(channel.id, event),
          tellTyping: (address, by) => this.live.tell(topics.thread(channel.id, address), { type: "typing", by }),
          ...{ clock, logger },
        });
      }
    } catch (error) {
      await this.#shutDown(0);
      throw error;
    }
  }

  async #stop(graceMs: number): Promise<void> {
    // A start that is under way ends first; if it fails, it has told its own caller.
    await this.#starting?.catch(() => {});
    if (this.#state === "running") await this.#shutDown(graceMs);
    this.#state = "stopped";
  }

  async #shutDown(graceMs: number): Promise<void> {
    // Refused from here on, channels deliver again later; what is on its way out still finds its channel open.
    this.#state = "stopped";
    // Who follows live goes elsewhere at once, and does not wait for the work at hand; what that changes is told after it.
    this.live.stop();
    await this.#loop.stop(graceMs);
    this.live.stop();
    await Promise.all([...this.#context.channels.values()].map((channel) => this.#stopChannel(channel)));
    await this.#context.store.close();
  }

  async #stopChannel(channel: ChannelAdapter): Promise<void> {
    const { clock, logger } = this.#context;
    const late = () => {
      throw new Error(`It did not stop in ${channelStopMs / 1_000} seconds.`);
    };
    await withDeadline(clock, channelStopMs, () => channel.stop(), late).catch((error: unknown) => {
      logger.error({ channel: channel.id, error }, `Channel ${channel.id} did not stop cleanly.`);
    });
  }

  #running(): ServiceContext {
    // From the call of stop() on, nothing new comes in.
    if (this.#state === "running" && this.#stopping === null) return this.#context;
    const sentence =
      this.#state === "created" ? "The desk is not started; call start() first." : "The desk is stopped.";
    throw new CustomerServiceError("service.not_running", sentence);
  }
}

function stoppedForGood(): CustomerServiceError {
  return new CustomerServiceError("service.not_running", "A stopped desk is not started again; make a new one.");
}
