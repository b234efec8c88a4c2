import { ChannelError } from "kefu";
import { describe, expect, test } from "vitest";
import type { MessagePage, TicketDetails } from "../../../src/http/inbox/protocol.ts";
import { last, stores } from "../../harness.ts";
import { type InboxDesk, inboxDesk, type PersonId, salesTicket, takenTicket, waitingTicket } from "./inbox-desk.ts";

async function details(made: InboxDesk, person: PersonId, id: string): Promise<TicketDetails> {
  const { status, body } = await made.as(person).get<TicketDetails>(`/api/tickets/${id}`);
  if (status !== 200) throw new Error(JSON.stringify(body));
  return body;
}

describe.each(stores)("a ticket in the inbox on $name", ({ open }) => {
  test("has its whole conversation, with what became of each message", async () => {
    const made = await inboxDesk({ store: open() });
    const { id } = await takenTicket(made, "小明", "li", "应用崩溃，报错了");
    const { tickets } = made.service;
    await tickets.reply(id, { agentId: "li", text: "您好", options: [{ id: "yes", title: "好了" }] });
    await made.service.idle();
    const delivered = last(made.channel.sent);
    await made.channel.receipt(delivered.externalId, "read");
    await made.say("小明", { text: "", choice: { id: "yes", title: "好了" } });
    await made.say("小明", { text: "截图", media: [{ kind: "image", id: "p1", fileName: "截图.png" }] });
    made.channel.failNext(new ChannelError("invalid", "It is refused."));
    await tickets.reply(id, { agentId: "li", text: "再见" });
    await made.service.idle();
    const { messages, hasEarlier, conversation } = await details(made, "li", id);
    expect(hasEarlier).toBe(false);
    expect(conversation).toEqual({ state: "human", agentId: "li" });
    expect(messages[0]).toMatchObject({ sequence: 1, from: "customer", name: "小明", text: "应用崩溃，报错了" });
    expect(messages.filter(({ from }) => from === "agent")).toMatchObject([
      { name: "李雷", text: "您好", options: ["好了"], status: "read" },
      { name: "李雷", text: "再见", status: "failed", statusReason: "invalid: It is refused." },
    ]);
    expect(messages.filter(({ from }) => from === "customer").slice(1)).toMatchObject([
      { choice: "好了", status: "received" },
      { text: "截图", files: [{ index: 0, kind: "image", name: "截图.png" }] },
    ]);
  });

  test("shows what the customer changed, took back, and put on a message", async () => {
    const made = await inboxDesk({ store: open() });
    const { id } = await takenTicket(made, "ada", "li");
    await made.say("ada", { text: "wrnog", messageId: "m1" });
    await made.say("ada", { text: "oops", messageId: "m2" });
    await made.service.tickets.reply(id, { agentId: "li", text: "Hello" });
    await made.service.idle();
    await made.channel.tell({ type: "edit", address: "ada", messageId: "m1", text: "wrong" });
    await made.channel.tell({ type: "deletion", address: "ada", messageId: "m2" });
    await made.channel.tell({
      type: "reaction",
      address: "ada",
      messageId: last(made.channel.sent).externalId,
      emoji: "👍",
    });
    await made.service.idle();
    const { messages } = await details(made, "li", id);
    expect(messages.filter(({ edited, deleted, reaction }) => edited || deleted || reaction !== null)).toMatchObject([
      { text: "wrong", edited: true },
      { text: "", deleted: true },
      { text: "Hello", reaction: "👍" },
    ]);
  });

  test("has its latest 50 messages, and those before on demand", async () => {
    const made = await inboxDesk({ store: open() });
    const { id } = await takenTicket(made, "ada", "li");
    for (let count = 1; count <= 110; count += 1) await made.channel.say("ada", `line ${count}`);
    await made.service.idle();
    const { messages, hasEarlier } = await details(made, "li", id);
    expect([messages.length, last(messages).text, hasEarlier]).toEqual([50, "line 110", true]);
    const seen = messages.map(({ sequence }) => sequence);
    for (let more = true; more; ) {
      const before = seen[0] ?? 0;
      const { body } = await made.as("li").get<MessagePage>(`/api/tickets/${id}/messages?before=${before}`);
      seen.unshift(...body.messages.map(({ sequence }) => sequence));
      more = body.hasEarlier;
    }
    expect(seen).toEqual(seen.map((_, place) => place + 1));
    expect((await made.as("li").get(`/api/tickets/${id}/messages?before=x`)).status).toBe(422);
  });

  test("says why it is where it is, with times, and what was noted by whom", async () => {
    const made = await inboxDesk({ store: open() });
    const { id } = await takenTicket(made, "ada", "li");
    await made.pass({ minutes: 5 });
    await made.service.tickets.note(id, { agentId: "wang", text: "见上一单" });
    const { why, notes } = await details(made, "li", id);
    expect(why.flatMap(({ sentences }) => sentences).join("\n")).toContain("classify: technical");
    expect(last(why)).toEqual({ at: "2026-01-05T09:05:00.000Z", sentences: ["Agent wang noted: 见上一单"] });
    expect(notes).toEqual([{ text: "见上一单", by: "Wang", at: "2026-01-05T09:05:00.000Z" }]);
  });

  test("has a card of who asks, with those of their other tickets that one sees", async () => {
    const made = await inboxDesk({ store: open() });
    const done = await takenTicket(made, "小明", "li", "应用崩溃，报错了");
    await made.service.tickets.close(done.id);
    await made.pass({ days: 30 });
    const { id } = await waitingTicket(made, "小明", "应用又崩溃了，报错");
    await made.service.customers.update(done.customerId, { tier: "vip" });
    const { customer } = await details(made, "li", id);
    expect(customer).toMatchObject({ name: "小明", tier: "vip", language: "zh-CN" });
    expect(customer.identities).toEqual([{ id: "telegram:小明", verified: true }]);
    expect(customer.conversations).toMatchObject([{ channelId: "telegram", channelKind: "telegram" }]);
    expect(customer.tickets).toMatchObject([{ id: done.id, number: 1, status: "closed" }]);
    await made.service.tickets.transfer(id, { queue: "sales" });
    expect((await details(made, "zhao", id)).customer.tickets).toEqual([]);
  });

  test("has its clocks, its escalation, and what the customer answered when asked how it was", async () => {
    const sla = [{ name: "all", firstResponseMinutes: 30, resolutionMinutes: 600 }];
    const made = await inboxDesk({ store: open(), sla });
    const { id } = await takenTicket(made, "ada", "li");
    await made.pass({ minutes: 40 });
    const { clocks, ticket } = await details(made, "li", id);
    expect(clocks).toMatchObject([
      { metric: "first_response", state: "running", breached: true, targetMinutes: 30 },
      { metric: "resolution", state: "running", breached: false, dueAt: "2026-01-05T19:00:00.000Z" },
    ]);
    expect(ticket).toMatchObject({ status: "escalated", acknowledgedAt: null });
    expect(ticket.escalationReason).not.toBeNull();
    await made.service.tickets.close(id, { agentId: "li" });
    await made.service.idle();
    await made.service.surveys.answer(id, { score: 5, comment: "很好" });
    expect((await details(made, "li", id)).surveys).toMatchObject([
      { kind: "csat", status: "answered", score: 5, comment: "很好" },
    ]);
  });

  test("who gives a ticket away to a queue they do not serve is told so once, and sees it no more", async () => {
    const made = await inboxDesk({ store: open() });
    const { id } = await takenTicket(made, "ada", "li");
    const away = await made.as("li").post<TicketDetails>(`/api/tickets/${id}/transfer`, { to: "sales" });
    expect([away.status, away.body.ticket.queue, away.body.may]).toEqual([200, "sales", []]);
    expect((await made.as("li").get(`/api/tickets/${id}`)).status).toBe(404);
  });

  test("ids that no store can keep are not there", async () => {
    const made = await inboxDesk({ store: open() });
    await salesTicket(made, "ada");
    for (const id of ["%00", "%ED%A0%80", "a%2Fb", "..%2F..", "x".repeat(5_000)]) {
      expect([404]).toContain((await made.as("root").get(`/api/tickets/${id}`)).status);
    }
  });
});
