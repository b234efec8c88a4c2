/** What the command line needs of Node, named here so that the rest of the package compiles without Node's types. */
interface NodeProcess {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
  exitCode?: number;
  getBuiltinModule(name: "node:fs"): { existsSync(path: string): boolean };
}

/** The process, seen through `globalThis`: bundlers do not follow. */
export const nodeProcess: NodeProcess = (globalThis as unknown as { readonly process: NodeProcess }).process;
