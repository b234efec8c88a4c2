import type { ChannelAdapter, Clock, Notifier, StoreTransaction, TicketStore, WorkflowHandler } from "kefu";
import type { Life } from "./life.ts";

/** What writes nothing. Everything else a store or transaction can do is taken for a write, whatever is added to it. */
const storeReads: readonly PropertyKey[] = ["read", "nextDueAt", "onWake", "broadcast", "onBroadcast", "close"];
const transactionReads: readonly PropertyKey[] = ["get", "find", "readLog", "findJobs"];

/** The store as one life sees it, which may end before and after each write and each commit. */
export function mortalStore(store: TicketStore, life: Life): TicketStore {
  const transact: TicketStore["transact"] = (tenant, work) =>
    life.live(async () => {
      const result = await store.transact(tenant, async (transaction) => {
        const done = await work(mortalTransaction(transaction, life));
        life.pass("before a commit");
        return done;
      });
      life.pass("after a commit");
      return result;
    });
  /** Most claims find nothing, and change nothing. */
  const claim: TicketStore["claim"] = (tenant, options) =>
    life.live(async () => {
      const jobs = await store.claim(tenant, options);
      if (jobs.length > 0) life.pass(`after claiming ${jobs.map(({ kind }) => kind).join(", ")}`);
      return jobs;
    });
  return withMethods(store, (name, method) => {
    if (name === "transact") return transact as typeof method;
    if (name === "claim") return claim as typeof method;
    // They answer at once, so they cannot be kept waiting.
    if (name === "onWake" || name === "onBroadcast") return method;
    if (storeReads.includes(name)) return (...values) => life.live(async () => method(...values));
    return (...values) =>
      life.live(async () => {
        life.pass(`before ${String(name)}`);
        const result = await method(...values);
        life.pass(`after ${String(name)}`);
        return result;
      });
  });
}

function mortalTransaction(transaction: StoreTransaction, life: Life): StoreTransaction {
  return withMethods(transaction, (name, method) => async (...values) => {
    life.requireLife();
    if (transactionReads.includes(name)) return method(...values);
    const write = `${String(name)} ${subjectOf(values[0])}`;
    life.pass(`before ${write}`);
    const result = await method(...values);
    life.pass(`after ${write}`);
    return result;
  });
}

/** What a write is about: the kind of a record or job, the name of a log or key without its id. */
function subjectOf(value: unknown): string {
  if (typeof value === "string") return value.replace(/:.*/, "");
  const { kind } = (value ?? {}) as { kind?: unknown };
  return typeof kind === "string" ? kind : "";
}

type Method = (...values: unknown[]) => unknown;

/** The thing with other methods; its fields stay. */
function withMethods<T extends object>(thing: T, change: (name: PropertyKey, method: Method) => Method): T {
  return new Proxy(thing, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      return typeof value === "function" ? change(name, value.bind(target) as Method) : value;
    },
  });
}

/** The channel as one life sees it, which may end before and after each send. */
export function mortalChannel(channel: ChannelAdapter, life: Life): ChannelAdapter {
  const { id, kind, capabilities } = channel;
  return {
    ...{ id, kind, capabilities },
    start: (context) => channel.start({ ...context, receive: (event) => life.live(() => context.receive(event)) }),
    send: (message, options) =>
      life.live(() => around(life, `a send to ${message.address}`, () => channel.send(message, options))),
    stop: () => channel.stop(),
  };
}

export function mortalNotifier(notifier: Notifier, life: Life): Notifier {
  return {
    id: notifier.id,
    notify: (notification, options) =>
      life.live(() => around(life, `telling ${notifier.id}`, () => notifier.notify(notification, options))),
  };
}

/** A workflow that only tells under which key it ran. */
export function mortalWorkflow(ran: (key: string) => void, life: Life): WorkflowHandler<"ticket.opened"> {
  return (_, { key }) => life.live(() => around(life, "a workflow", async () => ran(key)));
}

async function around<T>(life: Life, what: string, act: () => Promise<T>): Promise<T> {
  life.pass(`before ${what}`);
  const outcome = await act().then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  life.pass(`after ${what}`);
  if ("error" in outcome) throw outcome.error;
  return outcome.value;
}

/** The clock as one life sees it: its timers end with it. */
export function mortalClock(clock: Clock, life: Life): Clock {
  return {
    now: () => clock.now(),
    after: (milliseconds, run) =>
      clock.after(milliseconds, () => (life.isOver ? undefined : Promise.race([run(), life.ended]))),
  };
}
