import type { TicketStore } from "kefu";
import { describe, expect, test } from "vitest";
import { desk, last, stores, type TestDesk, technicalIssue } from "../harness.ts";

/** Ada wrote of a crash, which Li has, and then of her bill, which becomes a ticket that Wang gets. */
async function splitDesk(store: TicketStore) {
  const made = await desk({ store, unansweredMinutes: null, survey: false });
  await made.say("ada", technicalIssue);
  await made.pass({ minutes: 1 });
  await made.say("ada", "And my bill is wrong");
  const first = await made.ticketOf("ada");
  const message = last((await made.messagesOf("ada")).filter(({ direction }) => direction === "inbound"));
  await made.pass({ minutes: 1 });
  const second = await made.service.tickets.split(first.id, {
    ...{ messageIds: [message.id], queue: "general", agentId: "li" },
  });
  await inOrder(made);
  return { ...made, first, second, message };
}

async function inOrder({ service }: TestDesk): Promise<void> {
  await service.idle();
  expect((await service.check()).violations).toEqual([]);
}

// Complaint 6: split.
describe.each(stores)("splitting a ticket on $name", ({ open }) => {
  test("some of its messages become a ticket with an agent of its own, and the conversation stays with the first", async () => {
    const made = await splitDesk(open());
    const { first, second, service, message } = made;
    expect(second).toMatchObject({
      ...{ description: "And my bill is wrong", queue: "general", agentId: "wang", customerId: first.customerId },
      links: [{ kind: "split_from", ticketId: first.id }],
    });
    expect((await service.tickets.get(first.id)).links).toEqual([{ kind: "split_into", ticketId: second.id }]);
    expect(await made.conversationOf("ada")).toMatchObject({
      ...{ state: "human", agentId: "li", ticketId: first.id, laterTicketIds: [second.id] },
    });
    expect(made.told("ticket.split")).toMatchObject([{ ticket: { id: second.id }, fromTicketId: first.id }]);
    const { story, log } = await service.explain(second.id);
    expect(story).toContain(`Agent li made the ticket of 1 messages of ${first.id}.`);
    expect(log).toContainEqual(
      expect.objectContaining({ fact: { kind: "split_off", ticketId: first.id, messageIds: [message.id] } }),
    );
  });

  test("at most one human speaks: only who has the first ticket answers on the second", async () => {
    const { service, first, second } = await splitDesk(open());
    await expect(service.tickets.reply(second.id, { agentId: "wang", text: "Hello" })).rejects.toMatchObject({
      ...{
        code: "ticket.refused",
        message: expect.stringMatching(/about .*, which agent li has; take that one first/),
      },
    });
    await service.tickets.assign(second.id, { to: "li" });
    const { ticketId } = await service.tickets.reply(second.id, { agentId: "li", text: "Which bill?" });
    expect(ticketId).toBe(second.id);
    await service.tickets.reply(first.id, { agentId: "li", text: "Which version?" });
    expect((await service.check()).violations).toEqual([]);
  });

  test.each(["resolve", "close"] as const)(
    "with the end of the first (%s) the conversation is about the second",
    async (end) => {
      const made = await splitDesk(open());
      const { service, first, second, channel } = made;
      await service.tickets[end](first.id, { agentId: "li" });
      await inOrder(made);
      expect(await made.conversationOf("ada")).toMatchObject({
        ...{ state: "human", agentId: "wang", ticketId: second.id, laterTicketIds: [] },
      });
      expect(last(channel.sentTo("ada"))).toBe(`Wang is with you now (ticket ${second.id}).`);
      await made.say("ada", "Hello?");
      expect(last(made.told("ticket.customer_wrote"))).toMatchObject({ ticket: { id: second.id } });
      await service.tickets.close(second.id);
      await inOrder(made);
      expect(await made.conversationOf("ada")).toMatchObject({ state: "ended", ticketId: null });
    },
  );

  test("a second that waits in its queue has the conversation wait with it", async () => {
    const made = await splitDesk(open());
    const { service, first, second } = made;
    await service.agents.setPresence("wang", "offline");
    await service.agents.setPresence("li", "offline");
    await service.tickets.transfer(second.id, { queue: "technical", agentId: "wang" });
    await service.tickets.close(first.id);
    await inOrder(made);
    expect(await made.conversationOf("ada")).toMatchObject({ state: "queued", agentId: null, ticketId: second.id });
    await service.agents.setPresence("li", "online");
    await inOrder(made);
    expect(await made.conversationOf("ada")).toMatchObject({ state: "human", agentId: "li", ticketId: second.id });
  });

  test("the second ends without a word about the conversation, which stays about the first", async () => {
    const made = await splitDesk(open());
    const { service, first, second } = made;
    await service.tickets.close(second.id, { agentId: "wang" });
    await inOrder(made);
    expect(await made.conversationOf("ada")).toMatchObject({
      ...{ state: "human", agentId: "li", ticketId: first.id, laterTicketIds: [] },
    });
  });

  test("a pending second is taken up again when the customer writes, whichever they mean", async () => {
    const made = await splitDesk(open());
    await made.service.tickets.setPending(made.second.id, { agentId: "wang" });
    await made.say("ada", "Bill number 7");
    expect(await made.service.tickets.get(made.second.id)).toMatchObject({ status: "in_progress" });
    await inOrder(made);
  });

  test("a split ticket merged back leaves the first as it was", async () => {
    const made = await splitDesk(open());
    const { service, first, second } = made;
    await service.tickets.merge(second.id, { into: first.id });
    await inOrder(made);
    expect(await made.conversationOf("ada")).toMatchObject({ ticketId: first.id, laterTicketIds: [] });
    await service.tickets.unmerge(second.id);
    await inOrder(made);
    expect(await made.conversationOf("ada")).toMatchObject({ ticketId: first.id, laterTicketIds: [second.id] });
  });

  test("a split of nothing, of what others wrote, or of a closed ticket is refused and changes nothing", async () => {
    const made = await splitDesk(open());
    const { service, first, message } = made;
    await made.say("bob", "tell me a joke");
    const [foreign] = await made.messagesOf("bob");
    const before = await made.recordsOf("ada");
    for (const [options, why] of [
      [{ messageIds: [] }, /1 to 100 messages; got 0/],
      [{ messageIds: [foreign?.id ?? ""] }, /there is no message .* in its conversation/],
      [{ messageIds: ["nothing"] }, /there is no message nothing/],
      [{ messageIds: [message.id], text: " " }, /not all space/],
    ] as const) {
      await expect(service.tickets.split(first.id, options)).rejects.toThrow(why);
    }
    await expect(service.tickets.handBack(made.second.id)).rejects.toThrow(/that one is handed back/);
    expect(await made.recordsOf("ada")).toBe(before);
    await service.tickets.close(first.id);
    await expect(service.tickets.split(first.id, { messageIds: [message.id] })).rejects.toThrow(
      /reopen it before it is split/,
    );
  });

  test("all of it goes with its customer, who is told nothing", async () => {
    const made = await splitDesk(open());
    const sent = made.channel.sendCalls;
    const { removed } = await made.service.customers.erase(made.first.customerId);
    expect(removed).toMatchObject({ ticket: 2, conversation: 1 });
    await inOrder(made);
    expect(made.channel.sendCalls).toBe(sent);
    expect((await made.service.agents.list()).map(({ load }) => load)).toEqual([0, 0]);
  });
});
