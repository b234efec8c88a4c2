import { describe, expect, test } from "vitest";
import { desk, stores, type TestDesk, type TestDeskOptions, technicalIssue } from "../harness.ts";

/** Ada's ticket is closed; so many days later she writes again. */
async function afterDays(days: number, options: TestDeskOptions): Promise<TestDesk & { readonly first: string }> {
  const made = await desk({ survey: false, ...options });
  await made.say("ada", technicalIssue);
  const { id } = await made.ticketOf("ada");
  await made.service.tickets.close(id, { agentId: "li" });
  await made.pass({ days, minutes: 1 });
  await made.say("ada", "The app crashes again");
  return { ...made, first: id };
}

// Complaint 1 of those who run help desks: a policy for each inbox, a window, "only agents may reopen".
describe.each(stores)("a message after the end of a ticket on $name", ({ open }) => {
  test("within the window the same ticket is open again", async () => {
    const { ticketOf, first, service } = await afterDays(2, { store: open(), reopenWithinDays: 3 });
    expect(await ticketOf("ada")).toMatchObject({ id: first, status: "open", lastAgentId: "li" });
    expect((await service.check()).violations).toEqual([]);
  });

  test("past the window a follow-up is opened, linked both ways, and the route says why", async () => {
    const { ticketOf, first, service } = await afterDays(4, { store: open(), reopenWithinDays: 3 });
    const followUp = await ticketOf("ada");
    expect(followUp).toMatchObject({ status: "open", links: [{ kind: "follow_up_of", ticketId: first }] });
    expect(await service.tickets.get(first)).toMatchObject({
      ...{ status: "closed", links: [{ kind: "followed_up_by", ticketId: followUp.id }] },
    });
    const { story } = await service.explain(followUp.id);
    expect(story.join("\n")).toContain(`route: ticket followed_up (of ${first}, window_over)`);
    expect((await service.check()).violations).toEqual([]);
  });

  test("with always, the ticket is open again after years", async () => {
    const { ticketOf, first } = await afterDays(900, { store: open(), reopenWithinDays: "always" });
    expect(await ticketOf("ada")).toMatchObject({ id: first, status: "open" });
  });

  test("with never, a follow-up is opened at once, and only an agent reopens the ticket", async () => {
    const { ticketOf, first, service } = await afterDays(0, { store: open(), reopenWithinDays: "never" });
    const followUp = await ticketOf("ada");
    expect(followUp).toMatchObject({ links: [{ kind: "follow_up_of", ticketId: first }] });
    expect((await service.explain(followUp.id)).story.join("\n")).toContain(`(of ${first}, never_reopened)`);
    await service.tickets.close(followUp.id);
    expect(await service.tickets.reopen(first, { agentId: "li" })).toMatchObject({ status: "open" });
  });

  test("each queue has its own policy", async () => {
    const queues = { technical: { reopenWithinDays: "never" } } as const;
    const { say, service, ticketOf, first } = await afterDays(1, { store: open(), reopenWithinDays: "always", queues });
    expect((await ticketOf("ada")).id).not.toBe(first);
    await say("bob", "tell me a joke");
    const { id } = await ticketOf("bob");
    await service.tickets.close(id);
    await say("bob", "tell me a joke");
    expect(await ticketOf("bob")).toMatchObject({ id, queue: "general", status: "open" });
  });

  test("the window begins with the last end, not with the first", async () => {
    const { pass, say, service, ticketOf, first } = await afterDays(2, { store: open(), reopenWithinDays: 3 });
    await service.tickets.close(first);
    await pass({ days: 2 });
    await say("ada", "And again");
    expect(await ticketOf("ada")).toMatchObject({ id: first, status: "open", closureCount: 2 });
  });

  test("a follow-up of a follow-up goes on from the last one", async () => {
    const options = { store: open(), reopenWithinDays: "never" } as const;
    const { pass, say, service, ticketOf, first } = await afterDays(0, options);
    const second = await ticketOf("ada");
    await service.tickets.close(second.id);
    await pass({ minutes: 1 });
    await say("ada", "And again");
    const third = await ticketOf("ada");
    expect(third.links).toEqual([{ kind: "follow_up_of", ticketId: second.id }]);
    expect((await service.tickets.get(second.id)).links).toEqual([
      { kind: "follow_up_of", ticketId: first },
      { kind: "followed_up_by", ticketId: third.id },
    ]);
  });
});
