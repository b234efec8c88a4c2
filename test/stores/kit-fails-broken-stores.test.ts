import { describe, expect, test } from "vitest";
import { memoryTicketStore } from "../../src/stores/memory/memory-ticket-store.ts";
import type { ContractCase } from "../../src/testing/contract-case.ts";
import { ticketStoreContract } from "../../src/testing/ticket-store-contract.ts";
import { brokenJobs } from "./broken/broken-jobs.ts";
import { brokenMaintenance } from "./broken/broken-maintenance.ts";
import { brokenPromises } from "./broken/broken-promises.ts";
import { brokenRecords } from "./broken/broken-records.ts";
import { brokenStore, type Faults } from "./broken/broken-store.ts";
import { brokenTransactions } from "./broken/broken-transactions.ts";
import { brokenSharing, sharedMemory } from "./broken/shared-memory.ts";

function contractWith(faultsOf: () => Faults): readonly ContractCase[] {
  return ticketStoreContract(async ({ clock }) => {
    const store = memoryTicketStore();
    await store.open({ clock });
    return brokenStore(store, faultsOf());
  });
}

function sharedContractWith(faultsOf: () => Faults): readonly ContractCase[] {
  const { open, second } = sharedMemory(faultsOf);
  return ticketStoreContract(open, { second }).filter(({ name }) => name.startsWith("shared"));
}

function tell(name: string, broken: readonly string[]): void {
  console.info(`A store that ${name} breaks ${broken.length} promises, such as "${broken[0]}"`);
}

test("a wrapped store without faults keeps every promise, and so do two that share their data", async () => {
  expect(await brokenPromises(contractWith(() => ({})))).toEqual([]);
  expect(await brokenPromises(sharedContractWith(() => ({})))).toEqual([]);
});

describe("the contract finds a store that", () => {
  const faults = { ...brokenRecords, ...brokenTransactions, ...brokenJobs, ...brokenMaintenance };
  test.each(Object.entries(faults))("%s", async (name, faultsOf) => {
    const broken = await brokenPromises(contractWith(faultsOf));
    tell(name, broken);
    expect(broken).not.toEqual([]);
  });

  test.each(Object.entries(brokenSharing))("shares its data with others and %s", async (name, faultsOf) => {
    const broken = await brokenPromises(sharedContractWith(faultsOf));
    tell(name, broken);
    expect(broken).not.toEqual([]);
  });
});
