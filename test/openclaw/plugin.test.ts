import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CustomerService } from "kefu";
import { openclawChannels, openclawPlugin } from "kefu/openclaw";
import { expect, onTestFinished, test } from "vitest";
import example from "../../examples/openclaw-plugin/index.ts";
import { faq } from "../harness.ts";
import { FakeGateway } from "./gateway.ts";

const ada = "777001";

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), "kefu-openclaw-"));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

test("to register starts nothing; the desk is made when the gateway starts, in its folder, and again after a stop", async () => {
  const gateway = new FakeGateway();
  const made: string[] = [];
  const plugin = openclawPlugin(
    ({ stateDir }) => {
      made.push(stateDir);
      return new CustomerService({ channels: openclawChannels(["telegram"]), faq });
    },
    { id: "my-desk", send: gateway.send },
  );
  gateway.load(plugin);
  expect([plugin.id, plugin.name, made]).toEqual(["my-desk", "my-desk", []]);
  await gateway.start("/one");
  await gateway.stop();
  await gateway.start("/two");
  expect(made).toEqual(["/one", "/two"]);
  expect(await gateway.write({ from: ada, text: "如何重置密码" })).toBe(true);
  await expect.poll(() => gateway.textsTo(ada)).toEqual(["请访问 https://example.com/reset"]);
  await gateway.stop();
});

test("a desk given as it is cannot run again after a stop, and says so", async () => {
  const gateway = new FakeGateway();
  const service = new CustomerService({ channels: openclawChannels(["telegram"]) });
  gateway.load(openclawPlugin(service, { id: "my-desk" }));
  await gateway.start();
  await gateway.stop();
  await expect(gateway.start()).rejects.toThrow("A stopped desk is not started again; make a new one.");
});

test("the settings that the example's README calls sound are, for all of its channels", async () => {
  const gateway = new FakeGateway();
  const readme = readFileSync(new URL("../../examples/openclaw-plugin/README.md", import.meta.url), "utf8");
  gateway.config = JSON.parse(/```json\n([\s\S]*?)```/.exec(readme)?.[1] ?? "");
  gateway.load(example);
  await gateway.start(folder());
  expect(gateway.logged.filter((line) => line.includes("Merge into openclaw.json"))).toEqual([]);
  await gateway.stop();
});

test("the example loads in a gateway, keeps its file in the gateway's folder and has what its manifest says", async () => {
  const gateway = new FakeGateway();
  const read = (name: string) =>
    JSON.parse(readFileSync(new URL(`../../examples/openclaw-plugin/${name}`, import.meta.url), "utf8"));
  const manifest = read("openclaw.plugin.json");
  const state = folder();
  gateway.load(example);
  await gateway.start(state);
  expect(example.id).toBe(manifest.id);
  expect(gateway.toolsFor({}).map(({ name }) => name)).toEqual(manifest.contracts.tools);
  for (const entry of read("package.json").openclaw.extensions) {
    expect(existsSync(new URL(`../../examples/openclaw-plugin/${entry}`, import.meta.url))).toBe(true);
  }
  expect(await gateway.write({ from: ada, text: "我的应用崩溃了" })).toBe(true);
  await expect.poll(() => gateway.command("9001", "/tickets")).toContain("yours: 我的应用崩溃了");
  expect(existsSync(join(state, "my-desk.db"))).toBe(true);
  await gateway.stop();
});
