import { openclawFindings } from "kefu/openclaw";
import { expect, test } from "vitest";
import { soundConfig } from "./gateway.ts";
import { unstarted } from "./hosted.ts";

const expected = { id: "my-desk", channels: ["telegram", "whatsapp"] };

function settingsOf(config: unknown, operators: readonly string[] = []) {
  return openclawFindings(config, { ...expected, operators }).map(({ setting }) => setting);
}

test("a sound gateway has nothing to be mended", () => {
  expect(settingsOf(soundConfig)).toEqual([]);
  expect(settingsOf({ ...soundConfig, plugins: { allow: ["telegram", "my-desk"] } })).toEqual([]);
});

test.each<[string, object, string[]]>([
  [
    "strangers get a pairing code",
    { channels: { ...soundConfig.channels, telegram: {} } },
    ["channels.telegram.dmPolicy"],
  ],
  [
    "only some may write",
    { channels: { ...soundConfig.channels, whatsapp: { dmPolicy: "open", allowFrom: [4915] } } },
    ["channels.whatsapp.allowFrom"],
  ],
  [
    "one account is not open",
    {
      channels: {
        ...soundConfig.channels,
        telegram: { ...soundConfig.channels.telegram, accounts: { two: { dmPolicy: "pairing" }, three: {} } },
      },
    },
    ["channels.telegram.accounts.two.dmPolicy"],
  ],
  ["customers have the host's commands and stop words", { commands: undefined }, ["commands.allowFrom"]],
  [
    "everybody has them on one channel",
    { commands: { allowFrom: { "*": [], telegram: ["*"] } } },
    ["commands.allowFrom"],
  ],
  ["customers share a session", { session: {} }, ["session.dmScope"]],
  ["the plugin is not allowed", { plugins: { allow: ["telegram"] } }, ["plugins.allow"]],
])("it is found that %s", (_, change, found) => {
  expect(settingsOf({ ...soundConfig, ...change })).toEqual(found);
});

test("what it says to paste mends each finding", () => {
  const operators = ["telegram:9000"];
  for (const config of [{}, null, 5, { plugins: { allow: ["a"] } }]) {
    const findings = openclawFindings(config, { ...expected, operators });
    expect(findings.length).toBeGreaterThan(3);
    const mended = findings.map(({ paste }) => JSON.parse(paste) as object).reduce(merged, (config ?? {}) as object);
    expect(openclawFindings(mended, { ...expected, operators })).toEqual([]);
    expect(mended).toMatchObject({ commands: { allowFrom: { "*": [], telegram: ["9000"] } } });
  }
});

test("at its start the plugin warns of each, with what to paste, and starts all the same", async () => {
  const { gateway, service } = unstarted();
  gateway.config = { ...soundConfig, session: { dmScope: "main" } };
  await gateway.start();
  expect(gateway.logged).toEqual([
    'session.dmScope: all customers share one session of the host: they wait for each other, and its assistant mixes them up. Merge into openclaw.json: {"session":{"dmScope":"per-account-channel-peer"}}',
  ]);
  expect((await service.health()).status).not.toBe("down");
});

function merged(one: object, other: object): object {
  const result: Record<string, unknown> = { ...one };
  for (const [key, value] of Object.entries(other)) {
    const before = result[key];
    const deep = typeof before === "object" && before !== null && !Array.isArray(value);
    result[key] = deep ? merged(before, value) : value;
  }
  return result;
}
