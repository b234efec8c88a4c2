import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
const { version, peerDependencies } = JSON.parse(read("package.json"));

test.each([
  ["whatsapp-bot", "@kapso/whatsapp-cloud-api"],
  ["telegram-bot", "grammy@1"],
])("in a fresh folder the README of %s installs all that main.ts needs, as modules, also on Node 20", (name, peer) => {
  const blocks = [...read(`examples/${name}/README.md`).matchAll(/```\n([\s\S]*?)```/g)].map(([, steps = ""]) => steps);
  const [steps = ""] = blocks.filter((block) => block.includes("mkdir"));
  expect(steps).toContain(`cp kefu-${version}.tgz examples/${name}/main.ts `);
  expect(steps).toContain("npm pkg set type=module");
  expect(steps).toContain(`npm install ./kefu-${version}.tgz ${peer} tsx`);
  expect(steps).toMatch(/npm install @photostructure\/sqlite@1 +# on Node 20 only/);
  expect(peerDependencies["@photostructure/sqlite"]).toMatch(/^\^1\./);
});

test("the README of the OpenClaw plugin installs kefu as it is packed here", () => {
  expect(read("examples/openclaw-plugin/README.md")).toContain(`npm install ./kefu-${version}.tgz`);
});
