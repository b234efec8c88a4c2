import { join } from "node:path";
import ts from "typescript";
import { root } from "./package-sources.ts";

/** The compiler options of a configuration file of the package. */
export function compilerOptions(configFile: string): ts.CompilerOptions {
  const path = join(root, configFile);
  const { config } = ts.readConfigFile(path, ts.sys.readFile);
  return ts.parseJsonConfigFileContent(config, ts.sys, join(path, "..")).options;
}

/** A program over files on disk and files that exist only here (`virtual`: path to text). */
export function programOver(
  paths: readonly string[],
  options: ts.CompilerOptions,
  virtual: ReadonlyMap<string, string> = new Map(),
): ts.Program {
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (path) => virtual.has(path) || fileExists(path);
  host.readFile = (path) => virtual.get(path) ?? readFile(path);
  host.getSourceFile = (path, languageVersion, ...rest) => {
    const text = virtual.get(path);
    return text === undefined
      ? getSourceFile(path, languageVersion, ...rest)
      : ts.createSourceFile(path, text, languageVersion);
  };
  return ts.createProgram([...paths, ...virtual.keys()], options, host);
}

/** A finding of the compiler as `path:line: sentence`. */
export function sentenceOf(diagnostic: ts.Diagnostic): string {
  const sentence = ts.flattenDiagnosticMessageText(diagnostic.messageText, " ");
  if (diagnostic.file === undefined || diagnostic.start === undefined) return sentence;
  const { line } = diagnostic.file.getLineAndCharacterOfPosition(diagnostic.start);
  return `${diagnostic.file.fileName.replace(root, "")}:${line + 1}: ${sentence}`;
}
