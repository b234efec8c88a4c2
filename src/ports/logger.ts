/** Where kefu tells operators what went wrong. pino and console fit. Never given a secret or a customer's text. */
export interface Logger {
  debug(details: Readonly<Record<string, unknown>>, sentence: string): void;
  info(details: Readonly<Record<string, unknown>>, sentence: string): void;
  warn(details: Readonly<Record<string, unknown>>, sentence: string): void;
  error(details: Readonly<Record<string, unknown>>, sentence: string): void;
}

/** Says nothing: the default. */
export const silentLogger: Logger = { debug() {}, info() {}, warn() {}, error() {} };
