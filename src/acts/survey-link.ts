import type { ServiceContext } from "../context.ts";
import { hmacKey, isSameText } from "../model/hmac.ts";
import { refusedSurvey, type Survey } from "../model/survey.ts";
import { closureIn, inLetters, parseSurveyLink, type SurveyLink, surveyToken } from "../model/survey-link.ts";
import { perform, system } from "./act.ts";

/** Under which the desk keeps the key that it made for itself. */
const settingId = "survey.key";

/** Once it has been read, a key does not change while the desk runs. */
const keys = new WeakMap<ServiceContext, CryptoKey>();

/** The link to a survey's page. Signed outside of any transaction: inside, nothing but the store is waited for. */
export async function surveyUrl(service: ServiceContext, survey: Survey, baseUrl: string): Promise<string> {
  const key =
    keys.get(service) ?? (await keepKey(service, (await knownSecret(service)) ?? (await makeSecret(service))));
  const token = await surveyToken(key, service.tenant, survey);
  return `${baseUrl.replace(/\/+$/, "")}/${encodeURIComponent(survey.ticketId)}?s=${token}`;
}

/** The survey of a link; refuses with `survey.refused` one that this desk did not sign. Changes nothing. */
export async function readSurveyLink(service: ServiceContext, input: SurveyLink): Promise<Survey> {
  const { ticketId, token } = parseSurveyLink(input);
  const survey = await surveyOfClosure(service, ticketId, closureIn(token));
  const secret = keys.has(service) ? null : await knownSecret(service);
  const key = secret === null ? keys.get(service) : await keepKey(service, secret);
  if (survey !== null && key !== undefined) {
    if (isSameText(await surveyToken(key, service.tenant, survey), token)) return survey;
  }
  // Whether there is such a ticket is nobody's business who has no link.
  throw refusedSurvey(ticketId, "not_signed", "this desk did not sign its link");
}

async function surveyOfClosure({ store, tenant }: ServiceContext, ticketId: string, closure: number | null) {
  const all = await store.read(tenant, (reader) => reader.find("survey", "ofTicket", { ticketId }, { limit: 1_000 }));
  return all.find((survey) => survey.closure === closure) ?? null;
}

async function keepKey(service: ServiceContext, secret: string): Promise<CryptoKey> {
  const key = await hmacKey(new TextEncoder().encode(secret), "sign");
  keys.set(service, key);
  return key;
}

async function knownSecret({ policy, store, tenant }: ServiceContext): Promise<string | null> {
  if (policy.survey?.secret !== undefined) return policy.survey.secret;
  const kept = await store.read(tenant, (reader) => reader.get("setting", settingId));
  return kept === null ? null : String(kept.value);
}

/** The first of several processes makes it; the others take what they find. */
async function makeSecret(service: ServiceContext): Promise<string> {
  const fresh = inLetters(service.random.bytes(32));
  return perform(service, system, async (act) => {
    await act.tx.lock(settingId);
    const kept = await act.tx.get("setting", settingId, { lock: true });
    if (kept !== null) return String(kept.value);
    await act.tx.put("setting", { id: settingId, version: 0, value: fresh });
    return fresh;
  });
}
