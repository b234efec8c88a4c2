import { spawn } from "node:child_process";
import { Socket } from "node:net";

/**
 * Runs a line of shell once this process is gone, in whatever way: the watchdog holds the other end of a pipe, and reads
 * to its end. In the line, `$1`, `$2` ... are the values.
 */
export function whenGone(line: string, values: readonly string[], account: { uid?: number; gid?: number }): Watchdog {
  const child = spawn("sh", ["-c", `cat; ${line}`, "sh", ...values], {
    ...account,
    cwd: "/",
    // Its own group: what is typed at the terminal does not end it first.
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  const exit = new Promise<number | null>((resolve) => child.once("exit", resolve));
  // What was forgotten does not keep this process alive.
  child.unref();
  if (child.stdin instanceof Socket) child.stdin.unref();
  return {
    async now() {
      child.ref();
      child.stdin?.end();
      if ((await exit) !== 0) throw new Error(`Failed: ${line} (${values.join(" ")})`);
    },
  };
}

export interface Watchdog {
  /** Runs the line without waiting for the end of this process; once, however often it is asked. */
  now(): Promise<void>;
}
