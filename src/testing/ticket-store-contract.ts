import type { Clock } from "../ports/clock.ts";
import type { TicketStore } from "../ports/ticket-store.ts";
import type { ContractCase } from "./contract-case.ts";
import { simulatedClock } from "./simulated-clock.ts";
import { findCases } from "./ticket-store-contract/find-cases.ts";
import { jobCases } from "./ticket-store-contract/job-cases.ts";
import { laneCases } from "./ticket-store-contract/lane-cases.ts";
import { leaseCases } from "./ticket-store-contract/lease-cases.ts";
import { logCases, markCases } from "./ticket-store-contract/log-and-mark-cases.ts";
import { readCases } from "./ticket-store-contract/read-cases.ts";
import { recordCases } from "./ticket-store-contract/record-cases.ts";
import type { StoreCase } from "./ticket-store-contract/store-case.ts";
import { tenantCases } from "./ticket-store-contract/tenant-cases.ts";
import { transactionCases } from "./ticket-store-contract/transaction-cases.ts";

/**
 * What every {@link TicketStore} promises, as cases for any test runner:
 *
 * ```ts
 * for (const { name, run } of ticketStoreContract(openEmptyStore)) test(name, run);
 * ```
 *
 * `open` is called once for each case. It resolves with an empty store that was opened with the clock it is given (a
 * simulated one: the kit moves time). The case closes the store; to close one twice must do no harm.
 */
export function ticketStoreContract(
  open: (context: { readonly clock: Clock }) => Promise<TicketStore>,
): readonly ContractCase[] {
  return cases.map(({ name, check }) => ({
    name,
    async run() {
      const clock = simulatedClock();
      const store = await open({ clock });
      try {
        await check({ store, clock });
      } finally {
        await store.close();
      }
    },
  }));
}

const cases: readonly StoreCase[] = [
  ...recordCases,
  ...findCases,
  ...transactionCases,
  ...readCases,
  ...logCases,
  ...markCases,
  ...jobCases,
  ...laneCases,
  ...leaseCases,
  ...tenantCases,
];
