import type { Counter, Histogram, Meter, ObservableGauge } from "@opentelemetry/api";
import type { Clock } from "../ports/clock.ts";
import type { JobStatistics } from "../ports/store-maintenance.ts";
import { attributes, durationBoundaries, latenessBoundaries, metricNames } from "./names.ts";

/** What is counted and measured. */
export interface Instruments {
  readonly operationDuration: Histogram;
  readonly processDuration: Histogram;
  readonly sent: Counter;
  readonly consumed: Counter;
  readonly lateness: Histogram;
  readonly deadLetters: Counter;
  readonly leaseLosses: Counter;
  readonly jobs: ObservableGauge;
  readonly oldestReadyAge: ObservableGauge;
}

export function instruments(meter: Meter): Instruments {
  const counter = (name: string, unit: string, description: string) => meter.createCounter(name, { unit, description });
  const histogram = (name: string, boundaries: readonly number[], description: string) =>
    meter.createHistogram(name, { unit: "s", description, advice: { explicitBucketBoundaries: [...boundaries] } });
  return {
    operationDuration: histogram(metricNames.operationDuration, durationBoundaries, "Storing an event, or a sending."),
    processDuration: histogram(metricNames.processDuration, durationBoundaries, "Doing a job."),
    sent: counter(metricNames.sent, "{message}", "Messages that went out through a channel, or should have."),
    consumed: counter(metricNames.consumed, "{message}", "Jobs that were begun."),
    lateness: histogram(metricNames.lateness, latenessBoundaries, "From when a job was due to when it was begun."),
    deadLetters: counter(metricNames.deadLetters, "{job}", "Jobs that were given up."),
    leaseLosses: counter(metricNames.leaseLosses, "{job}", "Jobs whose lease ran out while they were done."),
    jobs: meter.createObservableGauge(metricNames.jobs, { unit: "{job}", description: "Jobs in the store." }),
    oldestReadyAge: meter.createObservableGauge(metricNames.oldestReadyAge, {
      unit: "s",
      description: "For how long the longest waiting job has been due; 0 when none is.",
    }),
  };
}

const states = ["ready", "scheduled", "claimed", "dead"] as const;

/** Observes the jobs of a tenant, whose statistics are read once in each collection. Returns the function that ends it. */
export function observeJobs(
  meter: Meter,
  { jobs, oldestReadyAge }: Instruments,
  clock: Clock,
  tenant: string,
  read: () => Promise<JobStatistics>,
): () => void {
  const observed = [jobs, oldestReadyAge];
  const observe: Parameters<Meter["addBatchObservableCallback"]>[0] = async (result) => {
    const statistics = await read();
    const where = { [attributes.tenant]: tenant };
    for (const state of states) result.observe(jobs, statistics[state], { ...where, [attributes.state]: state });
    result.observe(oldestReadyAge, secondsSince(statistics.oldestReadyAt, clock), where);
  };
  meter.addBatchObservableCallback(observe, observed);
  return () => meter.removeBatchObservableCallback(observe, observed);
}

/** Never less than 0: the clocks of several machines may not agree. */
export function secondsSince(at: Date | null, clock: Clock): number {
  return at === null ? 0 : Math.max(clock.now().getTime() - at.getTime(), 0) / 1_000;
}
