import { defineConfig } from "vitest/config";

export default defineConfig({
  // The tests import the package by its own name, straight from the sources.
  ssr: { resolve: { conditions: ["@kefu/source"], externalConditions: ["@kefu/source"] } },
  resolve: { conditions: ["@kefu/source"] },
  test: {
    root: new URL("..", import.meta.url).pathname,
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/postgres/global-setup.ts"],
    testTimeout: 20_000,
    coverage: { include: ["src/**"] },
  },
});
