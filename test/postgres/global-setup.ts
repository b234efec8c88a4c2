import type { TestProject } from "vitest/node";
import { startPostgres } from "./server.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The server that all tests share; each works there in a schema or database of its own. */
    postgresUrl: string;
  }
}

/** One server for the whole run. It need not outlive a crash of the machine. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startPostgres({ fsync: false });
  project.provide("postgresUrl", server.url);
  return () => server.stop();
}
