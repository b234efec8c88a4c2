import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { request as ask, get, type IncomingMessage } from "node:http";
import { join } from "node:path";
import { quantile, quick, report } from "./report.ts";
import type { WebchatCommand, WebchatReply } from "./webchat-server.ts";

const streamCount = quick ? 500 : 5_000;
/** Visitors whose conversation an agent has. */
const talking = 50;
const replies = quick ? 40 : 200;
const sessionsAtOnce = 50;

/** A visitor's browser: its session, and what its stream told. */
interface Page {
  readonly token: string;
  readonly address: string;
  cursor: string;
  readonly heard: { readonly text: string; readonly sequence: number; readonly afterMs: number }[];
  stream: IncomingMessage | null;
}

/** One process of the desk with thousands of idle streams: what each costs, how soon a reply is there, what a kill loses. */
export async function measureWebchatStreams(folder: string): Promise<void> {
  const file = join(folder, "webchat.db");
  let { desk, port } = await startDesk(file, 0);
  // Before anything else: what opening the sessions left behind counts, too.
  const before = await memoryOf(desk);
  const pages: Page[] = [];
  for (let begun = 0; begun < streamCount; begun += sessionsAtOnce) {
    pages.push(...(await Promise.all(Array.from({ length: sessionsAtOnce }, (_, at) => openPage(port, begun + at)))));
  }
  const agents = pages.slice(0, talking);
  for (const page of agents) await say(port, page, "I want to talk to a human");
  for (let begun = 0; begun < streamCount; begun += sessionsAtOnce) {
    await Promise.all(pages.slice(begun, begun + sessionsAtOnce).map((page) => listen(port, page)));
  }
  await until(() => agents.every((page) => page.heard.length >= 2));
  const after = await memoryOf(desk);
  report(`memory of a web chat's idle stream, of ${streamCount}`, (after - before) / 1_024 / streamCount, "KB");

  const told = new Set<string>();
  for (let count = 0; count < replies; count += 1) told.add(await reply(desk, agents[count % talking]));
  await until(() => heardOf(agents).length >= told.size);
  const waits = heardOf(agents).map(({ afterMs }) => afterMs);
  report(`an agent's reply is in the browser, of ${streamCount} streams, median`, quantile(waits, 0.5), "ms");
  report(`an agent's reply is in the browser, of ${streamCount} streams, p99`, quantile(waits, 0.99), "ms");

  // Replies are on their way when it dies; what was stored for good is told to nobody twice, and to nobody never.
  for (let count = 0; count < replies / 4; count += 1) told.add(await reply(desk, agents[count % talking]));
  desk.kill("SIGKILL");
  await once(desk, "exit");
  ({ desk, port } = await startDesk(file, port));
  const reconnected = performance.now();
  for (let begun = 0; begun < streamCount; begun += sessionsAtOnce) {
    await Promise.all(pages.slice(begun, begun + sessionsAtOnce).map((page) => listen(port, page)));
  }
  report(`${streamCount} streams are back after a kill`, performance.now() - reconnected, "ms");
  for (let count = 0; count < replies / 4; count += 1) told.add(await reply(desk, agents[count % talking]));
  await until(() => [...told].every((text) => heardOf(agents).some((one) => one.text === text)));
  const texts = heardOf(agents).map(({ text }) => text);
  report("replies lost in the kill", [...told].filter((text) => !texts.includes(text)).length, "of them");
  report("replies told twice", texts.length - new Set(texts).size, "of them");
  const gaps = agents.filter(({ heard }) => heard.some(({ sequence }, at) => sequence !== at + 1));
  report("streams with a gap or a repetition", gaps.length, `of ${talking}`);
  for (const { stream } of pages) stream?.destroy();
  desk.kill("SIGKILL");
}

function heardOf(pages: readonly Page[]): Page["heard"] {
  return pages.flatMap(({ heard }) => heard.filter(({ text }) => text.startsWith("reply ")));
}

async function startDesk(file: string, port: number): Promise<{ desk: ChildProcess; port: number }> {
  const program = new URL("webchat-server.ts", import.meta.url);
  const desk = fork(program, [file, `${port}`], { execArgv: [...process.execArgv, "--expose-gc"] });
  const told = await nextReply(desk);
  if (!("port" in told)) throw new Error("It did not listen.");
  return { desk, port: told.port };
}

async function nextReply(desk: ChildProcess, command?: WebchatCommand): Promise<WebchatReply> {
  const replied = once(desk, "message") as Promise<[WebchatReply]>;
  if (command !== undefined) desk.send(command);
  return (await replied)[0];
}

async function memoryOf(desk: ChildProcess): Promise<number> {
  const told = await nextReply(desk, { do: "memory" });
  return "rss" in told ? told.rss : Number.NaN;
}

async function reply(desk: ChildProcess, page: Page | undefined): Promise<string> {
  const told = await nextReply(desk, { do: "reply", address: page?.address ?? "" });
  return "replied" in told ? told.replied : "";
}

async function openPage(port: number, number: number): Promise<Page> {
  const session = await post(port, "/session", {}, { "x-address": `visitor-${number}` });
  const token = String(session.token);
  const [, payload = ""] = token.split(".");
  const { sub } = JSON.parse(Buffer.from(payload, "base64url").toString());
  return { token, address: sub, cursor: "none.0.0.0", heard: [], stream: null };
}

async function say(port: number, { token }: Page, text: string): Promise<void> {
  await post(port, "/messages", { clientId: "client-0001", text }, { authorization: `Bearer ${token}` });
}

async function post(port: number, path: string, body: object, headers: object): Promise<Record<string, unknown>> {
  const sent = ask({
    ...{ host: "127.0.0.1", port, path: `/chat${path}`, method: "POST" },
    headers: { "content-type": "application/json", ...headers },
  });
  sent.end(JSON.stringify(body));
  const [response] = (await once(sent, "response")) as [IncomingMessage];
  let text = "";
  for await (const part of response) text += part;
  if ((response.statusCode ?? 500) >= 300) throw new Error(`${path} was answered ${response.statusCode}: ${text}`);
  return JSON.parse(text);
}

/** Resolves when the stream says that it is ready. */
function listen(port: number, page: Page): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = {
      authorization: `Bearer ${page.token}`,
      accept: "text/event-stream",
      "last-event-id": page.cursor,
    };
    const asked = get({ host: "127.0.0.1", port, path: "/chat/events", headers, agent: false }, (response) => {
      page.stream = response;
      let rest = "";
      response.setEncoding("utf8");
      response.on("error", () => {});
      response.on("data", (part: string) => {
        const blocks = (rest + part).split("\n\n");
        rest = blocks.pop() ?? "";
        for (const block of blocks) hear(page, block, resolve);
      });
    });
    asked.on("error", reject);
  });
}

function hear(page: Page, block: string, ready: () => void): void {
  const now = process.hrtime.bigint();
  if (block.startsWith("event: ready")) ready();
  const id = /^id: (.*)$/m.exec(block)?.[1];
  if (id === undefined) return;
  page.cursor = id;
  const { type, message } = JSON.parse(/^data: (.*)$/m.exec(block)?.[1] ?? "{}");
  if (type !== "message") return;
  const at = BigInt(/at (\d+)$/.exec(message.text)?.[1] ?? now);
  page.heard.push({ text: message.text, sequence: message.sequence, afterMs: Number(now - at) / 1e6 });
}

async function until(condition: () => boolean): Promise<void> {
  for (const end = performance.now() + 30_000; performance.now() < end; ) {
    if (condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error("What was waited for did not come.");
}
