import type { ServiceContext } from "../context.ts";
import { deliver } from "../flow/deliver.ts";
import { takeTurn } from "../flow/take-turn.ts";
import type { Job } from "../model/job.ts";
import { notify } from "./notify.ts";
import { offerQueue } from "./offer-queue.ts";
import { fireSurveyTimer, fireTicketTimer, ticketTimerKinds } from "./timers.ts";
import type { Workflows } from "./workflows.ts";

/** Every kind of job, and what does it. */
export function jobHandlers(
  workflows: Workflows,
): ReadonlyMap<string, (service: ServiceContext, job: Job) => Promise<void>> {
  return new Map<string, (service: ServiceContext, job: Job) => Promise<void>>([
    ["turn", takeTurn],
    ["deliver", deliver],
    ["queue.offer", offerQueue],
    ["notify", notify],
    ["survey.ask", fireSurveyTimer],
    ...ticketTimerKinds.map((kind) => [kind, fireTicketTimer] as const),
    ["workflow", (service, job) => workflows.run(service, job)],
  ]);
}
