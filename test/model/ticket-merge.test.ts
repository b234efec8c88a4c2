import fc from "fast-check";
import { expect, test } from "vitest";
import { normalTags, retagged } from "../../src/model/tags.ts";
import type { Ticket, TicketLink } from "../../src/model/ticket.ts";
import { inverseLinks, withLink, withoutLink } from "../../src/model/ticket-links.ts";
import { merged, unmerged } from "../../src/model/ticket-merge.ts";
import { someTicket } from "./some-records.ts";

const tags = fc.uniqueArray(fc.constantFrom("a", "b", "c", "d", "e"), { maxLength: 5 });
const links: fc.Arbitrary<TicketLink[]> = fc.uniqueArray(
  fc.record({
    kind: fc.constantFrom("related" as const, "duplicate_of" as const),
    ticketId: fc.constantFrom("T-8", "T-9"),
  }),
  { selector: ({ kind, ticketId }) => `${kind} ${ticketId}`, maxLength: 4 },
);
const tickets = (id: string) =>
  fc
    .record({ tags, links, fields: fc.dictionary(fc.constantFrom("plan", "seats"), fc.integer()) })
    .map((fields) => someTicket({ id, ...fields }));

test("a merge that is undone leaves both tickets as they were", () => {
  fc.assert(
    fc.property(tickets("T-1"), tickets("T-2"), (source, target) => {
      const pair = merged({ source, target });
      expect(new Set(pair.target.tags)).toEqual(new Set([...source.tags, ...target.tags]));
      expect(pair.source.mergedInto).toBe(target.id);
      expect(unmerged(pair)).toEqual({ source, target });
    }),
  );
});

test("several tickets that are merged into one, and taken out in any order, leave all as they were", () => {
  const sources = fc.tuple(tickets("T-2"), tickets("T-3"), tickets("T-4"));
  fc.assert(
    fc.property(tickets("T-1"), sources, fc.shuffledSubarray([0, 1, 2], { minLength: 3 }), (target, given, order) => {
      let whole: Ticket = target;
      const parts = given.map((source) => {
        const pair = merged({ source, target: whole });
        whole = pair.target;
        return pair.source;
      });
      for (const place of order) {
        const pair = unmerged({ source: parts[place] ?? target, target: whole });
        whole = pair.target;
        expect(pair.source).toEqual(given[place]);
      }
      expect({ ...whole, tags: new Set(whole.tags) }).toEqual({ ...target, tags: new Set(target.tags) });
    }),
  );
});

test("a tag that was brought stays when it is added by hand, and does not come back when it is removed", () => {
  const pair = merged({ source: someTicket({ id: "T-1", tags: ["a", "b"] }), target: someTicket({ id: "T-2" }) });
  const target = retagged(pair.target, ["a"], ["b"]);
  expect(target.tags).toEqual(["a"]);
  expect(unmerged({ source: pair.source, target }).target.tags).toEqual(["a"]);
});

test("every kind of link has an inverse, whose inverse it is", () => {
  for (const [kind, inverse] of Object.entries(inverseLinks)) expect(inverseLinks[inverse]).toBe(kind);
});

test("a link that is there is not there twice, and taken away it is gone", () => {
  fc.assert(
    fc.property(tickets("T-1"), fc.constantFrom("related" as const, "split_into" as const), (ticket, kind) => {
      const linked = withLink(withLink(ticket, { kind, ticketId: "T-7" }), { kind, ticketId: "T-7" });
      expect(linked.links).toHaveLength(ticket.links.length + 1);
      expect(withoutLink(linked, kind, "T-7")).toEqual(ticket);
    }),
  );
});

test("tags that are normal stay as they are", () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ maxLength: 50, unit: "grapheme" }).filter((tag) => tag.trim() !== "")),
      (given) => {
        const clean = given.filter((tag) => tag.replaceAll("\u0000", "").trim() !== "");
        expect(normalTags(normalTags(clean))).toEqual(normalTags(clean));
      },
    ),
  );
});
