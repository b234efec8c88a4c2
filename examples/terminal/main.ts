import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { CustomerServiceError, isCode } from "kefu";
import { announceEvents } from "./announcements.ts";
import { runCommand } from "./commands.ts";
import { type TerminalDesk, terminalDesk } from "./desk.ts";
import { Screen } from "./screen.ts";
import type { Seat } from "./seat.ts";

/** The file of the desk: `--database`, else KEFU_DATABASE, else kefu.db in the working directory. */
function databasePath(): string {
  const { values } = parseArgs({ options: { database: { type: "string" } } });
  return values.database || process.env.KEFU_DATABASE || "kefu.db";
}

/** Takes one line after the other, each only when the desk is done with the one before. */
async function takeLines(desk: TerminalDesk, screen: Screen): Promise<void> {
  const seat: Seat = { service: desk.service, screen, ticketId: null, agentId: null };
  const lines = createInterface({
    input: process.stdin,
    ...(screen.interactive ? { output: process.stdout, prompt: "> " } : {}),
  });
  let stopped = false;
  const stop = () => {
    stopped = true;
    lines.close();
  };
  lines.on("SIGINT", stop);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, stop);
  desk.service.on("ticket.opened", ({ ticket }) => {
    seat.ticketId = ticket.id;
  });
  // Whoever read the output is gone, as behind `| head`.
  process.stdout.on("error", stop);
  screen.promptWith(lines);
  screen.prompt();
  for await (const line of lines) {
    const text = line.replace(/^\uFEFF/, "").trim();
    if (stopped || text === "/quit") break;
    if (text !== "") await takeLine(desk, seat, text);
    screen.prompt();
  }
  lines.close();
}

async function takeLine({ service, channel }: TerminalDesk, seat: Seat, text: string): Promise<void> {
  try {
    await (text.startsWith("/") ? runCommand(seat, text) : channel.say(text));
  } catch (error) {
    // What the desk refuses changes nothing, and the next line may be right; anything else is the end.
    if (!(error instanceof CustomerServiceError) || error.code.startsWith("store.")) throw error;
    seat.screen.say("desk", error.message);
  }
  await service.idle();
}

async function main(): Promise<void> {
  const path = databasePath();
  const screen = new Screen();
  const desk = terminalDesk(path, screen);
  announceEvents(desk.service, screen);
  try {
    await desk.service.start();
  } catch (error) {
    if (!isCode(error, "store.in_use")) throw error;
    throw new Error(`${path} is in use by another process: stop that one, or choose another file with --database.`);
  }
  try {
    // What a killed run left comes before anything new.
    await desk.service.idle();
    if (screen.interactive)
      screen.list([`The desk is open (${path}). Write as the customer; /help lists the commands.`]);
    await takeLines(desk, screen);
  } finally {
    await desk.service.stop();
  }
}

await main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
