import type { StoreTransaction, TicketStore } from "../../ports/ticket-store.ts";
import type { SimulatedClock } from "../simulated-clock.ts";

/** A store that was opened for one case, and the clock it was opened with. */
export interface StoreUnderTest {
  readonly store: TicketStore;
  readonly clock: SimulatedClock;
}

/** One sentence of the contract, and how to find out. */
export interface StoreCase {
  readonly name: string;
  readonly check: (opened: StoreUnderTest) => Promise<void>;
}

/** Two stores on the same data, as two processes have them. */
export interface SharedStoreUnderTest extends StoreUnderTest {
  readonly second: TicketStore;
}

/** One sentence of the contract of stores that several processes share. */
export interface SharedStoreCase {
  readonly name: string;
  readonly check: (opened: SharedStoreUnderTest) => Promise<void>;
}

/** The tenant of every case that needs only one. */
export const tenant = "acme";

/** A transaction of {@link tenant}. */
export function transact<T>(store: TicketStore, work: (transaction: StoreTransaction) => Promise<T>): Promise<T> {
  return store.transact(tenant, work);
}

/** Thrown by works that give up on purpose. */
export class ChangeOfMind extends Error {}

/** Runs the work and then lets the transaction fail, so that nothing of it may be kept. */
export async function transactInVain(
  store: TicketStore,
  work: (transaction: StoreTransaction) => Promise<unknown>,
): Promise<void> {
  const changeOfMind = new ChangeOfMind("The work changed its mind.");
  try {
    await transact(store, async (transaction) => {
      await work(transaction);
      throw changeOfMind;
    });
  } catch (error) {
    if (error !== changeOfMind) throw error;
    return;
  }
  throw new Error("A transaction whose work throws must reject with that very error; it resolved.");
}

/** `count` things, by number from 0. */
export function times<T>(count: number, make: (number: number) => T): T[] {
  return Array.from({ length: count }, (_, number) => make(number));
}
