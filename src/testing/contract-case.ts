/**
 * One sentence of a contract and the code that proves it; `run` rejects when it is not kept. Any test runner takes it:
 * `for (const { name, run } of contract) test(name, run)`.
 */
export interface ContractCase {
  readonly name: string;
  readonly run: () => Promise<void>;
}
