import { describe, expect, test } from "vitest";
import { desk, stores, technicalIssue } from "../harness.ts";

describe.each(stores)("exporting a customer on $name", ({ open }) => {
  test("all that is kept of them is there, and survives JSON", async () => {
    const { service, say, ticketOf, conversationOf, messagesOf } = await desk({
      store: open(),
      sla: [{ name: "all", resolutionMinutes: 60 }],
    });
    await say("ada", "退款政策");
    await say("ada", technicalIssue);
    const { id: ticketId } = await ticketOf("ada");
    await service.tickets.reply(ticketId, { agentId: "li", text: "请更新到 3.2.1" });
    await service.tickets.note(ticketId, { agentId: "li", text: "语气很急" });
    await service.tickets.close(ticketId, { agentId: "li" });
    await service.idle();
    await service.surveys.answer(ticketId, { score: 5, comment: "谢谢小李" });
    await say("bob", "Refund policy");

    const conversation = await conversationOf("ada");
    const customerId = conversation.customerId ?? "";
    const exported = await service.customers.export(customerId);
    expect(exported.customer).toEqual(await service.customers.get(customerId));
    expect(exported.identities).toMatchObject([{ id: "telegram:ada", customerId }]);
    expect(exported.conversations).toEqual([
      { conversation, messages: await messagesOf("ada"), log: await service.conversations.history(conversation.id) },
    ]);
    expect(exported.conversations[0]?.log).not.toEqual([]);
    expect(exported.tickets).toEqual([
      {
        ticket: await ticketOf("ada"),
        log: await service.tickets.history(ticketId),
        surveys: await service.surveys.listOf(ticketId),
        slaClocks: [expect.objectContaining({ ticketId, metric: "resolution", state: "fulfilled" })],
      },
    ]);
    const text = JSON.stringify(exported);
    for (const said of ["退款政策", technicalIssue, "请更新到 3.2.1", "语气很急", "谢谢小李"])
      expect(text).toContain(said);
    expect(text).not.toContain("bob");
  });

  test("of a group, only what they wrote themselves is there, and what was decided about it", async () => {
    const { service, say } = await desk({ store: open() });
    const address = "group-7";
    await say("ada", "Refund policy", { address });
    await say("bob", "How do I reset my password", { address });
    await say("ada", "I love secret gardens, a human please", { address });
    const bob = await service.customers.find("telegram", "bob");
    const exported = await service.customers.export(bob?.id ?? "");
    expect(exported.conversations).toHaveLength(1);
    expect(exported.conversations[0]?.messages).toMatchObject([{ content: { text: "How do I reset my password" } }]);
    expect(exported.conversations[0]?.log).toHaveLength(1);
    expect(exported.tickets).toEqual([]);
    expect(JSON.stringify(exported.conversations[0]?.messages)).not.toContain("ada");

    const ada = await service.customers.find("telegram", "ada");
    const { conversations, tickets } = await service.customers.export(ada?.id ?? "");
    expect(conversations[0]?.messages.map(({ sequence }) => sequence)).toEqual([1, 5]);
    expect(tickets).toMatchObject([{ ticket: { description: "I love secret gardens, a human please" } }]);
  });

  test("somebody unknown is refused", async () => {
    const { service } = await desk({ store: open() });
    await expect(service.customers.export("nobody")).rejects.toMatchObject({ code: "customer.not_found" });
  });
});
