import * as z from "zod/mini";
import { CustomerServiceError } from "../errors.ts";
import { checked, text } from "./check.ts";
import type { Customer, Identity } from "./customer.ts";
import { type CustomerKey, customerKey, evidenceText, isUserId, keyId } from "./customer-key.ts";
import type { Ticket } from "./ticket.ts";

/** Two customers who were proved to be one person, and all that it takes to part them again. */
export interface CustomerMerge {
  readonly id: string;
  readonly version: number;
  /** Who stays. */
  readonly keptId: string;
  /** Who became part of them. */
  readonly mergedId: string;
  /** The verified identity that proves it, and what the proof rests on. */
  readonly identity: string;
  readonly evidence: string;
  /** What was the merged customer's, by id. */
  readonly moved: {
    readonly identities: readonly string[];
    readonly conversations: readonly string[];
    readonly tickets: readonly string[];
    readonly surveys: readonly string[];
  };
  /** What changed of who stays. Times are in ISO 8601. */
  readonly taken: {
    /** A name they did not have. */
    readonly name: string | null;
    /** Whether they stopped to be asked. */
    readonly noSurveys: boolean;
    /** When the other was asked last, if that was later. */
    readonly surveyed?: { readonly before: string | null; readonly at: string };
    /** When the other was served last, if that was later, and who had served those who stay before. */
    readonly served?: {
      readonly before: { readonly agentId: string | null; readonly at: string | null };
      readonly at: string;
    };
  };
  readonly mergedAt: Date;
  /** When they were parted again. */
  readonly undoneAt: Date | null;
}

/** What proves that two customers are one: a verified identity, or key, of one of them. */
export type MergeProof = {
  /** Why it is the other's too, in your words: "one-time code", "showed her passport". */
  readonly evidence: string;
} & ({ readonly identity: string } | { readonly key: CustomerKey });

const proof = z
  .strictObject({ evidence: evidenceText, identity: z.optional(text(1, 1_024)), key: z.optional(customerKey) })
  .check(
    z.refine(({ identity, key }) => (identity === undefined) !== (key === undefined), "expected an identity, or a key"),
  );

/** The checked proof, its key as an identity; refuses with `customer.refused`. */
export function parseMergeProof(given: MergeProof): { readonly identity: string; readonly evidence: string } {
  const { evidence, identity, key } = checked(proof, given, (where, rule) => {
    return new CustomerServiceError("customer.refused", `Proof of a merge refused: ${where || "proof"}: ${rule}.`);
  });
  return { evidence, identity: key === undefined ? (identity ?? "") : keyId(key) };
}

/** Two customers, what channels and the backend call them, and the identity that is to prove that they are one. */
export interface MergeCase {
  readonly kept: Customer;
  readonly merged: Customer;
  readonly identities: readonly Identity[];
  readonly proof: Identity | null;
}

/** Why these two must stay two; `null` when nothing speaks against it. */
export function obstacleTo({ kept, merged, identities, proof }: MergeCase): string | null {
  if (kept.id === merged.id) return `${kept.id} is one customer already`;
  const gone = [kept, merged].find(({ mergedInto }) => mergedInto !== null);
  if (gone !== undefined) return `customer ${gone.id} became part of ${gone.mergedInto}`;
  if (proof === null) return "nobody has the identity that is to prove it";
  if (!proof.verified) return `${proof.id} is only claimed, which proves nothing`;
  if (proof.customerId !== kept.id && proof.customerId !== merged.id) return `${proof.id} is neither customer's`;
  const accounts = identities.filter(({ id }) => isUserId(id));
  if (new Set(accounts.map(({ customerId }) => customerId)).size < 2) return null;
  return `they have different accounts, ${accounts.map(({ id }) => id).join(" and ")}`;
}

/**
 * Who stays, with what is taken over from the merged one: their own fields win, a wish not to be asked holds, and what was
 * done for either of them last counts for both.
 */
export function joined(kept: Customer, merged: Customer): { customer: Customer; taken: CustomerMerge["taken"] } {
  const name = kept.name === null ? merged.name : null;
  const noSurveys = kept.surveys && !merged.surveys;
  const customer = { ...kept, name: kept.name ?? merged.name, surveys: kept.surveys && merged.surveys };
  const surveyedAt = later(merged.lastSurveyedAt, kept.lastSurveyedAt);
  const servedAt = later(merged.lastServedAt, kept.lastServedAt);
  return {
    customer: {
      ...customer,
      ...(surveyedAt !== null && { lastSurveyedAt: surveyedAt }),
      ...(servedAt !== null && { lastAgentId: merged.lastAgentId, lastServedAt: servedAt }),
    },
    taken: {
      ...{ name, noSurveys },
      ...(surveyedAt !== null && { surveyed: { before: isoOf(kept.lastSurveyedAt), at: surveyedAt.toISOString() } }),
      ...(servedAt !== null && {
        served: { before: { agentId: kept.lastAgentId, at: isoOf(kept.lastServedAt) }, at: servedAt.toISOString() },
      }),
    },
  };
}

/** The first of two times when it is after the other; else `null`. */
function later(one: Date | null, other: Date | null): Date | null {
  return one !== null && (other === null || one > other) ? one : null;
}

function isoOf(time: Date | null): string | null {
  return time?.toISOString() ?? null;
}

function dateOf(time: string | null): Date | null {
  return time === null ? null : new Date(time);
}

/** Who stayed, without what was taken over, unless it was changed since. */
export function parted(kept: Customer, { taken: { name, noSurveys, surveyed, served } }: CustomerMerge): Customer {
  const isSurveyed = surveyed?.at === isoOf(kept.lastSurveyedAt);
  const isServed = served?.at === isoOf(kept.lastServedAt);
  return {
    ...kept,
    name: name !== null && kept.name === name ? null : kept.name,
    surveys: kept.surveys || noSurveys,
    ...(surveyed !== undefined && isSurveyed && { lastSurveyedAt: dateOf(surveyed.before) }),
    ...(served !== undefined &&
      isServed && { lastAgentId: served.before.agentId, lastServedAt: dateOf(served.before.at) }),
  };
}

/**
 * Another merge of who stayed, once this one is undone: what the other is to give back is not what this one had brought.
 * `null` when it had not.
 */
export function withoutBrought(other: CustomerMerge, { taken: brought }: CustomerMerge): CustomerMerge | null {
  const { surveyed, served } = other.taken;
  const isSurveyed = surveyed !== undefined && surveyed.before === brought.surveyed?.at;
  const isServed = served !== undefined && served.before.at === brought.served?.at;
  if (!isSurveyed && !isServed) return null;
  const taken = {
    ...other.taken,
    ...(isSurveyed && brought.surveyed && { surveyed: { ...surveyed, before: brought.surveyed.before } }),
    ...(isServed && brought.served && { served: { ...served, before: brought.served.before } }),
  };
  return { ...other, taken };
}

/**
 * Those of a customer's tickets that are merged across people, once some go back to another: each of the pairs has one that
 * goes back, and one that stays.
 */
export function mergedAcross(all: readonly Ticket[], back: readonly Ticket[]): readonly Ticket[] {
  const goes = new Set(back.map(({ id }) => id));
  return all.filter(({ id, mergedInto }) => mergedInto !== null && goes.has(id) !== goes.has(mergedInto));
}

/** The identities that go back to the merged customer: theirs of before, and those that came in through one of these. */
export function identitiesBack(merge: CustomerMerge, ofKept: readonly Identity[]): ReadonlySet<string> {
  const back = new Set(merge.moved.identities);
  for (let size = -1; size !== back.size; ) {
    size = back.size;
    for (const { id, through } of ofKept) if (through !== null && back.has(through)) back.add(id);
  }
  return new Set(ofKept.flatMap(({ id }) => (back.has(id) ? [id] : [])));
}
