import { afterAll, describe, expect, test } from "vitest";
import { postgresBackend } from "./crash-backend.ts";
import { scenariosFor } from "./scenarios.ts";
import { dismissSpare } from "./workers/worker-process.ts";

const backend = await postgresBackend();
afterAll(async () => {
  await dismissSpare();
  await backend.stop();
});

describe.each(scenariosFor("postgres"))("$name, on PostgreSQL", ({ run }) => {
  test("nothing is lost, nothing comes twice, everything is in order", { timeout: 60_000 }, async () => {
    expect((await run(backend, 1, true)).findings).toEqual([]);
  });
});
