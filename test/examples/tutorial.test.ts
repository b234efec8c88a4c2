import { describe, expect, test } from "vitest";
import { Story } from "../../examples/tutorial/story.ts";
import { runExample } from "./run-example.ts";

describe("the tutorial", () => {
  test.each([
    ["in memory", []],
    ["on a SQLite file", ["--sqlite"]],
  ])("comes true from the first question to the satisfied customer %s", async (_, given) => {
    const run = await runExample("tutorial", { arguments: given });
    expect(run).toMatchObject({ code: 0, stderr: "" });
    expect(run.stdout).toMatch(/\nAll \d\d steps came true\.\n$/);
    expect(run.stdout).not.toContain("✗");
  });

  test("tells what was said and the reason of each decision", async () => {
    const { stdout } = await runExample("tutorial");
    for (const told of [
      /^ +the bot on whatsapp: 请访问 https:\/\/example\.com\/reset$/m,
      /^ +· answer: by knowledge \(1\.00 of 0\.5 needed\); candidates: 如何重置密码 1\.00/m,
      /^ +· answer: none, no_answer \(threshold 0\.5\)/m,
      /^ +· assign: li, by skill_based; suitable: li; rejected: wang \(skills: lacks technical\)/m,
      /^ +notification to the manager: 工单 T-\w+ 已升级（第 2 级）$/m,
      /^ +· survey: asked about closure 1: closed_ticket\.$/m,
      /^ +workflow on ticket\.closed: T-\w+ archived$/m,
    ]) {
      expect(stdout).toMatch(told);
    }
  });

  test("is told in the same words each time", async () => {
    const [once, again] = [await runExample("tutorial"), await runExample("tutorial")];
    expect(again.stdout).toBe(once.stdout);
  });
});

describe("a story", () => {
  async function told(tell: (story: Story) => Promise<void>) {
    const lines: string[] = [];
    const story = new Story(
      (line) => void lines.push(line),
      async () => ["news"],
    );
    await tell(story);
    return { whole: story.summary(), lines };
  }
  const broken = async () => {
    throw new Error("it rains");
  };

  test("names the step that did not come true, and goes on", async () => {
    const { whole, lines } = await told(async (story) => {
      await story.step("the sun shines", broken);
      await story.step("we go home", async () => {});
    });
    expect(whole).toBe(false);
    expect(lines).toContain("  ✗ the sun shines");
    expect(lines).toContain("      did not come true: it rains");
    expect(lines).toContain("  ✓ we go home");
    expect(lines.at(-1)).toBe("  the sun shines");
  });

  test("is not whole when a scene breaks off, or when there are no steps", async () => {
    const one = await told(async (story) => {
      await story.step("we go out", async () => {});
      await story.scene("a picnic", broken);
    });
    expect(one.whole).toBe(false);
    expect(one.lines.at(-1)).toBe("  a picnic");
    expect((await told(async () => {})).whole).toBe(false);
  });

  test("is whole when every step came true", async () => {
    const { whole, lines } = await told((story) => story.scene("home", () => story.step("we sleep", async () => {})));
    expect(whole).toBe(true);
    expect(lines).toEqual(["\nhome", "  ✓ we sleep", "      news", "\nAll 1 steps came true."]);
  });
});
