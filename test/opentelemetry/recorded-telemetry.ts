import { type Attributes, context, metrics, type SpanContext, SpanKind, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { MeterProvider, MetricReader } from "@opentelemetry/sdk-metrics";
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-base";
import type { Clock, Telemetry } from "kefu";
import { openTelemetry } from "kefu/opentelemetry";
import { onTestFinished } from "vitest";
import { last } from "../harness.ts";

/** What was recorded of an operation. */
export interface RecordedSpan {
  readonly name: string;
  readonly kind: string | undefined;
  readonly attributes: Attributes;
  readonly status: { readonly code: number; readonly message?: string };
  readonly context: SpanContext;
  /** The span it is part of. */
  readonly parent: string | undefined;
  /** The spans it is linked to. */
  readonly links: readonly string[];
  readonly events: readonly unknown[];
}

/** A point of a metric: a number, or what a histogram has. */
export interface RecordedPoint {
  readonly attributes: Attributes;
  readonly value: unknown;
}

class Reader extends MetricReader {
  protected async onForceFlush(): Promise<void> {}
  protected async onShutdown(): Promise<void> {}
}

/** Telemetry over an SDK that is registered for this test, and what it recorded. */
export async function recordedTelemetry(clock: Clock) {
  const exporter = new InMemorySpanExporter();
  const reader = new Reader();
  trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }));
  metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reader] }));
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  onTestFinished(() => {
    trace.disable();
    metrics.disable();
    context.disable();
  });

  const telemetry: Telemetry = await openTelemetry({ clock });
  const spans = (): readonly RecordedSpan[] =>
    exporter.getFinishedSpans().map((span) => ({
      ...{ name: span.name, kind: SpanKind[span.kind], attributes: span.attributes, status: span.status },
      ...{ context: span.spanContext(), parent: span.parentSpanContext?.spanId, events: span.events },
      links: span.links.map((link) => link.context.spanId),
    }));
  const collect = async () => {
    const { resourceMetrics, errors } = await reader.collect();
    if (errors.length > 0) throw new AggregateError(errors);
    return resourceMetrics.scopeMetrics.flatMap((scope) => scope.metrics);
  };
  return {
    telemetry,
    collect,
    spans,
    spansOf: (name: string) => spans().filter((span) => span.name === name),
    spanOf: (name: string) => last(spans().filter((span) => span.name === name)),
    /** The points of a metric, as one collection finds them. */
    async points(name: string): Promise<readonly RecordedPoint[]> {
      const metric = (await collect()).find(({ descriptor }) => descriptor.name === name);
      return metric?.dataPoints.map(({ attributes, value }) => ({ attributes, value })) ?? [];
    },
  };
}
