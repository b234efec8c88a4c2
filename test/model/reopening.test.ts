import fc from "fast-check";
import { expect, test } from "vitest";
import { reopening } from "../../src/model/reopening.ts";
import { someTicket } from "./some-records.ts";

const day = 86_400_000;
const end = Date.UTC(2026, 0, 5, 9);

test("a ticket is reopened within so many days of its last end, to the millisecond, and never after", () => {
  fc.assert(
    fc.property(fc.nat(400), fc.integer({ min: 0, max: 500 * day }), fc.boolean(), (days, later, wasClosed) => {
      const status = wasClosed ? "closed" : "resolved";
      const closedAt = wasClosed ? new Date(end) : null;
      // Resolved long before it closed by itself: the closure is the end.
      const resolvedAt = new Date(wasClosed ? end - 4 * day : end);
      const does = reopening(someTicket({ status, closedAt, resolvedAt }), days, new Date(end + later));
      expect(does).toBe(later < days * day ? "reopen" : "window_over");
    }),
  );
});

test("always and never do not ask for the time", () => {
  const ticket = someTicket({ status: "closed", closedAt: new Date(end) });
  expect(reopening(ticket, "always", new Date(end + 9_999 * day))).toBe("reopen");
  expect(reopening(ticket, "never", new Date(end))).toBe("never_reopened");
});
