// What is used of Node's own request and response. Named here so that nothing of Node is imported: those of `node:http`,
// `node:http2`, Express and Fastify (`raw`) fit, and others that are like them.

/** A request as Node has it, perhaps read by a body parser before. */
export interface NodeRequest {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  /** The whole address, where a router has cut off from `url` what it is mounted under: Express. */
  readonly originalUrl?: string | undefined;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly socket: { readonly encrypted?: boolean | undefined; readonly remoteAddress?: string | undefined };
  /** What a body parser made of the body. */
  readonly body?: unknown;
  /** The body as it came, where a body parser was told to keep it. */
  readonly rawBody?: unknown;
  readonly readableDidRead: boolean;
  readonly readableEnded: boolean;
  readonly destroyed: boolean;
  on(event: "data", listener: (chunk: Uint8Array<ArrayBuffer>) => void): unknown;
  on(event: "error", listener: (error: Error) => void): unknown;
  on(event: "end" | "close", listener: () => void): unknown;
  pause(): unknown;
  resume(): unknown;
}

/** A response as Node has it. */
export interface NodeResponse {
  statusCode: number;
  readonly headersSent: boolean;
  readonly writableEnded: boolean;
  readonly destroyed: boolean;
  setHeader(name: string, value: string | readonly string[]): unknown;
  /** Optional, since the types of `node:http2` do not know of it. */
  flushHeaders?(): void;
  write(chunk: Uint8Array): boolean;
  end(): unknown;
  destroy(): unknown;
  on(event: "drain" | "close", listener: () => void): unknown;
}
