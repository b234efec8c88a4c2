import type { Logger } from "../ports/logger.ts";

/**
 * What kefu uses of the `api` that an OpenClaw gateway gives to a plugin's `register`. Only its shape is named, so that
 * kefu needs no `openclaw` to be compiled; that of openclaw 2026.9.6 fits.
 */
export interface OpenclawApi {
  readonly config: unknown;
  readonly runtime: { readonly config: { current(): unknown } };
  readonly logger: OpenclawLogger;
  on(hook: "message_received", handler: (event: unknown, context: unknown) => void): void;
  on(hook: "before_dispatch", handler: (event: unknown, context: unknown) => Promise<OpenclawClaim>): void;
  on(hook: "message_sending", handler: (event: unknown, context: unknown) => Promise<OpenclawHeldBack>): void;
  registerService(service: OpenclawService): void;
  registerInteractiveHandler(registration: OpenclawInteractiveHandler): void;
  registerCommand(command: OpenclawCommand): void;
  registerTool(tool: (context: OpenclawToolContext) => OpenclawTool[] | null, options: { names: string[] }): void;
  registerHttpRoute(route: OpenclawHttpRoute): void;
}

/** A message is handled, with what is answered at once, if anything; `undefined`: it is for others. */
export type OpenclawClaim = { handled: true; text?: string } | undefined;

/** A text is not sent; `undefined`: it is. */
export type OpenclawHeldBack = { cancel: true; cancelReason: string } | undefined;

/** Takes sentences only. */
export interface OpenclawLogger {
  debug?: ((sentence: string) => void) | undefined;
  info(sentence: string): void;
  warn(sentence: string): void;
  error(sentence: string): void;
}

/** Runs from the gateway's start to its stop. */
export interface OpenclawService {
  readonly id: string;
  start(context: { readonly stateDir: string; readonly config: unknown }): Promise<void>;
  stop(): Promise<void>;
}

/** Takes presses of buttons whose value begins with the namespace. */
export interface OpenclawInteractiveHandler {
  readonly channel: string;
  readonly namespace: string;
  handler(press: unknown): Promise<{ handled: boolean }>;
}

/** A command in a chat. */
export interface OpenclawCommand {
  readonly name: string;
  readonly description: string;
  readonly acceptsArgs: boolean;
  readonly requireAuth: boolean;
  handler(context: unknown): Promise<{ text: string }>;
}

/** For whom an assistant would use a tool. */
export interface OpenclawToolContext {
  readonly messageChannel?: string | undefined;
  readonly requesterSenderId?: string | undefined;
}

/** A tool of the operator's assistant. */
export interface OpenclawTool {
  readonly name: string;
  readonly label: string;
  readonly description: string;
  /** A JSON Schema. */
  readonly parameters: object;
  execute(callId: string, parameters: unknown): Promise<OpenclawToolResult>;
}

/** What a tool found. */
export interface OpenclawToolResult {
  content: { type: "text"; text: string }[];
  details: unknown;
}

/** A path of the gateway's port. */
export interface OpenclawHttpRoute {
  readonly path: string;
  readonly match: "prefix";
  /** The channels themselves look who asks. */
  readonly auth: "plugin";
  handler(request: NodeRequest, response: NodeResponse): Promise<boolean>;
}

/** What is used of `http.IncomingMessage`. */
export interface NodeRequest extends AsyncIterable<Uint8Array> {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** What is used of `http.ServerResponse`. */
export interface NodeResponse {
  statusCode: number;
  setHeader(name: string, value: string | readonly string[]): unknown;
  write(chunk: Uint8Array): boolean;
  end(): unknown;
  on(event: "close", listener: () => void): unknown;
  once(event: "drain" | "close", listener: () => void): unknown;
}

/** The gateway's logger, which takes no details: of an error it is told kind and code, since a text may hold a secret. */
export function gatewayLogger(logger: OpenclawLogger): Logger {
  const told = (details: Readonly<Record<string, unknown>>, sentence: string) => {
    const { error } = details;
    return error === undefined ? sentence : `${sentence} (${nameOf(error)})`;
  };
  return {
    debug: (details, sentence) => logger.debug?.(told(details, sentence)),
    info: (details, sentence) => logger.info(told(details, sentence)),
    warn: (details, sentence) => logger.warn(told(details, sentence)),
    error: (details, sentence) => logger.error(told(details, sentence)),
  };
}

function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  return "code" in error && typeof error.code === "string" ? `${error.name} ${error.code}` : error.name;
}
