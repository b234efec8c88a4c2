import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

/** Of the package's own names, those that an example says which is a package of its own. */
const ownNames = Object.entries({
  kefu: "index.ts",
  "kefu/openclaw": "openclaw/index.ts",
  "kefu/sqlite": "stores/sqlite/index.ts",
}).map(([name, path]) => ({
  find: new RegExp(`^${name}$`),
  replacement: new URL(`../src/${path}`, import.meta.url).pathname,
}));

export default defineConfig({
  // The tests import the package by its own name, straight from the sources.
  ssr: { resolve: { conditions: ["@kefu/source"], externalConditions: ["@kefu/source"] } },
  resolve: { conditions: ["@kefu/source"], alias: ownNames },
  test: {
    root: new URL("..", import.meta.url).pathname,
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/assets-setup.ts", "test/postgres/global-setup.ts"],
    // A test on PostgreSQL mostly waits for it: even two cores have time for two files.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    testTimeout: 20_000,
    coverage: { include: ["src/**"] },
  },
});
