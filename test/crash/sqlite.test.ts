import { afterAll, describe, expect, test } from "vitest";
import { sqliteBackend } from "./crash-backend.ts";
import { scenariosFor } from "./scenarios.ts";
import { dismissSpare } from "./workers/worker-process.ts";

const backend = sqliteBackend();
afterAll(async () => {
  await dismissSpare();
  await backend.stop();
});

describe.each(scenariosFor("sqlite"))("$name, on SQLite", ({ run }) => {
  test("nothing is lost, nothing comes twice, everything is in order", { timeout: 60_000 }, async () => {
    expect((await run(backend, 1, true)).findings).toEqual([]);
  });
});
