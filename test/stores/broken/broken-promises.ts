import type { ContractCase } from "../../../src/testing/contract-case.ts";

/** The sentences of the contract that do not hold; it is not looked for more than `enough`. */
export async function brokenPromises(
  contract: readonly ContractCase[],
  enough: number = Number.POSITIVE_INFINITY,
): Promise<readonly string[]> {
  const broken: string[] = [];
  for (const { name, run } of contract) {
    if (broken.length >= enough) break;
    await run().catch((error: unknown) => broken.push(`${name}: ${error instanceof Error ? error.message : error}`));
  }
  return broken;
}
