import { describe, expect, test } from "vitest";
import { memoryTicketStore } from "../../src/stores/memory/memory-ticket-store.ts";
import { ticketStoreContract } from "../../src/testing/ticket-store-contract.ts";
import { brokenJobs } from "./broken/broken-jobs.ts";
import { brokenRecords } from "./broken/broken-records.ts";
import { brokenStore, type Faults } from "./broken/broken-store.ts";
import { brokenTransactions } from "./broken/broken-transactions.ts";

/** The sentences of the contract that do not hold with these faults. */
async function brokenPromises(faultsOf: () => Faults): Promise<readonly string[]> {
  const contract = ticketStoreContract(async ({ clock }) => {
    const store = memoryTicketStore();
    await store.open({ clock });
    return brokenStore(store, faultsOf());
  });
  const broken: string[] = [];
  for (const { name, run } of contract) {
    await run().catch((error: unknown) => broken.push(`${name}: ${error instanceof Error ? error.message : error}`));
  }
  return broken;
}

test("a wrapped store without faults keeps every promise", async () => {
  expect(await brokenPromises(() => ({}))).toEqual([]);
});

describe("the contract finds a store that", () => {
  for (const [name, faultsOf] of Object.entries({ ...brokenRecords, ...brokenTransactions, ...brokenJobs })) {
    test(name, async () => {
      const broken = await brokenPromises(faultsOf);
      console.info(`A store that ${name} breaks ${broken.length} promises, such as "${broken[0]}"`);
      expect(broken).not.toEqual([]);
    });
  }
});
