import { copyFileSync, existsSync } from "node:fs";
import { join } from "node:path";
import { CustomerService } from "kefu";
import { sqliteTicketStore } from "kefu/sqlite";
import { scriptedChannel } from "kefu/testing";
import { describe, expect, test } from "vitest";
import { type Run, runExample, startExample, temporaryFolder } from "./run-example.ts";

const answers = {
  chinese: "bot: 请访问 https://example.com/reset",
  english: "bot: Please visit https://example.com/reset",
};

/** Types these lines into the terminal of the desk kept in this folder. */
function type(folder: string, ...lines: readonly string[]): Promise<Run> {
  return runExample("terminal", { folder, input: lines.map((line) => `${line}\n`).join("") });
}

function linesOf({ stdout }: Run): readonly string[] {
  return stdout.trimEnd().split("\n");
}

describe("piped input", () => {
  test("a question prints its answer and nothing else", async () => {
    const run = await type(temporaryFolder(), "如何重置密码");
    expect(run).toEqual({ code: 0, signal: null, stdout: `${answers.chinese}\n`, stderr: "" });
  });

  test("every line is dealt with before the next one, in the order given", async () => {
    const asked = ["how do I reset my password", "忘记密码怎么办", "I forgot my password", "如何重置密码"];
    const run = await type(temporaryFolder(), ...asked);
    expect(linesOf(run)).toEqual([answers.english, answers.chinese, answers.english, answers.chinese]);
  });

  test("the last line needs no end, and nothing at all is fine too", async () => {
    const folder = temporaryFolder();
    expect((await runExample("terminal", { folder, input: "如何重置密码" })).stdout).toBe(`${answers.chinese}\n`);
    expect(await runExample("terminal", { folder })).toMatchObject({ code: 0, stdout: "", stderr: "" });
  });

  test("it stops in order when nobody reads what it prints", async () => {
    const running = startExample("terminal", { folder: temporaryFolder() });
    running.write("如何重置密码\n");
    await running.printed(answers.chinese);
    running.child.stdout.destroy();
    running.write("如何重置密码\n".repeat(50));
    expect(await running.ended).toMatchObject({ code: 0, signal: null, stderr: "" });
  });

  test("what is no question and no command does no harm", async () => {
    const bytes = Buffer.concat([
      Buffer.from([0xff, 0xfe, 0x00, 0x1b, 0x5b, 0x32, 0x4a, 0x0a]),
      Buffer.from(`\n   \r\n/\n/frobnicate\n/constructor\n/reply\n/take T-NOBODY\n/as\n/online nobody\n`),
      Buffer.from(`${"长".repeat(20_001)}\n/back\n如何重置密码\n`),
    ]);
    const run = await runExample("terminal", { folder: temporaryFolder(), input: bytes });
    expect(run).toMatchObject({ code: 0, stderr: "" });
    expect(run.stdout).not.toContain("\u001b");
    expect(run.stdout).toContain("There is no command /frobnicate.");
    expect(run.stdout).toContain("There is no command /constructor.");
    expect(run.stdout).toContain("There is no ticket T-NOBODY.");
    expect(run.stdout).toContain("There is no agent nobody.");
    expect(run.stdout).toContain("/escalate [id] reason");
    expect(run.stdout).toContain("desk: Inbound event refused: text");
    expect(linesOf(run).at(-1)).toBe(answers.chinese);
  });

  test("options that there are not end it at once, with a sentence", async () => {
    const run = await runExample("terminal", { folder: temporaryFolder(), arguments: ["--databse", "x"] });
    expect(run).toMatchObject({ code: 1, stdout: "" });
    expect(run.stderr).toContain("--databse");
  });
});

test("the commands play a ticket's whole life", async () => {
  const run = await type(
    temporaryFolder(),
    ...["我的应用崩溃了", "还在吗", "/take", "/reply 请更新到 3.2.1", "/note 旧版本", "/escalate 客户不满意"],
    ...["/back", "如何重置密码", "/resolve", "/close", "5", "/surveys", "/explain"],
  );
  expect(run).toMatchObject({ code: 0, stderr: "" });
  const expected = [
    /^desk: ticket T-\w+ opened \(technical, priority high, queue technical\): 我的应用崩溃了$/,
    /^desk: ticket T-\w+ is with Li$/,
    /^bot: 正在为您转接Li/,
    /^desk: the bot keeps quiet: agent li has ticket T-/,
    /went from open to in_progress: taken$/,
    /^Li: 请更新到 3\.2\.1$/,
    /^desk: noted on ticket/,
    /^desk: ticket T-\w+ is escalated to level 1: 客户不满意$/,
    /^supervisor: Ticket T-\w+ escalated \(level 1\)$/,
    /handed back to the bot$/,
    /^bot: 请访问 https:\/\/example\.com\/reset$/,
    /went from pending to resolved/,
    /went from resolved to closed/,
    /^bot: 您对工单 T-\w+ 的服务满意吗？.*https:\/\/survey\.example\.com\/T-/,
    /^desk: ticket T-\w+ was rated 5 of 5$/,
    /^CSAT 100 %: 1 of 1 asked answered/,
    /^classify: technical/,
    /^Agent li noted: 旧版本$/,
  ];
  let from = 0;
  for (const pattern of expected) {
    const at = linesOf(run).findIndex((line, index) => index >= from && pattern.test(line));
    expect(at, `${pattern} after line ${from} of\n${run.stdout}`).toBeGreaterThanOrEqual(from);
    from = at + 1;
  }
});

describe("what is kept", () => {
  test("a ticket of one run is listed, answered and closed in the next, and absent agents stay absent", async () => {
    const folder = temporaryFolder();
    const first = await type(folder, "/offline wang", "今天天气怎么样");
    const [, id] = /ticket (T-\w+) waits in queue general/.exec(first.stdout) ?? [];
    expect(linesOf(await type(folder, "/tickets"))).toEqual([`${id}  open  normal  general  nobody  今天天气怎么样`]);
    const last = await type(
      folder,
      "/agents",
      "/online wang",
      "/reply 晴",
      `/close ${id}`,
      "/tickets",
      "/quit",
      "/help",
    );
    expect(last.stdout).toMatch(/^wang {2}Wang {2}offline/m);
    expect(last.stdout).toMatch(/^Wang: 晴$/m);
    expect(linesOf(last).at(-1)).toBe(`${id}  closed  normal  general  wang  今天天气怎么样`);
  });

  test("the file is kefu.db here, or the one named by KEFU_DATABASE or --database", async () => {
    const folder = temporaryFolder();
    await runExample("terminal", { folder });
    await runExample("terminal", { folder, environment: { KEFU_DATABASE: "环境.db" } });
    await runExample("terminal", { folder, arguments: ["--database", "option.db"] });
    expect(["kefu.db", "环境.db", "option.db"].filter((name) => !existsSync(join(folder, name)))).toEqual([]);
  });

  test("a second process is refused with a sentence, and the first one goes on", async () => {
    const folder = temporaryFolder();
    const first = startExample("terminal", { folder });
    first.write("如何重置密码\n");
    await first.printed(answers.chinese);
    expect(await type(folder, "/tickets")).toEqual({
      code: 1,
      signal: null,
      stdout: "",
      stderr: "kefu.db is in use by another process: stop that one, or choose another file with --database.\n",
    });
    first.write("how do I reset my password\n");
    await first.printed(answers.english);
    first.child.kill("SIGINT");
    expect(await first.ended).toMatchObject({ code: 0, signal: null, stderr: "" });
  });

  test("after kill -9 in the middle of its work the next run has every ticket, and answers at once", async () => {
    const folder = temporaryFolder();
    const killed = startExample("terminal", { folder });
    killed.write(`今天天气怎么样\n${"还在吗\n".repeat(200)}`);
    await killed.printed("the bot keeps quiet");
    killed.child.kill("SIGKILL");
    const { signal, stdout } = await killed.ended;
    expect(signal).toBe("SIGKILL");
    const [, id] = /ticket (T-\w+) opened/.exec(stdout) ?? [];
    const next = await type(folder, "/tickets", "/back", "如何重置密码");
    expect(next).toMatchObject({ code: 0, stderr: "" });
    expect(next.stdout).toContain(`${id}  open  normal  general  wang  今天天气怎么样`);
    expect(linesOf(next).at(-1)).toBe(answers.chinese);
  });

  test("an answer that a killed run had no time to give is given by the next run, before all others", async () => {
    const folder = temporaryFolder();
    await leaveUnsentAnswer(folder, "如何重置密码");
    expect(linesOf(await type(folder, "how do I reset my password"))).toEqual([answers.chinese, answers.english]);
  });
});

/** Leaves the files as a process that is killed does while it sends the answer to this question. */
async function leaveUnsentAnswer(folder: string, question: string): Promise<void> {
  const path = join(folder, "alive.db");
  const channel = scriptedChannel({ id: "terminal", kind: "webchat" });
  const knowledge = [{ question, answer: answers.chinese.replace("bot: ", "") }];
  const service = new CustomerService({
    channels: [channel],
    store: sqliteTicketStore(path),
    knowledge,
    leaseMs: 3_600_000,
  });
  await service.start();
  const sending = new Promise((resolve) => {
    const { send } = channel;
    channel.send = (message, options) => {
      resolve(null);
      return send(message, options);
    };
  });
  channel.hold();
  await channel.say("terminal", question);
  await sending;
  for (const part of ["", "-wal"]) copyFileSync(`${path}${part}`, join(folder, `kefu.db${part}`));
  channel.release();
  await service.stop();
}
