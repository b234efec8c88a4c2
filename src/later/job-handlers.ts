import type { JobSubject, ServiceContext } from "../context.ts";
import { deliver } from "../flow/deliver.ts";
import { lookAtChangeAgain } from "../flow/note-change.ts";
import { lookAgain } from "../flow/note-receipt.ts";
import { takeTurn } from "../flow/take-turn.ts";
import type { Job } from "../model/job.ts";
import { fireSilence, handBack } from "./agent-jobs.ts";
import { mergeCustomersOfKey } from "./merge-customers-of-key.ts";
import { notify } from "./notify.ts";
import { offerQueue } from "./offer-queue.ts";
import { fireSurveyTimer, surveyTimerKinds } from "./survey-timers.ts";
import { fireTicketTimer, ticketTimerKinds } from "./timers.ts";
import type { Workflows } from "./workflows.ts";

type Handler = (service: ServiceContext, job: Job, subject: JobSubject | undefined) => Promise<void>;

/** Every kind of job, and what does it. */
export function jobHandlers(workflows: Workflows): ReadonlyMap<string, Handler> {
  return new Map<string, Handler>([
    ["turn", takeTurn],
    ["deliver", deliver],
    ["receipt", lookAgain],
    ["change", lookAtChangeAgain],
    ["queue.offer", offerQueue],
    ["agent.hand_back", handBack],
    ["agent.silent", fireSilence],
    ["notify", notify],
    ["customer.merge", mergeCustomersOfKey],
    ...surveyTimerKinds.map((kind) => [kind, fireSurveyTimer] as const),
    ...ticketTimerKinds.map((kind) => [kind, fireTicketTimer] as const),
    ["workflow", (service, job) => workflows.run(service, job)],
  ]);
}
