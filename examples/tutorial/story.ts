/** Tells a story step by step, and whether each step came true. */
export class Story {
  readonly #print: (line: string) => void;
  /** What happened since it was last asked. */
  readonly #news: () => Promise<readonly string[]>;
  readonly #failed: string[] = [];
  #stepCount = 0;

  constructor(print: (line: string) => void, news: () => Promise<readonly string[]>) {
    this.#print = print;
    this.#news = news;
  }

  /** Tells a scene: its title, then its steps. A scene that breaks off did not come true; the next one is told. */
  async scene(title: string, steps: () => Promise<void>): Promise<void> {
    this.#print(`\n${title}`);
    try {
      await steps();
    } catch (error) {
      this.#fail(title, error);
    }
  }

  /** Does the step; it came true when `check` does not throw. The story goes on either way. */
  async step(name: string, check: () => Promise<void>): Promise<void> {
    this.#stepCount += 1;
    const failure = await check().then(
      () => null,
      (error: unknown) => ({ error }),
    );
    this.#print(`  ${failure === null ? "✓" : "✗"} ${name}`);
    if (failure !== null) this.#fail(name, failure.error);
    for (const line of await this.#news()) this.#print(`      ${line}`);
  }

  /** Tells how it went; true when every step came true. */
  summary(): boolean {
    const whole = this.#stepCount > 0 && this.#failed.length === 0;
    this.#print(`\n${whole ? `All ${this.#stepCount} steps came true.` : "The story did not come true:"}`);
    for (const name of this.#failed) this.#print(`  ${name}`);
    return whole;
  }

  #fail(name: string, error: unknown): void {
    this.#failed.push(name);
    this.#print(`      did not come true: ${error instanceof Error ? error.message : String(error)}`);
  }
}
