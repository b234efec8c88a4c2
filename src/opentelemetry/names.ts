// OpenTelemetry Semantic Conventions v1.44.0, "Messaging spans" and "Messaging client metrics": status Development, so
// names may change with a later version (v1.45.0 calls `messaging.system` `messaging.system.name`). They stand here only.
// https://github.com/open-telemetry/semantic-conventions/tree/v1.44.0/docs/messaging

/** What kefu calls itself, as instrumentation and as messaging system. */
export const systemName = "kefu";

/** Keys of attributes. Those of the conventions, then kefu's own. */
export const attributes = {
  system: "messaging.system",
  operationName: "messaging.operation.name",
  operationType: "messaging.operation.type",
  destination: "messaging.destination.name",
  /** What keeps its order within the destination: the lane of a job. */
  partition: "messaging.destination.partition.id",
  messageId: "messaging.message.id",
  error: "error.type",

  attempt: "kefu.job.attempt",
  state: "kefu.job.state",
  tenant: "kefu.tenant",
} as const;

/** Names of metrics. Those of the conventions, then kefu's own. */
export const metricNames = {
  operationDuration: "messaging.client.operation.duration",
  processDuration: "messaging.process.duration",
  sent: "messaging.client.sent.messages",
  consumed: "messaging.client.consumed.messages",

  lateness: "kefu.job.lateness",
  deadLetters: "kefu.job.dead_letters",
  leaseLosses: "kefu.job.lease_losses",
  jobs: "kefu.job.count",
  oldestReadyAge: "kefu.job.oldest_ready.age",
} as const;

/** What the conventions call kefu's operations. Storing an event makes the job that its turn begins with. */
export const operationTypes = { receive: "create", process: "process", send: "send" } as const;

/** Boundaries in seconds that the conventions advise for durations. */
export const durationBoundaries: readonly number[] = [
  0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10,
];

/** Boundaries in seconds for how late jobs begin: from a few milliseconds to a night without any process. */
export const latenessBoundaries: readonly number[] = [
  0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3_600, 14_400, 43_200,
];
