import fc from "fast-check";
import { type SurveyContext, type SurveyPolicy, type SurveyReason, shouldSurvey } from "kefu";
import { describe, expect, test } from "vitest";
import { shouldRemind } from "../../src/model/survey-policy.ts";

const now = new Date("2026-01-31T00:00:00Z");
const hours = (count: number) => new Date(now.getTime() + count * 3_600_000);

const policy: SurveyPolicy = { quietDays: 30, askWithoutHuman: false, skipQueues: ["spam"], skipTags: ["internal"] };
const good: SurveyContext = {
  ...{ now, dueAt: now, expiresAt: hours(14 * 24), stillClosed: true, merged: false, humanHandled: true },
  ...{ closedUnresolved: false, queue: "technical", tags: ["app"], wanted: true, lastAskedAt: null, busy: false },
  channel: { id: "web", templates: false, windowEndsAt: null },
};
const untilIn = (count: number, templates = false) => ({ id: "web", templates, windowEndsAt: hours(count) });

/** What speaks against asking, each alone. */
const objections: readonly (readonly [SurveyReason, Partial<SurveyContext>])[] = [
  ["reopened_before_asking", { stillClosed: false }],
  ["ticket_merged", { merged: true }],
  ["customer_wants_none", { wanted: false }],
  ["queue_skipped", { queue: "spam" }],
  ["queue_skipped", { queue: "telegram/spam" }],
  ["tag_skipped", { tags: ["app", "internal"] }],
  ["nobody_resolved_it", { closedUnresolved: true }],
  ["no_human_handled_it", { humanHandled: false }],
  ["asked_this_customer_lately", { lastAskedAt: new Date("2026-01-01T00:00:01Z") }],
  ["waited_too_long", { expiresAt: hours(-1) }],
  ["no_channel", { channel: null }],
  ["window_closed", { channel: untilIn(-1) }],
  ["window_closed", { channel: untilIn(1), dueAt: hours(2) }],
];

describe("whether a closure is asked about", () => {
  test("a human's work that lasts is, on the ticket's own channel, at once", () => {
    expect(shouldSurvey(good, policy)).toEqual({ send: true, channel: "web", at: now, reason: "closed_ticket" });
  });

  test.each(objections)("not: %s, with %j", (reason, fields) => {
    expect(shouldSurvey({ ...good, ...fields }, policy)).toEqual({ send: false, channel: null, at: now, reason });
  });

  test.each<[string, Partial<SurveyContext>, Partial<SurveyPolicy>]>([
    ["without a human, when that is wanted", { humanHandled: false }, { askWithoutHuman: true }],
    ["when the quiet days are over", { lastAskedAt: new Date("2026-01-01T00:00:00Z") }, {}],
    ["when quiet days are not asked for", { lastAskedAt: now }, { quietDays: 0 }],
    ["outside the window, by a template", { channel: untilIn(-1, true) }, {}],
    ["at the last moment of the window", { channel: untilIn(0) }, {}],
    ["of a queue whose name only ends alike", { queue: "antispam" }, {}],
  ])("asked %s", (_, fields, terms) => {
    expect(shouldSurvey({ ...good, ...fields }, { ...policy, ...terms }).send).toBe(true);
  });

  test("before it is due it waits until then", () => {
    expect(shouldSurvey({ ...good, dueAt: hours(3) }, policy)).toMatchObject({ send: true, at: hours(3) });
  });

  test("while somebody speaks with the customer it waits an hour, even if the window closes meanwhile", () => {
    const verdict = { send: true, channel: "web", at: hours(1), reason: "conversation_busy" };
    expect(shouldSurvey({ ...good, busy: true }, policy)).toEqual(verdict);
    expect(shouldSurvey({ ...good, busy: true, channel: untilIn(0) }, policy)).toEqual(verdict);
    expect(shouldSurvey({ ...good, busy: true, expiresAt: hours(0.5) }, policy).reason).toBe("waited_too_long");
  });

  test("the same context gives the same verdict, with a channel exactly when it is asked, and never in the past", () => {
    const context = fc.constantFrom(...objections.map(([, fields]) => fields), { busy: true }, { dueAt: hours(5) });
    fc.assert(
      fc.property(fc.array(context, { maxLength: 4 }), (some) => {
        const all: SurveyContext = Object.assign({}, good, ...some);
        const verdict = shouldSurvey(all, policy);
        expect(shouldSurvey(all, policy)).toEqual(verdict);
        expect(verdict.channel !== null).toBe(verdict.send);
        expect(verdict.at.getTime()).toBeGreaterThanOrEqual(now.getTime());
        expect(["closed_ticket", "conversation_busy"].includes(verdict.reason)).toBe(verdict.send);
      }),
    );
  });
});

describe("whether to ask once more", () => {
  test("yes, although the customer was asked lately: by this very survey", () => {
    expect(shouldRemind({ ...good, lastAskedAt: hours(-24) }, policy)).toEqual({ send: true, reason: "closed_ticket" });
  });

  test.each([...objections.filter(([reason]) => reason !== "asked_this_customer_lately")])(
    "not: %s, with %j",
    (reason, fields) => {
      expect(shouldRemind({ ...good, ...fields }, policy)).toEqual({ send: false, reason });
    },
  );

  test("not while somebody speaks with the customer: a reminder does not wait", () => {
    expect(shouldRemind({ ...good, busy: true }, policy)).toEqual({ send: false, reason: "conversation_busy" });
  });
});
