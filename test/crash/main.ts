// npm run crash -- [--runs 10] [--seed 1] [--store sqlite|postgres|both] [--only <part of a scenario's name>]
import { parseArgs } from "node:util";
import { type CrashBackend, postgresBackend, sqliteBackend } from "./crash-backend.ts";
import { type Scenario, scenariosFor } from "./scenarios.ts";
import { type Row, type Tally, tableOf } from "./tally.ts";
import { dismissSpare } from "./workers/worker-process.ts";

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "10" },
    seed: { type: "string", default: "1" },
    store: { type: "string", default: "both" },
    only: { type: "string", default: "" },
  },
});
const [runs, firstSeed] = [Number(values.runs), Number(values.seed)];
const rows: Row[] = [];

/** Runs a scenario as often as it is worth, tells at once of each run that found something, and how to have it again. */
async function runAll(scenario: Scenario, backend: CrashBackend): Promise<void> {
  const begin = Date.now();
  const tallies: Tally[] = [];
  for (let run = 0; run < (scenario.isRandom ? runs : 1); run += 1) {
    const seed = firstSeed + run;
    const tally = await scenario.run(backend, seed, false);
    tallies.push(tally);
    if (tally.findings.length === 0) continue;
    console.log(`${scenario.name} on ${backend.store}, seed ${seed}:`);
    for (const { harm, sentence } of tally.findings) console.log(`  ${harm}: ${sentence}`);
    console.log(
      `  again: npm run crash -- --only "${scenario.name}" --store ${backend.store} --seed ${seed} --runs 1\n`,
    );
  }
  const row = { scenario: scenario.name, store: backend.store, seconds: (Date.now() - begin) / 1_000, runs: tallies };
  rows.push(row);
  console.error(`${scenario.name} on ${backend.store}: ${row.seconds.toFixed(1)} s`);
}

async function runOn(backend: CrashBackend, chosen: readonly Scenario[]): Promise<void> {
  try {
    for (const scenario of chosen) await runAll(scenario, backend);
  } finally {
    await dismissSpare();
    await backend.stop();
  }
}

const backends = { sqlite: async () => sqliteBackend(), postgres: postgresBackend };
for (const store of ["sqlite", "postgres"] as const) {
  const chosen = scenariosFor(store).filter(({ name }) => name.includes(values.only));
  if (chosen.length > 0 && [store, "both"].includes(values.store)) await runOn(await backends[store](), chosen);
}
if (rows.length === 0) throw new Error(`No scenario is called "${values.only}" on "${values.store}".`);
console.log(tableOf(rows));
process.exitCode = rows.some((row) => row.runs.some(({ findings }) => findings.length > 0)) ? 1 : 0;
