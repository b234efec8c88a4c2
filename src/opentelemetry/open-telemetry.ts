import type { Attributes, Meter, Span, SpanOptions, Tracer } from "@opentelemetry/api";
import { CustomerServiceError, isCode } from "../errors.ts";
import type { Clock } from "../ports/clock.ts";
import type { Operation, Telemetry } from "../ports/telemetry.ts";
import { systemClock } from "../system/system-clock.ts";
import { errorType } from "./error-type.ts";
import { type Instruments, instruments, observeJobs, secondsSince } from "./instruments.ts";
import { attributes, operationTypes, systemName } from "./names.ts";
import { spanContextOf, traceparentOf } from "./traceparent.ts";

/** The package `@opentelemetry/api`. */
export type OpenTelemetryApi = typeof import("@opentelemetry/api");

/** Nothing is needed where `@opentelemetry/api` is installed and an SDK is registered with it. */
export interface OpenTelemetryOptions {
  /** The API, where it cannot be imported by its name: in a bundle, say. */
  readonly api?: OpenTelemetryApi;
  /** The name of the tracer and of the meter. Default: `kefu`. */
  readonly scopeName?: string;
  /** The service's clock, if you gave it one. Default: the system's. */
  readonly clock?: Clock;
}

/**
 * Spans and metrics of the desk, through the OpenTelemetry SDK that your process has registered before:
 * `new CustomerService({ telemetry: await openTelemetry(), ... })`. They follow the conventions for messaging. A job is
 * the root of a trace of its own and linked to what made it, since it may be done much later, elsewhere, and again.
 */
export async function openTelemetry(options: OpenTelemetryOptions = {}): Promise<Telemetry> {
  const { api = await importApi(), scopeName = systemName, clock = systemClock } = options;
  return new OpenTelemetry(api, scopeName, clock);
}

async function importApi(): Promise<OpenTelemetryApi> {
  try {
    return await import("@opentelemetry/api");
  } catch (cause) {
    throw new CustomerServiceError(
      "options.invalid",
      "kefu/opentelemetry needs the API of OpenTelemetry, which cannot be loaded: npm install @opentelemetry/api@1",
      { cause },
    );
  }
}

class OpenTelemetry implements Telemetry {
  readonly #api: OpenTelemetryApi;
  readonly #tracer: Tracer;
  readonly #meter: Meter;
  readonly #instruments: Instruments;
  readonly #clock: Clock;

  constructor(api: OpenTelemetryApi, scopeName: string, clock: Clock) {
    this.#api = api;
    this.#tracer = api.trace.getTracer(scopeName);
    this.#meter = api.metrics.getMeter(scopeName);
    this.#instruments = instruments(this.#meter);
    this.#clock = clock;
  }

  watch(tenant: string, statistics: Parameters<Telemetry["watch"]>[1]): () => void {
    return observeJobs(this.#meter, this.#instruments, this.#clock, tenant, statistics);
  }

  async run<T>(operation: Operation, work: () => Promise<T>): Promise<T> {
    const { context, trace, SpanStatusCode } = this.#api;
    const { name, destination, dueAt } = operation;
    const begun = this.#clock.now();
    const span = this.#startSpan(operation);
    let measured = attributesOf(operation);
    if (dueAt !== undefined) this.#instruments.lateness.record(secondsSince(dueAt, this.#clock), measured);
    try {
      return await context.with(trace.setSpan(context.active(), span), work);
    } catch (error) {
      const failed = { [attributes.error]: errorType(error) };
      measured = { ...measured, ...failed };
      span.setAttributes(failed);
      span.setStatus({ code: SpanStatusCode.ERROR });
      if (name === "process" && isCode(error, "store.lease_lost")) this.#count("leaseLosses", destination);
      throw error;
    } finally {
      span.end();
      this.#measure(name, secondsSince(begun, this.#clock), measured);
    }
  }

  apart<T>(work: () => T): T {
    return this.#api.context.with(this.#api.ROOT_CONTEXT, work);
  }

  trace(): string | undefined {
    const current = this.#api.trace.getActiveSpan()?.spanContext();
    return current !== undefined && this.#api.isSpanContextValid(current) ? traceparentOf(current) : undefined;
  }

  died(jobKind: string): void {
    this.#count("deadLetters", jobKind);
  }

  #startSpan(operation: Operation): Span {
    const { name, destination, id, lane, attempt, cause } = operation;
    const { SpanKind } = this.#api;
    const kinds = { receive: SpanKind.PRODUCER, process: SpanKind.CONSUMER, send: SpanKind.CLIENT };
    const ofThis: Attributes = attributesOf(operation);
    if (id !== undefined) ofThis[attributes.messageId] = id;
    if (attempt !== undefined) ofThis[attributes.attempt] = attempt;
    if (lane !== undefined && lane !== null) ofThis[attributes.partition] = lane;
    const made = spanContextOf(cause ?? "");
    const options: SpanOptions = {
      kind: kinds[name],
      attributes: ofThis,
      links: made === null ? [] : [{ context: made }],
    };
    return this.#tracer.startSpan(`${name} ${destination}`, options);
  }

  #measure(name: Operation["name"], seconds: number, measured: Attributes): void {
    const { operationDuration, processDuration, sent, consumed } = this.#instruments;
    (name === "process" ? processDuration : operationDuration).record(seconds, measured);
    if (name === "process") consumed.add(1, measured);
    if (name === "send") sent.add(1, measured);
  }

  #count(what: "deadLetters" | "leaseLosses", jobKind: string): void {
    this.#instruments[what].add(1, { [attributes.system]: systemName, [attributes.destination]: jobKind });
  }
}

/** What there are few of: no ids. */
function attributesOf({ name, destination }: Operation): Record<string, string> {
  return {
    [attributes.system]: systemName,
    [attributes.operationName]: name,
    [attributes.operationType]: operationTypes[name],
    [attributes.destination]: destination,
  };
}
