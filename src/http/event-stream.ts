/** One event as a page is told it. */
export interface FeedEvent {
  /** Where the feed stands after it; an event that is not kept has none, and moves nothing. */
  readonly id?: string | undefined;
  readonly type: string;
  readonly data: object;
}

const encoder = new TextEncoder();
const heartbeat = encoder.encode(": still here\n\n");
/** Bytes that may wait for a reader; who is further behind is cut off, and takes up again where they were. */
const mostWaitingBytes = 256_000;

/**
 * Server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html) over a response's body. `ended` is
 * called once, whoever ends it: the reader who goes away, this side, or a reader who is too slow.
 */
export class EventStream {
  readonly response: Response;
  #controller: ReadableStreamDefaultController<Uint8Array> | null = null;
  readonly #ended: () => void;
  #roomMade: (() => void) | null = null;
  #takes = 0;

  constructor(signal: AbortSignal, ended: () => void) {
    this.#ended = ended;
    const body = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          this.#controller = controller;
        },
        pull: () => this.#taken(),
        cancel: () => this.#end(),
      },
      new ByteLengthQueuingStrategy({ highWaterMark: 16_384 }),
    );
    // Some hosts tell the one, some the other, when the reader is gone.
    if (signal.aborted) this.end();
    else signal.addEventListener("abort", () => this.end(), { once: true });
    this.response = new Response(body, {
      headers: {
        "content-type": "text/event-stream; charset=utf-8",
        // A proxy that compresses or gathers what comes would keep it for later.
        "cache-control": "no-cache, no-transform",
        "x-accel-buffering": "no",
      },
    });
  }

  get isOpen(): boolean {
    return this.#controller !== null;
  }

  /** How often its reader has taken something, and is ready for more. */
  get takes(): number {
    return this.#takes;
  }

  /** Resolves when its reader is ready for more, or is gone: a long past comes at their pace. For one who waits at a time. */
  async room(): Promise<void> {
    const { desiredSize } = this.#controller ?? {};
    if (desiredSize === undefined || (desiredSize ?? 0) > 0) return;
    await new Promise<void>((resolve) => {
      this.#roomMade = resolve;
    });
  }

  send({ id, type, data }: FeedEvent): void {
    const line = id === undefined ? "" : `id: ${id}\n`;
    this.#write(encoder.encode(`${line}data: ${JSON.stringify({ ...data, type })}\n\n`));
  }

  /** What is said about the stream itself. */
  control(event: "ready" | "bye", data: object): void {
    this.#write(encoder.encode(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`));
  }

  heartbeat(): void {
    this.#write(heartbeat);
  }

  end(): void {
    const controller = this.#controller;
    this.#end();
    try {
      controller?.close();
    } catch {
      // The reader ended it at the same moment.
    }
  }

  #write(bytes: Uint8Array): void {
    const controller = this.#controller;
    if (controller === null) return;
    controller.enqueue(bytes);
    if ((controller.desiredSize ?? 0) <= -mostWaitingBytes) this.cutOff();
  }

  /** Ends it in the middle, for a reader who is too slow. */
  cutOff(): void {
    const controller = this.#controller;
    this.#end();
    controller?.error(new Error("The reader is too slow; what waited for it is dropped."));
  }

  #taken(): void {
    this.#takes += 1;
    this.#roomMade?.();
    this.#roomMade = null;
  }

  #end(): void {
    if (this.#controller === null) return;
    this.#controller = null;
    this.#roomMade?.();
    this.#ended();
  }
}
