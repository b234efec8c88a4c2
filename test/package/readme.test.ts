import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";
import { root } from "./package-sources.ts";
import { compilerOptions, programOver, sentenceOf } from "./type-program.ts";

test("every piece of code in the README compiles against the package", () => {
  const path = join(root, "README.md");
  const findings = findingsIn(existsSync(path) ? readFileSync(path, "utf8") : "");
  expect(findings).toEqual([]);
});

test("code that does not compile is found, with its line in the README", () => {
  const readme = '# Title\n\n```ts\nimport { errorCodes } from "kefu/testing";\nconst n: number = "no";\n```\n';
  const findings = findingsIn(readme);
  expect(findings.some((finding) => finding.startsWith("README-line-3.ts:5: Type 'string' is not assignable"))).toBe(
    true,
  );
  expect(findings.some((finding) => finding.includes("has no exported member 'errorCodes'"))).toBe(true);
});

/** What the compiler says of each TypeScript block, on its own. */
function findingsIn(readme: string): readonly string[] {
  const options = { ...compilerOptions("test/tsconfig.json"), moduleDetection: ts.ModuleDetectionKind.Force };
  // An example may show a value without using it.
  const lenient = { ...options, noUnusedLocals: false, noUnusedParameters: false };
  const blocks = typescriptBlocks(readme);
  const program = programOver([], lenient, blocks);
  return [...blocks.keys()].flatMap((path) => {
    const file = program.getSourceFile(path);
    return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].map(sentenceOf);
  });
}

/** Each block as a file at the root of the package, at the same line as in the README, so that findings point there. */
function typescriptBlocks(readme: string): ReadonlyMap<string, string> {
  const blocks = new Map<string, string>();
  for (const { index, 1: code = "" } of readme.matchAll(/^```(?:ts|typescript)\b[^\n]*\n([\s\S]*?)^```/gm)) {
    const linesBefore = readme.slice(0, index).split("\n").length;
    blocks.set(join(root, `README-line-${linesBefore}.ts`), "\n".repeat(linesBefore) + code);
  }
  return blocks;
}
