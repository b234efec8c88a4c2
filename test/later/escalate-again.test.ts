import type { TicketStore } from "kefu";
import { describe, expect, test } from "vitest";
import { desk, stores, technicalIssue } from "../harness.ts";
import { brokenStore } from "../stores/broken/broken-store.ts";

/** The store, which calls `meanwhile` once, when a job of this kind has been claimed and is not done yet. */
function interruptedAt(store: TicketStore, kind: string, meanwhile: () => Promise<unknown>): TicketStore {
  let called = false;
  return brokenStore(store, {
    store: (whole) => ({
      async claim(tenant, options) {
        const jobs = await whole.claim(tenant, options);
        if (!called && jobs.some((job) => job.kind === kind)) {
          called = true;
          await meanwhile();
        }
        return jobs;
      },
    }),
  });
}

describe.each(stores)("escalating on $name", ({ open }) => {
  test("a ticket that nobody has is put in its queue, and finds an agent", async () => {
    const { say, service, ticketOf, conversationOf, pass } = await desk({ store: open() });
    await say("ada", technicalIssue);
    const { id } = await ticketOf("ada");
    await service.tickets.handBack(id, { agentId: "li" });
    await service.agents.setPresence("li", "offline");
    await service.tickets.escalate(id, { reason: "she calls again and again" });
    await service.idle();
    expect(await ticketOf("ada")).toMatchObject({ status: "escalated", agentId: null, waiting: true });
    await service.agents.setPresence("li", "online");
    await pass({ seconds: 1 });
    expect(await ticketOf("ada")).toMatchObject({ agentId: "li", waiting: null });
    expect(await conversationOf("ada")).toMatchObject({ state: "human", agentId: "li", ticketId: id });
  });

  test("a ticket that waits already keeps its place when it is escalated", async () => {
    const { say, service, ticketOf } = await desk({ store: open(), agents: [] });
    await say("ada", technicalIssue);
    const { id, waitingSince } = await ticketOf("ada");
    await service.tickets.escalate(id, { reason: "over my head" });
    expect(await ticketOf("ada")).toMatchObject({ status: "escalated", waiting: true, waitingSince });
  });

  test("an escalation that begins while the timer of the last one goes off has a timer of its own", async () => {
    const notified: string[] = [];
    const levels = [["first"], ["second"]];
    const notifiers = levels.flat().map((id) => ({
      id,
      notify: async ({ key }: { key: string }) => void notified.push(`${id} ${key.slice(key.indexOf(":"))}`),
    }));
    const store = interruptedAt(open(), "ticket.escalation_timeout", async () => {
      await service.tickets.reply(id, { agentId: "li", text: "I have it." });
      await service.tickets.escalate(id, { agentId: "li", reason: "I do not" });
    });
    const escalation = { acknowledgeMinutes: 30, levels };
    const { service, say, ticketOf, pass } = await desk({ store, notifiers, escalation, unansweredMinutes: null });
    await say("ada", technicalIssue);
    const { id } = await ticketOf("ada");
    await service.tickets.escalate(id, { agentId: "li", reason: "over my head" });
    await pass({ minutes: 30 });
    expect(notified).toEqual(["first :1:1", "first :1:2"]);
    await pass({ minutes: 31 });
    expect(notified).toEqual(["first :1:1", "first :1:2", "second :2:2"]);
  });
});
