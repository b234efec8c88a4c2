import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import type { SqliteDatabase } from "../../../src/stores/sqlite/index.ts";
import { sqliteTicketStore } from "../../../src/stores/sqlite/index.ts";
import { systemClock } from "../../../src/system/system-clock.ts";
import { seededRandom } from "../../../src/testing/seeded-random.ts";
import { openDatabase, temporaryPath } from "../sqlite-files.ts";

const rounds = 4;
const writer = fileURLToPath(new URL("./writer.ts", import.meta.url));

/** The numbers a writer printed until it was killed, which was after so many of them. */
async function acknowledgedUntilKilled(path: string, from: number, kill: number): Promise<readonly number[]> {
  const arguments_ = ["--import", "tsx", "--conditions=@kefu/source", writer, path, `${from}`];
  const child = spawn(process.execPath, arguments_, { stdio: ["ignore", "pipe", "inherit"] });
  const exited = once(child, "exit");
  const numbers: number[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    numbers.push(Number(line));
    if (numbers.length === kill) child.kill("SIGKILL");
  }
  expect((await exited)[1]).toBe("SIGKILL");
  return numbers;
}

function numbersIn(database: SqliteDatabase, query: string): readonly number[] {
  return database
    .prepare(query)
    .all()
    .map((row) => Number((row as { number: string }).number));
}

test("what was acknowledged survives kill -9, whole, and the file can be opened at once", async () => {
  const random = seededRandom(20260105);
  const path = temporaryPath();
  const acknowledged: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const kill = 1 + Math.floor(random.fraction() * 1_000);
    acknowledged.push(...(await acknowledgedUntilKilled(path, round * 1_000_000, kill)));
    const store = sqliteTicketStore(path);
    await store.open({ clock: systemClock });
    await store.close();
  }
  const database = await openDatabase(path);
  expect(database.prepare("PRAGMA integrity_check").all()).toEqual([{ integrity_check: "ok" }]);
  const marked = numbersIn(database, "SELECT key AS number FROM cs_mark ORDER BY CAST(key AS INTEGER)");
  expect(acknowledged.length).toBeGreaterThanOrEqual(rounds);
  const kept = new Set(marked);
  expect(acknowledged.filter((number) => !kept.has(number))).toEqual([]);
  expect(numbersIn(database, "SELECT id AS number FROM cs_conversation ORDER BY CAST(id AS INTEGER)")).toEqual(marked);
  expect(numbersIn(database, "SELECT lane AS number FROM cs_job ORDER BY CAST(lane AS INTEGER)")).toEqual(marked);
  expect(
    numbersIn(database, "SELECT substr(log, 14) AS number FROM cs_log ORDER BY CAST(substr(log, 14) AS INTEGER)"),
  ).toEqual(marked);
  database.close();
});
