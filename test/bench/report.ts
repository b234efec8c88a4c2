const json = process.argv.includes("--json");

/** Whether everything is only shown to run; the figures mean nothing then. */
export const quick: boolean = process.argv.includes("--quick");

/** How much is measured. */
export const size = quick
  ? { warmUp: 300, messages: 300, bare: 640, rounds: 2, few: 100, many: 2_000, wakes: 10, waiting: 200, routed: 20 }
  : {
      warmUp: 4_000,
      messages: 4_000,
      bare: 12_800,
      rounds: 7,
      few: 1_000,
      many: 1_000_000,
      wakes: 200,
      waiting: 10_000,
      routed: 400,
    };

export function report(name: string, value: number, unit: string): void {
  const rounded = Number(value.toPrecision(4));
  console.log(json ? JSON.stringify({ name, value: rounded, unit }) : `${name.padEnd(66)} ${rounded} ${unit}`);
}

/** Another machine's noise falls on single rounds: what is measured side by side is compared by its median. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(Math.floor(sorted.length * share), sorted.length - 1)] ?? Number.NaN;
}

/** The medians of two rates that were measured in turns, and of the first over the second, round by round. */
export function compare(rates: readonly number[], others: readonly number[]): number {
  return median(rates.map((rate, round) => rate / (others[round] ?? Number.NaN)));
}
