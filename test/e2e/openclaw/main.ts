import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { type FakeTelegram, fakeTelegram } from "./fake-telegram.ts";
import { type Gateway, install, openclawVersion, startGateway } from "./gateway-process.ts";

const [ada, li] = [777001, 9001];
const folder = mkdtempSync(join(tmpdir(), "kefu-e2e-openclaw-"));
const began = performance.now();

function tell(sentence: string): void {
  console.log(`${((performance.now() - began) / 1_000).toFixed(1).padStart(6)} s  ${sentence}`);
}

/** Waits until something is seen; fails with what was to be seen. */
async function seen<T>(what: string, look: () => T | undefined | false, seconds = 60): Promise<T> {
  for (const end = performance.now() + seconds * 1_000; performance.now() < end; await setTimeout(50)) {
    const found = look();
    if (found !== undefined && found !== false) {
      tell(`${what}: ${typeof found === "string" ? found : "yes"}`);
      return found;
    }
  }
  throw new Error(`Not seen: ${what}.`);
}

/** The way of a customer and an agent through the desk, by Telegram alone. */
async function play(telegram: FakeTelegram, gateway: Gateway): Promise<void> {
  const told = (person: number, pattern: RegExp) => () => telegram.textsTo(person).find((text) => pattern.test(text));

  telegram.write(ada, "如何重置密码");
  await seen("the FAQ's answer", told(ada, /example\.com\/reset/), 300);

  telegram.write(ada, "我的应用崩溃了");
  await seen("the customer is told of the handover", told(ada, /转接/));
  telegram.write(li, "/tickets");
  const tickets = await seen("the agent sees the ticket", told(li, /T-\w+.*我的应用崩溃了/));
  const [ticketId = ""] = /T-\w+/.exec(tickets) ?? [];
  telegram.write(ada, "/tickets");
  // A word that would abort the host's agent is a message like any other.
  telegram.write(ada, "停止");
  await setTimeout(3_000);
  telegram.write(li, `/take ${ticketId}`);
  await seen("the agent reads the customer's name and stop word", told(li, /小明: 停止/));
  telegram.write(li, `/reply ${ticketId} 请更新到 3.2.1`);
  await seen("the agent's answer", told(ada, /3\.2\.1/));
  telegram.write(li, `/close ${ticketId}`);
  const [button = ""] = await seen("the survey's buttons", () => {
    const buttons = telegram.buttonsOf(ada);
    return buttons.length === 5 && buttons.slice(-1);
  });
  telegram.press(ada, button);
  await seen("thanks for the rating", told(ada, /感谢|谢谢/));

  const leaked = telegram.textsTo(ada).filter((text) => /⚠|⚙|OpenClaw|pairing|T-\w+ \(#/.test(text));
  for (const text of telegram.textsTo(ada)) tell(`  the customer read: ${text.split("\n")[0]}`);
  if (leaked.length > 0) throw new Error(`The customer was shown: ${leaked.join(" | ")}`);
  tell("the customer saw nothing of the host");

  const tool = await fetch(`${gateway.address}/tools/invoke`, {
    method: "POST",
    headers: { authorization: `Bearer ${gateway.token}`, "content-type": "application/json" },
    body: JSON.stringify({ tool: "desk_list_tickets", args: { status: "closed" } }),
  });
  const listed = await tool.text();
  if (!listed.includes(ticketId)) throw new Error(`The tool answered ${tool.status}: ${listed}`);
  tell("the operator's assistant lists the closed ticket");

  const answer = await fetch(`${gateway.address}/my-desk/channels/none`, { method: "POST", body: "{}" });
  if (answer.status !== 404) throw new Error(`The desk's route answered ${answer.status}.`);
  tell("the desk answers on the gateway's port");
}

async function main(): Promise<void> {
  const telegram = await fakeTelegram();
  let gateway: Gateway | null = null;
  try {
    tell(`installing node 24, openclaw ${openclawVersion} and kefu in ${folder}`);
    const installed = await install(folder, fileURLToPath(new URL("../../..", import.meta.url)));
    tell("installed; starting the gateway");
    gateway = await startGateway(folder, { ...installed, telegram: telegram.address });
    await play(telegram, gateway);
    tell("everything came true");
  } catch (error) {
    process.exitCode = 1;
    console.error(error);
    console.error(telegram.calls.map(({ method, parameters }) => `${method} ${JSON.stringify(parameters)}`).join("\n"));
    console.error(gateway?.log());
  } finally {
    await gateway?.stop();
    telegram.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

await main();
