import type { JobStatistics } from "./store-maintenance.ts";

/** Follows what the desk does, for those who operate it: `openTelemetry()` of `kefu/opentelemetry`, or your own. */
export interface Telemetry {
  /** Called at start: `statistics` tells how the jobs of the tenant stand. Returns the function that ends it. */
  watch(tenant: string, statistics: () => Promise<JobStatistics>): () => void;
  /** Does `work` as this operation; resolves and rejects as `work` does, and fails in no other way. */
  run<T>(operation: Operation, work: () => Promise<T>): Promise<T>;
  /** Does `work` outside of the operation at hand: what it begins goes on when that has long ended. */
  apart<T>(work: () => T): T;
  /** The operation at hand as a W3C `traceparent`. It is kept with the jobs that the operation makes. */
  trace(): string | undefined;
  /** A job of this kind was given up for good. */
  died(jobKind: string): void;
}

/** One thing the desk does. It has ids only: no text, name or address of a customer. */
export interface Operation {
  /** `receive`: an event of a channel is stored. `process`: a job is done. `send`: a message goes out. */
  readonly name: "receive" | "process" | "send";
  /** The id of the channel, or the kind of the job. */
  readonly destination: string;
  /** Of the job, or of the message; a message that is sent in parts has `<id>:<part>` for each. */
  readonly id?: string;
  /** Jobs of one lane are done one after another. */
  readonly lane?: string | null;
  /** 1 for the first. */
  readonly attempt?: number;
  /** When the job was to begin. */
  readonly dueAt?: Date;
  /** What made the job, as a W3C `traceparent`. */
  readonly cause?: string | null;
}

/** Follows nothing: the default. */
export const silentTelemetry: Telemetry = {
  watch: () => () => {},
  run: (_, work) => work(),
  apart: (work) => work(),
  trace: () => undefined,
  died() {},
};
