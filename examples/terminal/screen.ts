import type { Interface } from "node:readline";
import { clearLine, cursorTo } from "node:readline";

/** Who a line on the screen comes from. */
export type Speaker = "bot" | "agent" | "desk" | "supervisor";

const colours: Readonly<Record<Speaker, number>> = { bot: 36, agent: 32, desk: 90, supervisor: 33 };

/** Where everything is printed; colours and a prompt only where a person looks at it. */
export class Screen {
  readonly interactive: boolean = process.stdin.isTTY === true && process.stdout.isTTY === true;
  readonly #coloured = process.stdout.isTTY === true && (process.env.NO_COLOR ?? "") === "";
  #lines: Interface | null = null;

  /** Asks with the prompt of these lines, until they are closed. */
  promptWith(lines: Interface): void {
    if (!this.interactive) return;
    this.#lines = lines;
    lines.once("close", () => {
      this.#lines = null;
      process.stdout.write("\n");
    });
  }

  prompt(): void {
    this.#lines?.prompt(true);
  }

  /** One speaker's words. `name` is shown instead of the speaker's own word. */
  say(speaker: Speaker, text: string, name: string = speaker): void {
    const label = this.#coloured ? `\x1b[${colours[speaker]}m${name}:\x1b[0m` : `${name}:`;
    this.#print(`${label} ${printable(text)}`);
  }

  /** Lines of no speaker: help, lists, explanations. */
  list(lines: readonly string[]): void {
    this.#print(lines.map(printable).join("\n"));
  }

  #print(text: string): void {
    if (this.#lines !== null) {
      clearLine(process.stdout, 0);
      cursorTo(process.stdout, 0);
    }
    process.stdout.write(`${text}\n`);
    this.prompt();
  }
}

/** What customers write must not steer the terminal. */
function printable(text: string): string {
  return text.replace(/(?![\n\t])\p{Cc}/gu, "");
}
