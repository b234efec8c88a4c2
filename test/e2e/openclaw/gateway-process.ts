import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** The host that the facts in src/openclaw were seen with. */
export const openclawVersion = "2026.9.6";

/** Installs Node 24, the gateway and the example plugin with this kefu, each in a folder of its own. */
export async function install(folder: string, repository: string): Promise<{ host: string; plugin: string }> {
  const host = process.env.KEFU_OPENCLAW_HOST ?? join(folder, "host");
  const plugin = join(folder, "plugin");
  cpSync(join(repository, "examples/openclaw-plugin"), plugin, { recursive: true });
  const { stdout } = await run("npm", ["pack", "--json", "--pack-destination", folder], { cwd: repository });
  const [{ filename }] = JSON.parse(stdout.slice(stdout.indexOf("["))) as [{ filename: string }];
  await run("npm", ["install", "--no-audit", "--no-fund", join(folder, filename)], { cwd: plugin });
  if (process.env.KEFU_OPENCLAW_HOST === undefined) {
    mkdirSync(host);
    writeFileSync(join(host, "package.json"), '{ "private": true }');
    await run("npm", ["install", "--no-audit", "--no-fund", "node@24"], { cwd: host });
    await run("npm", ["install", "--no-audit", "--no-fund", "--ignore-scripts", `openclaw@${openclawVersion}`], {
      cwd: host,
    });
  }
  return { host, plugin };
}

/** A gateway that runs. */
export interface Gateway {
  readonly address: string;
  readonly token: string;
  log(): string;
  stop(): Promise<void>;
}

/** Runs the gateway on the loopback, without a model, in a state folder of its own. */
export async function startGateway(
  folder: string,
  { host, plugin, telegram }: { host: string; plugin: string; telegram: string },
): Promise<Gateway> {
  const state = join(folder, "state");
  mkdirSync(state);
  const [port, token] = [await freePort(), "e2e"];
  const config = {
    gateway: { mode: "local", port, bind: "loopback", auth: { mode: "token", token } },
    update: { checkOnStart: false },
    models: { catalogRefresh: { enabled: false } },
    channels: {
      telegram: {
        ...{ enabled: true, botToken: "123456:E2E", apiRoot: telegram, dmPolicy: "open", allowFrom: ["*"] },
        network: { dangerouslyAllowPrivateNetwork: true },
      },
    },
    commands: { allowFrom: { "*": [] } },
    session: { dmScope: "per-account-channel-peer" },
    plugins: { load: { paths: [plugin] }, entries: { "my-desk": { enabled: true } } },
  };
  writeFileSync(join(folder, "openclaw.json"), JSON.stringify(config, null, 2));
  const env = {
    ...{ PATH: process.env.PATH, HOME: folder, OPENCLAW_STATE_DIR: state },
    OPENCLAW_CONFIG_PATH: join(folder, "openclaw.json"),
  };
  const entry = join(host, "node_modules/openclaw/openclaw.mjs");
  const child = spawn(join(host, "node_modules/node/bin/node"), [entry, "gateway"], { cwd: folder, env });
  let log = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      log += text;
    });
  }
  const ended = once(child, "close");
  return {
    address: `http://127.0.0.1:${port}`,
    token,
    log: () => log,
    async stop() {
      child.kill("SIGTERM");
      const late = setTimeout(() => child.kill("SIGKILL"), 20_000);
      await ended;
      clearTimeout(late);
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}
