import * as z from "zod/mini";
import { CustomerServiceError } from "../errors.ts";
import { dateAt, isZone } from "./calendar.ts";
import { checked } from "./check.ts";
import type { Survey, SurveyKind } from "./survey.ts";
import type { SurveyReason } from "./survey-policy.ts";

/** Counts over some surveys. Shares are from 0 to 1; what has nothing to be counted from is `null`. */
export interface SurveyStatistics {
  /** Sent to the customer, whether answered or not. */
  readonly asked: number;
  readonly answered: number;
  readonly suppressed: number;
  /** How many were not asked, by why. */
  readonly suppressedBy: Readonly<Partial<Record<SurveyReason, number>>>;
  readonly responseRate: number | null;
  /** Of scores on one scale; `null` also when surveys of several kinds were answered: choose a kind, or group by it. */
  readonly averageScore: number | null;
  /** The share of 4s and 5s among the answers about satisfaction. */
  readonly csat: number | null;
  /** From -100 to 100: the percentage of promoters (9 and 10) less that of detractors (0 to 6). */
  readonly nps: number | null;
  /** The share of 5s, 6s and 7s among the answers about effort: it was easy. Their average is `averageScore`. */
  readonly ces: number | null;
}

/** What surveys can be grouped by. Day, week and month are those of the closure, in a time zone. */
export type SurveyGrouping = "kind" | "agent" | "channel" | "queue" | "day" | "week" | "month";

/** Which surveys are counted, and in what groups. */
export interface SurveyStatisticsOptions {
  /** Closures from then on. */
  readonly since?: Date | undefined;
  /** Closures before then. */
  readonly until?: Date | undefined;
  readonly kind?: SurveyKind | undefined;
  /** Default: no groups. */
  readonly by?: SurveyGrouping | undefined;
  /** Where days begin. Default: UTC. */
  readonly zone?: string | undefined;
}

/** One group of them. */
export interface SurveyGroup extends SurveyStatistics {
  /** The id or name; of a day `2026-01-05`, of a week the day on which it begins (Monday), of a month `2026-01`. `null`: no agent. */
  readonly key: string | null;
}

/** All of them, and by group, sorted by key. */
export interface SurveyReport extends SurveyStatistics {
  readonly groups: readonly SurveyGroup[];
}

const options = z.strictObject({
  since: z.optional(z.date()),
  until: z.optional(z.date()),
  kind: z.optional(z.enum(["csat", "nps", "ces"])),
  by: z.optional(z.enum(["kind", "agent", "channel", "queue", "day", "week", "month"])),
  zone: z.optional(z.string().check(z.refine(isZone, "expected an IANA zone such as Asia/Shanghai"))),
});

/** Refuses with `options.invalid`. */
export function parseStatisticsOptions(given: SurveyStatisticsOptions): SurveyStatisticsOptions {
  return checked(options, given, (where, rule) => {
    const sentence = `Survey statistics: ${where || "options"}: ${rule}.`;
    return new CustomerServiceError("options.invalid", sentence, { details: { option: where } });
  });
}

export function surveyReport(surveys: Iterable<Survey>, given: SurveyStatisticsOptions = {}): SurveyReport {
  const { by, zone = "UTC" } = given;
  const counted = [...surveys].filter((survey) => isAskedFor(survey, given));
  const groups = new Map<string | null, Survey[]>();
  for (const survey of counted) {
    if (by === undefined) break;
    const key = keyOf(survey, by, zone);
    const members = groups.get(key) ?? [];
    members.push(survey);
    groups.set(key, members);
  }
  const sorted = [...groups].sort(([one], [other]) => compare(one, other));
  return {
    ...surveyStatistics(counted),
    groups: sorted.map(([key, members]) => ({ key, ...surveyStatistics(members) })),
  };
}

export function surveyStatistics(surveys: Iterable<Survey>): SurveyStatistics {
  const suppressedBy: Partial<Record<SurveyReason, number>> = {};
  const scores: Record<SurveyKind, number[]> = { csat: [], nps: [], ces: [] };
  let [asked, suppressed] = [0, 0];
  for (const { kind, status, statusReason, score } of surveys) {
    if (status === "sent" || status === "answered") asked += 1;
    if (status === "suppressed") suppressed += 1;
    if (status === "suppressed" && statusReason !== null)
      suppressedBy[statusReason] = (suppressedBy[statusReason] ?? 0) + 1;
    if (score !== null) scores[kind].push(score);
  }
  const { csat, nps, ces } = scores;
  const kinds = [csat, nps, ces].filter(({ length }) => length > 0);
  const answered = csat.length + nps.length + ces.length;
  const promoters = share(nps, (score) => score >= 9);
  const detractors = share(nps, (score) => score <= 6);
  return {
    ...{ asked, answered, suppressed, suppressedBy },
    responseRate: asked === 0 ? null : answered / asked,
    averageScore: kinds.length === 1 ? average(kinds[0] ?? []) : null,
    csat: share(csat, (score) => score >= 4),
    nps: promoters === null || detractors === null ? null : (promoters - detractors) * 100,
    ces: share(ces, (score) => score >= 5),
  };
}

function isAskedFor({ createdAt, kind: own }: Survey, { since, until, kind }: SurveyStatisticsOptions): boolean {
  return (
    (since === undefined || createdAt >= since) &&
    (until === undefined || createdAt < until) &&
    (kind === undefined || own === kind)
  );
}

function keyOf({ kind, agentId, channelId, queue, createdAt }: Survey, by: SurveyGrouping, zone: string) {
  switch (by) {
    case "kind":
      return kind;
    case "agent":
      return agentId;
    case "channel":
      return channelId;
    case "queue":
      return queue;
    case "day":
      return shown(dateAt(zone, createdAt.getTime()));
    case "week":
      return shown(mondayOf(dateAt(zone, createdAt.getTime())));
    case "month":
      return shown(dateAt(zone, createdAt.getTime())).slice(0, "2026-01".length);
    default:
      return by satisfies never;
  }
}

/** `date`: its midnight as if the zone were UTC. */
function shown(date: number): string {
  return new Date(date).toISOString().slice(0, "2026-01-05".length);
}

function mondayOf(date: number): number {
  return date - ((new Date(date).getUTCDay() + 6) % 7) * 86_400_000;
}

/** By code units, wherever it runs; `null` last. */
function compare(one: string | null, other: string | null): number {
  if (one === null || other === null) return one === other ? 0 : one === null ? 1 : -1;
  return one < other ? -1 : one > other ? 1 : 0;
}

function share(scores: readonly number[], counts: (score: number) => boolean): number | null {
  return scores.length === 0 ? null : scores.filter(counts).length / scores.length;
}

function average(scores: readonly number[]): number {
  return scores.reduce((sum, score) => sum + score, 0) / scores.length;
}
