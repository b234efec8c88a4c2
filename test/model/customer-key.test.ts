import fc from "fast-check";
import { isCode } from "kefu";
import { describe, expect, test } from "vitest";
import type { Customer, Identity } from "../../src/model/customer.ts";
import { identitiesNamed, isUserId, keyId, keyKindOf, parseCustomerKey } from "../../src/model/customer-key.ts";
import { type CustomerMerge, identitiesBack, joined, parted, withoutBrought } from "../../src/model/customer-merge.ts";

const kinds = fc.constantFrom("phone", "email", "user_id", "loyalty-card");
const createdAt = new Date("2026-01-05T09:00:00Z");

function merge(identities: readonly string[]): CustomerMerge {
  return {
    ...{ id: "m", version: 1, keptId: "ada", mergedId: "bob", identity: "a", evidence: "x", mergedAt: createdAt },
    ...{ moved: { identities, conversations: [], tickets: [], surveys: [] }, undoneAt: null },
    taken: { name: null, noSurveys: false },
  };
}

function someCustomer(id: string, fields: Partial<Customer>): Customer {
  return {
    ...{ id, version: 1, name: null, language: "en", tier: "standard", mergedInto: null, surveys: true },
    ...{ lastAgentId: null, lastServedAt: null, lastSurveyedAt: null, createdAt, updatedAt: createdAt },
    ...fields,
  };
}

const digits = fc.stringMatching(/^[1-9]\d{4,14}$/);

describe("keys of customers", () => {
  test("a number is the same key however it is written", () => {
    const spaced = fc.tuple(digits, fc.array(fc.constantFrom("", " ", "-", ".", "(", ")"), { minLength: 15 }));
    fc.assert(
      fc.property(spaced, fc.constantFrom("+", "00", "＋"), ([number, gaps], prefix) => {
        const written = prefix + [...number].map((digit, place) => digit + (gaps[place] ?? "")).join("");
        expect(parseCustomerKey({ kind: "phone", value: written })).toEqual({ kind: "phone", value: `+${number}` });
      }),
    );
  });

  test("what is a key already stays as it is", () => {
    fc.assert(
      fc.property(kinds, fc.string({ maxLength: 40 }), (kind, value) => {
        try {
          const key = parseCustomerKey({ kind, value });
          expect(parseCustomerKey(key)).toEqual(key);
        } catch (error) {
          expect(isCode(error, "customer.refused")).toBe(true);
        }
      }),
    );
  });

  test.each([
    "0138 0013 8000",
    "138 0013 8000",
    "8613800138000",
    "+0138",
    "1234",
    "12345678901234567",
    "call me",
    "+86-138-x",
  ])("%s is no number", (value) => {
    expect(() => parseCustomerKey({ kind: "phone", value })).toThrow(
      "a phone number with + or 00 and its country code",
    );
  });

  test("keys of different kinds or values are different identities, and tell their kind", () => {
    const key = fc.record({ kind: kinds, value: fc.string({ minLength: 1 }) });
    fc.assert(
      fc.property(key, key, (one, other) => {
        expect(keyId(one) === keyId(other)).toBe(one.kind === other.kind && one.value === other.value);
        expect(keyKindOf(keyId(one))).toBe(one.kind);
      }),
    );
  });

  test("an event names the account first, then what the channel calls somebody, then the other keys", () => {
    const keys = [
      { kind: "phone", value: "+8613800138000" },
      { kind: "user_id", value: "US.1" },
    ];
    const named = identitiesNamed("whatsapp", { ids: ["US.1", "1555"], keys, verified: true });
    expect(named).toEqual(["key/user_id:US.1", "whatsapp:US.1", "whatsapp:1555", "key/phone:+8613800138000"]);
    expect(named.filter(isUserId)).toEqual(["key/user_id:US.1"]);
    expect(identitiesNamed("webchat", { ids: ["cookie"], keys, verified: false })).toEqual(["webchat?cookie"]);
  });
});

const isAfter = (one: Date | null, other: Date | null) => one !== null && (other === null || one > other);
const latest = (one: Date | null, other: Date | null) => (isAfter(other, one) ? other : one);

describe("customers who are merged", () => {
  const time = fc.option(
    fc.integer({ min: 0, max: 9 }).map((hours) => new Date(createdAt.getTime() + hours * 3_600_000)),
  );
  const served = fc.oneof(
    fc.constant({ lastAgentId: null, lastServedAt: null }),
    fc.record({ lastAgentId: fc.constantFrom("li", "wang"), lastServedAt: time.filter((at) => at !== null) }),
  );
  const customer = fc
    .record({ name: fc.option(fc.string()), surveys: fc.boolean(), tier: fc.string(), lastSurveyedAt: time, served })
    .map(({ served, ...fields }) => ({ ...fields, ...served }));

  test("keep what they have; who stays takes a name they lack, a wish not to be asked and what was done last, and gives all back", () => {
    fc.assert(
      fc.property(customer, customer, (some, other) => {
        const [kept, merged] = [someCustomer("ada", some), someCustomer("bob", other)];
        const { customer: both, taken } = joined(kept, merged);
        expect(both).toEqual({
          ...kept,
          name: kept.name ?? merged.name,
          surveys: kept.surveys && merged.surveys,
          lastSurveyedAt: latest(kept.lastSurveyedAt, merged.lastSurveyedAt),
          lastServedAt: latest(kept.lastServedAt, merged.lastServedAt),
          lastAgentId: isAfter(merged.lastServedAt, kept.lastServedAt) ? merged.lastAgentId : kept.lastAgentId,
        });
        const stored = JSON.parse(JSON.stringify(taken));
        expect(parted(both, { ...merge([]), taken: stored })).toEqual(kept);
      }),
    );
  });

  test("of two who became part of one, each takes back in any order what came with them", () => {
    fc.assert(
      fc.property(customer, customer, customer, fc.boolean(), (some, second, third, isFirst) => {
        const kept = someCustomer("ada", { ...some, name: "Ada", surveys: false });
        const one = joined(kept, someCustomer("bob", second));
        const two = joined(one.customer, someCustomer("cem", third));
        const merges = [one, two].map(({ taken }) => ({ ...merge([]), taken }));
        const [first, last] = isFirst ? merges : merges.reverse();
        if (first === undefined || last === undefined) throw new Error("There are two.");
        expect(parted(parted(two.customer, first), withoutBrought(last, first) ?? last)).toEqual(kept);
      }),
    );
  });
});

describe("the identities that go back when customers are parted", () => {
  const named = (id: string, through: string | null): Identity => ({
    ...{ id, through, version: 1, customerId: "ada", verified: true, evidence: "channel", createdAt },
  });

  test("are those that were moved and are still theirs, and what came in through them, however far", () => {
    const ids = ["a", "b", "c", "d", "e", "f"];
    const through = fc.array(fc.option(fc.constantFrom(...ids)), { minLength: ids.length, maxLength: ids.length });
    fc.assert(
      fc.property(through, fc.subarray(ids), fc.shuffledSubarray(ids), (links, moved, order) => {
        const ofKept = order.map((id) => named(id, links[ids.indexOf(id)] ?? null));
        const back = identitiesBack(merge(moved), ofKept);
        for (const { id, through } of ofKept) {
          const leads = through !== null && (moved.includes(through) || back.has(through));
          expect(back.has(id)).toBe(moved.includes(id) || leads);
        }
        for (const id of back) expect(order).toContain(id);
      }),
    );
  });
});
