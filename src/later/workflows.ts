import type { ServiceContext } from "../context.ts";
import { CustomerServiceError } from "../errors.ts";
import type { EventName, ServiceEvents } from "../events.ts";
import { withDeadline } from "../flow/deadline.ts";
import { decodeEvent } from "../model/event-codec.ts";
import type { Job, Json } from "../model/job.ts";

/** A handler that hangs must not keep the place of other work. */
const longestRunMs = 60_000;

/** The user's own work on an event: it runs durably, at least once, and is tried again when it throws. */
export type WorkflowHandler<N extends EventName> = (
  payload: ServiceEvents[N],
  options: {
    /** The same for every run for this event: use it to do things once. */
    readonly key: string;
    /** Aborted after a minute; the run counts as failed then. */
    readonly signal: AbortSignal;
  },
) => Promise<void> | void;

/** The workflows of a service, by name. */
export class Workflows {
  readonly #handlers = new Map<string, WorkflowHandler<EventName>>();
  readonly byEvent: Map<EventName, string[]> = new Map();

  register<N extends EventName>(event: N, name: string, handler: WorkflowHandler<N>): void {
    if (this.#handlers.has(name)) {
      throw new CustomerServiceError(
        "workflow.refused",
        `There is a workflow ${name} already; give each its own name, which its waiting jobs are kept under.`,
      );
    }
    // Jobs carry the event's name beside its payload, so a handler only ever sees payloads of its own event.
    this.#handlers.set(name, handler as WorkflowHandler<EventName>);
    this.byEvent.set(event, [...(this.byEvent.get(event) ?? []), name]);
  }

  /** The job of kind `workflow`. */
  async run(service: ServiceContext, job: Job): Promise<void> {
    const { workflow, key, payload } = job.payload as { workflow: string; key: string; payload: Json };
    const handler = this.#handlers.get(workflow);
    if (handler === undefined) {
      throw new CustomerServiceError("workflow.refused", `No workflow ${workflow} is registered in this process.`);
    }
    const event = decodeEvent(payload) as ServiceEvents[EventName];
    await withDeadline(
      service.clock,
      longestRunMs,
      async (deadline) => handler(event, { key, signal: deadline.signal }),
      () => {
        throw new CustomerServiceError(
          "workflow.refused",
          `Workflow ${workflow} did not end in ${longestRunMs / 1_000} seconds.`,
        );
      },
    );
    await service.store.transact(service.tenant, (tx) => tx.settle(job, { outcome: "done" }));
  }
}
