import { CustomerServiceError } from "./errors.ts";
import type { EventName, ServiceEvent, ServiceEvents } from "./events.ts";
import type { StoreTransaction } from "./ports/ticket-store.ts";

/** Writes SQL of its own in the transaction that makes an event true. It may run again, so it does nothing else. */
export type TransactionHandler<N extends EventName> = (
  payload: ServiceEvents[N],
  sql: NonNullable<StoreTransaction["native"]>,
) => Promise<unknown> | unknown;

/** Who takes part in the transactions of a service, by event. */
export class TransactionHandlers {
  readonly #handlers = new Map<EventName, TransactionHandler<EventName>[]>();

  get isEmpty(): boolean {
    return this.#handlers.size === 0;
  }

  register<N extends EventName>(event: N, handler: TransactionHandler<N>): void {
    // A handler is only ever called with payloads of the event it stands under.
    this.#handlers.set(event, [...(this.#handlers.get(event) ?? []), handler as TransactionHandler<EventName>]);
  }

  /** Calls whoever takes part in these events; what one throws undoes the transaction. */
  async take(events: readonly ServiceEvent[], { native }: StoreTransaction): Promise<void> {
    for (const { name, payload } of events) {
      for (const handler of this.#handlers.get(name) ?? []) {
        if (native === undefined) throw noSql();
        await handler(payload, native);
      }
    }
  }
}

export function noSql(): CustomerServiceError {
  return new CustomerServiceError(
    "workflow.refused",
    "This store has no SQL transaction in which others may write: inTransaction() needs the one of kefu/postgres. Use workflow() instead.",
  );
}
