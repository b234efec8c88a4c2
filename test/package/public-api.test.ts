import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";
import { entryPoints, root } from "./package-sources.ts";
import { compilerOptions, programOver } from "./type-program.ts";

const reviewed = join(root, "test/package/public-api.md");
const options = { ...compilerOptions("tsconfig.json"), removeComments: true, emitDeclarationOnly: true };
const program = programOver(
  entryPoints.map(({ source }) => join(root, source)),
  options,
);

test("the public API is the one that was reviewed; UPDATE_API=1 writes the new one for review", () => {
  const api = publicApi();
  if (process.env.UPDATE_API === "1") writeFileSync(reviewed, api);
  expect(api).toBe(existsSync(reviewed) ? readFileSync(reviewed, "utf8") : "");
});

test.each(entryPoints)("every export of $name says what it is", ({ source }) => {
  const silent = exportsOf(source).filter((symbol) => symbol.getDocumentationComment(undefined).length === 0);
  expect(silent.map((symbol) => `${symbol.name} in ${pathsOf(symbol).join()}`)).toEqual([]);
});

/** Every exported declaration of every way into the package, as the user's compiler sees it. */
function publicApi(): string {
  const declarations = emittedDeclarations();
  const sections = entryPoints.map(({ name, source }) => {
    const exported = exportsOf(source).map((symbol) => declared(symbol, declarations));
    return `## ${name}\n\n\`\`\`ts\n${exported.join("\n\n")}\n\`\`\`\n`;
  });
  return `# Public API\n\nWritten by public-api.test.ts; a difference is a change of the API.\n\n${sections.join("\n")}`;
}

/** The statements of each file's declarations, by the path of the source. */
function emittedDeclarations(): ReadonlyMap<string, readonly ts.Statement[]> {
  const statements = new Map<string, readonly ts.Statement[]>();
  program.emit(undefined, (path, text, _mark, _error, emittedFrom) => {
    const source = emittedFrom?.[0];
    if (source === undefined || !path.endsWith(".d.ts")) return;
    statements.set(source.fileName, ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true).statements);
  });
  return statements;
}

function exportsOf(source: string): readonly ts.Symbol[] {
  const checker = program.getTypeChecker();
  const file = program.getSourceFile(join(root, source));
  const module = file && checker.getSymbolAtLocation(file);
  const symbols = module === undefined ? [] : checker.getExportsOfModule(module);
  return symbols
    .map((symbol) => (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function declared(symbol: ts.Symbol, declarations: ReadonlyMap<string, readonly ts.Statement[]>): string {
  const statements = pathsOf(symbol).flatMap((path) => declarations.get(path) ?? []);
  const texts = statements
    .filter((statement) => namesOf(statement).includes(symbol.name))
    .map((node) => node.getText());
  return texts.length > 0 ? texts.join("\n") : `// ${symbol.name}: not declared in kefu`;
}

/** The files that declare it: one, or two when a type and a value share the name. */
function pathsOf(symbol: ts.Symbol): readonly string[] {
  return [...new Set((symbol.declarations ?? []).map((declaration) => declaration.getSourceFile().fileName))];
}

function namesOf(statement: ts.Statement): readonly string[] {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.map((declaration) => declaration.name.getText());
  }
  const { name } = statement as ts.Statement & { readonly name?: ts.Node };
  return name === undefined ? [] : [name.getText()];
}
