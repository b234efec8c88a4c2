import type { Clock } from "../ports/clock.ts";
import type { TicketStore } from "../ports/ticket-store.ts";
import type { ContractCase } from "./contract-case.ts";
import { type SimulatedClock, simulatedClock } from "./simulated-clock.ts";
import { enqueueCases } from "./ticket-store-contract/enqueue-cases.ts";
import { findCases } from "./ticket-store-contract/find-cases.ts";
import { findJobsCases } from "./ticket-store-contract/find-jobs-cases.ts";
import { jobCases } from "./ticket-store-contract/job-cases.ts";
import { laneCases } from "./ticket-store-contract/lane-cases.ts";
import { leaseCases } from "./ticket-store-contract/lease-cases.ts";
import { logCases, markCases } from "./ticket-store-contract/log-and-mark-cases.ts";
import { pruneCases, reviveCases, statisticsCases } from "./ticket-store-contract/maintenance-cases.ts";
import { mentionCases, removeCases } from "./ticket-store-contract/mention-cases.ts";
import { readCases } from "./ticket-store-contract/read-cases.ts";
import { recordCases } from "./ticket-store-contract/record-cases.ts";
import { sharedCases } from "./ticket-store-contract/shared-cases.ts";
import type { StoreCase, StoreUnderTest } from "./ticket-store-contract/store-case.ts";
import { tenantCases } from "./ticket-store-contract/tenant-cases.ts";
import { textCases } from "./ticket-store-contract/text-cases.ts";
import { timerCases } from "./ticket-store-contract/timer-cases.ts";
import { transactionCases } from "./ticket-store-contract/transaction-cases.ts";

/** Opens a store with the clock of a case: a simulated one, which the kit moves. */
export type OpenStore = (context: { readonly clock: Clock }) => Promise<TicketStore>;

/**
 * What every {@link TicketStore} promises, as cases for any test runner:
 *
 * ```ts
 * for (const { name, run } of ticketStoreContract(openEmptyStore)) test(name, run);
 * ```
 *
 * `open` is called once for each case, and resolves with an empty store that was opened with the clock it is given. The
 * case closes the store; to close one twice must do no harm. Where a call is to be refused, it does not matter whether it
 * rejects itself or its transaction does.
 *
 * `second`, for a store that several processes may share, opens another one on the data of the store that `open` resolved
 * with last. With it, there are cases for what the two must see of each other; their names begin with "shared".
 */
export function ticketStoreContract(
  open: OpenStore,
  options: { readonly second?: OpenStore } = {},
): readonly ContractCase[] {
  const { second } = options;
  const alone = cases.map(({ name, check }) => ({ name, run: () => withStore(open, simulatedClock(), check) }));
  if (second === undefined) return alone;
  const shared = sharedCases.map(({ name, check }) => ({
    name,
    run() {
      const clock = simulatedClock();
      return withStore(open, clock, ({ store }) =>
        withStore(second, clock, (other) => check({ store, second: other.store, clock })),
      );
    },
  }));
  return [...alone, ...shared];
}

async function withStore(
  open: OpenStore,
  clock: SimulatedClock,
  check: (opened: StoreUnderTest) => Promise<void>,
): Promise<void> {
  const store = await open({ clock });
  try {
    await check({ store, clock });
  } finally {
    await store.close();
  }
}

const cases: readonly StoreCase[] = [
  ...recordCases,
  ...findCases,
  ...transactionCases,
  ...readCases,
  ...logCases,
  ...markCases,
  ...jobCases,
  ...enqueueCases,
  ...timerCases,
  ...laneCases,
  ...leaseCases,
  ...findJobsCases,
  ...tenantCases,
  ...textCases,
  ...statisticsCases,
  ...reviveCases,
  ...pruneCases,
  ...mentionCases,
  ...removeCases,
];
