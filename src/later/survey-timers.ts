import { type Act, perform, system } from "../acts/act.ts";
import { askSurvey, remindOfSurvey } from "../acts/survey.ts";
import { surveyUrl } from "../acts/survey-link.ts";
import type { ServiceContext } from "../context.ts";
import type { Job } from "../model/job.ts";

/** Timers of surveys, by job kind. */
const surveyTimers: Readonly<Record<string, (act: Act, surveyId: string, url: string) => Promise<void>>> = {
  "survey.ask": askSurvey,
  "survey.remind": remindOfSurvey,
};

export const surveyTimerKinds: readonly string[] = Object.keys(surveyTimers);

/** The end of the last survey's timer of each desk. */
const lastOf = new WeakMap<ServiceContext, Promise<void>>();

/**
 * One after the other: how long a signature takes is chance, and two at once would ask in an order that no seed repeats.
 */
export function fireSurveyTimer(service: ServiceContext, job: Job): Promise<void> {
  const fired = (lastOf.get(service) ?? Promise.resolve()).then(() => fire(service, job));
  // Who fails tells its own caller; the next one goes on.
  lastOf.set(
    service,
    fired.catch(() => {}),
  );
  return fired;
}

async function fire(service: ServiceContext, job: Job): Promise<void> {
  const { surveyId } = job.payload as { surveyId: string };
  const { store, tenant, policy } = service;
  const survey = await store.read(tenant, (reader) => reader.get("survey", surveyId));
  // Neither one whose customer was erased, nor one of a desk that asks no more.
  const url = survey === null || policy.survey === null ? null : await surveyUrl(service, survey, policy.survey.url);
  await perform(service, system, async (act) => {
    // Settled first: its key is free then, and the timer may be set anew.
    await act.tx.settle(job, { outcome: "done" });
    if (url !== null) await surveyTimers[job.kind]?.(act, surveyId, url);
  });
}
