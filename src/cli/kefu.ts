#!/usr/bin/env node
import { type Command, readArguments, UsageError, usage } from "./arguments.ts";
import { migrate } from "./migrate.ts";
import { nodeProcess } from "./node-process.ts";

const { argv, env, stdout, stderr } = nodeProcess;

try {
  stdout.write(await done(readArguments(argv.slice(2), env)));
} catch (error) {
  const misused = error instanceof UsageError;
  stderr.write(`${error instanceof Error ? error.message : String(error)}\n${misused ? `\n${usage}` : ""}`);
  nodeProcess.exitCode = misused ? 2 : 1;
}

/** Does what is asked, and resolves with what is to be printed. */
async function done(command: Command): Promise<string> {
  switch (command.name) {
    case "help":
      return usage;
    case "migrate":
      return migrate(command);
    default:
      return command satisfies never;
  }
}
