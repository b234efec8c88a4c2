import { ChannelError, memoryTicketStore, type TicketStatus } from "kefu";
import { describe, expect, test } from "vitest";
import type { TicketActBody, TicketActName, TicketDetails } from "../../../src/http/inbox/protocol.ts";
import { actsOpenTo, ticketActNames } from "../../../src/http/inbox/ticket-rights.ts";
import { last, stores } from "../../harness.ts";
import {
  type Answer,
  type InboxDesk,
  inboxDesk,
  type PersonId,
  salesTicket,
  takenTicket,
  waitingTicket,
} from "./inbox-desk.ts";

type Acted = TicketDetails & { readonly error?: { readonly code: string; readonly reason?: string; message: string } };

function act(made: InboxDesk, person: PersonId, id: string, name: TicketActName, body: TicketActBody = {}) {
  return made.as(person).post<Acted>(`/api/tickets/${id}/${name}`, body);
}

function ticketIn({ status, body }: Answer<Acted>): TicketDetails["ticket"] {
  if (status !== 200) throw new Error(JSON.stringify(body));
  return body.ticket;
}

describe.each(stores.filter(({ name }) => name !== "postgres"))("the inbox on $name", ({ open }) => {
  test("an agent takes a ticket, answers in Chinese, writes a note, waits, resolves and reopens it", async () => {
    const made = await inboxDesk({ store: open() });
    const { id } = await waitingTicket(made, "ada", "应用一打开就崩溃，报错");
    expect(ticketIn(await act(made, "li", id, "take"))).toMatchObject({ status: "in_progress", agentId: "li" });
    const replied = await act(made, "li", id, "reply", { text: "您好，请更新到 3.2.1 版本。" });
    expect(last(replied.body.messages)).toMatchObject({
      from: "agent",
      name: "李雷",
      text: "您好，请更新到 3.2.1 版本。",
    });
    const noted = await act(made, "li", id, "note", { text: "客户很着急" });
    expect(noted.body.notes).toMatchObject([{ text: "客户很着急", by: "李雷" }]);
    expect(ticketIn(await act(made, "li", id, "pending"))).toMatchObject({ status: "pending" });
    expect(ticketIn(await act(made, "li", id, "resolve", { reason: "已更新" }))).toMatchObject({ status: "resolved" });
    const reopened = ticketIn(await act(made, "li", id, "reopen", { reason: "又崩溃了" }));
    expect(reopened).toMatchObject({ status: "open", agentId: null });
    await made.service.idle();
    expect(made.channel.sentTo("ada")).toContain("您好，请更新到 3.2.1 版本。");
  });

  test("it is escalated, acknowledged, calmed, judged, tagged, transferred, handed back and closed", async () => {
    const made = await inboxDesk({ store: open() });
    const { id } = await takenTicket(made, "ada", "li");
    const escalated = await act(made, "li", id, "escalate", { reason: "要找主管" });
    expect(ticketIn(escalated)).toMatchObject({
      status: "escalated",
      escalationLevel: 1,
      escalationReason: "要找主管",
    });
    expect(ticketIn(await act(made, "sun", id, "acknowledge")).acknowledgedAt).not.toBeNull();
    expect(ticketIn(await act(made, "sun", id, "deescalate", { reason: "好了" })).status).toBe("in_progress");
    expect(ticketIn(await act(made, "li", id, "prioritize", { priority: "urgent" })).priority).toBe("urgent");
    expect(ticketIn(await act(made, "li", id, "tag", { add: ["退款", "vip"] })).tags).toEqual(["退款", "vip"]);
    expect(ticketIn(await act(made, "li", id, "tag", { remove: ["vip"] })).tags).toEqual(["退款"]);
    const transferred = await act(made, "li", id, "transfer", { to: "general", reason: "不是技术问题" });
    expect(ticketIn(transferred)).toMatchObject({ queue: "general", agentId: null });
    expect(ticketIn(await act(made, "li", id, "take")).agentId).toBe("li");
    const handedBack = await act(made, "li", id, "hand-back");
    expect([ticketIn(handedBack).status, handedBack.body.conversation.state]).toEqual(["pending", "bot"]);
    expect(ticketIn(await act(made, "li", id, "close", { reason: "没有回音" })).status).toBe("closed");
  });

  test("a supervisor gives it to somebody, over whoever has it; an agent does not", async () => {
    const made = await inboxDesk({ store: open() });
    const { id } = await takenTicket(made, "ada", "li");
    expect(ticketIn(await act(made, "sun", id, "assign", { to: "wang" })).agentId).toBe("wang");
    expect(await act(made, "wang", id, "assign", { to: "li" })).toMatchObject({
      status: 403,
      body: { error: { reason: "role" } },
    });
    expect((await act(made, "sun", id, "assign")).status).toBe(422);
    expect((await act(made, "sun", id, "assign", { to: "nobody" })).status).toBe(404);
  });

  test("an offer is accepted or declined only by whom it is made to", async () => {
    const queues = { technical: { teams: ["support"], reservationSeconds: 60 } };
    const made = await inboxDesk({ store: open(), routing: "skill_based", queues });
    const { id, reservedFor } = await waitingTicket(made, "ada");
    const [first, second] = reservedFor === "li" ? (["li", "wang"] as const) : (["wang", "li"] as const);
    expect((await act(made, second, id, "accept")).status).toBe(409);
    expect((await act(made, first, id, "decline", { reason: "在开会" })).status).toBe(200);
    await made.service.idle();
    expect((await made.service.tickets.get(id)).reservedFor).toBe(second);
    expect(ticketIn(await act(made, second, id, "accept"))).toMatchObject({ agentId: second, reservedFor: null });
  });

  test("what is offered to a colleague is theirs to accept, and nobody else's to touch; a supervisor may", async () => {
    const queues = { technical: { teams: ["support"], reservationSeconds: 60 } };
    const made = await inboxDesk({ store: open(), routing: "skill_based", queues });
    const { id, reservedFor } = await waitingTicket(made, "ada");
    const other = reservedFor === "li" ? "wang" : "li";
    const before = await made.recordsOf("ada");
    for (const name of ticketActNames.filter((one) => one !== "assign")) {
      const refused = await act(made, other, id, name, bodies[name]);
      expect(refused).toMatchObject({ status: 409, body: { error: { reason: "held_by_other" } } });
    }
    expect((await made.as(other).post(`/api/tickets/${id}/typing`)).status).toBe(409);
    expect((await made.as(other).get<TicketDetails>(`/api/tickets/${id}`)).body.may).toEqual([]);
    expect(await made.recordsOf("ada")).toBe(before);
    expect(ticketIn(await act(made, "sun", id, "assign", { to: other })).agentId).toBe(other);
  });

  test("a canned reply is shown before it is sent, and goes out in the customer's language", async () => {
    const cannedReplies = {
      hello: { "zh-CN": "{customer}您好，我是{agent}。", en: "Hello {customer}, {agent} here." },
    };
    const made = await inboxDesk({ store: open(), cannedReplies });
    const { id } = await takenTicket(made, "小明", "li", "应用崩溃，报错了");
    const preview = await made.as("li").get(`/api/tickets/${id}/canned?name=hello`);
    expect(preview.body).toEqual({ text: "小明您好，我是李雷。" });
    const replied = await act(made, "li", id, "reply", { canned: "hello" });
    expect(last(replied.body.messages).text).toBe("小明您好，我是李雷。");
    expect((await act(made, "li", id, "reply", { canned: "bye" })).status).toBe(409);
  });

  test("what failed is sent again; a message of another conversation is not there", async () => {
    const made = await inboxDesk({ store: open() });
    const { id } = await takenTicket(made, "ada", "li");
    const other = await takenTicket(made, "bob", "li");
    made.channel.failNext(new ChannelError("invalid", "The channel refuses it."));
    await act(made, "li", id, "reply", { text: "Please update." });
    await made.service.idle();
    const { body } = await made.as("li").get<TicketDetails>(`/api/tickets/${id}`);
    const failed = last(body.messages.filter(({ status }) => status === "failed"));
    expect((await act(made, "li", other.id, "resend", { messageId: failed.id })).status).toBe(404);
    expect((await act(made, "li", id, "resend", { messageId: failed.id })).status).toBe(200);
    await made.service.idle();
    expect(made.channel.sentTo("ada").at(-1)).toBe("Please update.");
    expect((await act(made, "li", id, "resend", { messageId: failed.id })).status).toBe(409);
  });

  test("a ticket becomes part of another by its id or number, if one sees both", async () => {
    const made = await inboxDesk({ store: open() });
    const first = await takenTicket(made, "ada", "li");
    const messages = await made.messagesOf("ada");
    const split = await made.service.tickets.split(first.id, {
      messageIds: [last(messages.filter(({ direction }) => direction === "inbound")).id],
    });
    await made.service.tickets.assign(split.id, { to: "li" });
    const hidden = await salesTicket(made, "bob");
    expect((await act(made, "li", split.id, "merge", { to: hidden.id })).status).toBe(404);
    expect((await act(made, "li", split.id, "merge", { to: `#${hidden.number}` })).status).toBe(404);
    const merged = await act(made, "li", split.id, "merge", { to: `#${first.number}`, reason: "同一问题" });
    expect(ticketIn(merged)).toMatchObject({ status: "closed", mergedInto: first.id });
  });

  test("of two who take it at once one gets it, and the other is told who has it", async () => {
    const made = await inboxDesk({ store: open() });
    const { id, version } = await waitingTicket(made, "ada");
    const both = await Promise.all([
      act(made, "li", id, "take", { ifVersion: version }),
      act(made, "wang", id, "take", { ifVersion: version }),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    const loser = both.find(({ status }) => status === 409)?.body.error;
    expect(loser?.message).toMatch(/gave the ticket to agent (li|wang)|agent (li|wang)/);
  });

  test("who acts on what somebody changed meanwhile is told what happened, and nothing is done", async () => {
    const made = await inboxDesk({ store: open() });
    const { id, version } = await takenTicket(made, "ada", "li");
    await act(made, "sun", id, "note", { text: "please wait" });
    const late = await act(made, "li", id, "reply", { ifVersion: version, text: "你好" });
    expect(late).toMatchObject({ status: 409, body: { error: { code: "ticket.conflict" } } });
    expect(late.body.error?.message).toContain("Agent sun noted: please wait");
    await made.service.idle();
    expect(made.channel.sentTo("ada")).not.toContain("你好");
  });

  test("a colleague's ticket is read and not touched", async () => {
    const made = await inboxDesk({ store: open() });
    const { id } = await takenTicket(made, "ada", "li");
    const seen = await made.as("wang").get<TicketDetails>(`/api/tickets/${id}`);
    expect(seen.body.may).toEqual([]);
    expect(await act(made, "wang", id, "reply", { text: "Hi" })).toMatchObject({
      status: 409,
      body: { error: { reason: "held_by_other" } },
    });
  });

  test("notes never reach the customer", async () => {
    const made = await inboxDesk({ store: open() });
    const { id } = await takenTicket(made, "ada", "li");
    await act(made, "li", id, "note", { text: "内部备注 secret" });
    await made.service.idle();
    expect(JSON.stringify(made.channel.sent)).not.toContain("secret");
    expect(JSON.stringify(await made.messagesOf("ada"))).not.toContain("secret");
  });

  test("a text that is missing, too long or of the wrong kind is refused by name", async () => {
    const made = await inboxDesk({ store: open() });
    const { id } = await takenTicket(made, "ada", "li");
    for (const body of [
      {},
      { text: "x".repeat(20_001) },
      { text: 5 },
      { text: "ok", html: "<b>" },
    ] as TicketActBody[]) {
      expect((await act(made, "li", id, "reply", body)).status).toBe(422);
    }
    expect((await act(made, "li", id, "reply", { text: "x".repeat(64_000) })).status).toBe(413);
    expect((await act(made, "li", id, "prioritize", { priority: "whatever" as "low" })).status).toBe(422);
  });
});

const bodies: Partial<Readonly<Record<TicketActName, TicketActBody>>> = {
  assign: { to: "wang" },
  reply: { text: "Hello" },
  note: { text: "note" },
  escalate: { reason: "why" },
  transfer: { to: "general" },
  prioritize: { priority: "urgent" },
  tag: { add: ["a"] },
};
const statuses: readonly TicketStatus[] = ["open", "in_progress", "pending", "escalated", "resolved", "closed"];
/** They need another ticket, or a message that failed. */
const others: readonly TicketActName[] = ["merge", "resend"];
const cases = statuses.flatMap((status) =>
  ticketActNames.filter((name) => !others.includes(name)).map((name) => ({ status, name })),
);

async function ticketThatIs(made: InboxDesk, status: TicketStatus) {
  const { id } = status === "open" ? await waitingTicket(made, "ada") : await takenTicket(made, "ada", "sun");
  const { tickets } = made.service;
  if (status === "pending") await tickets.setPending(id, { agentId: "sun" });
  if (status === "escalated") await tickets.escalate(id, { reason: "why", agentId: "sun" });
  if (status === "resolved") await tickets.resolve(id, { agentId: "sun" });
  if (status === "closed") await tickets.close(id, { agentId: "sun" });
  return tickets.get(id);
}

test.each(cases)(
  "$name is offered on a ticket that is $status exactly when it can be done",
  async ({ status, name }) => {
    const made = await inboxDesk({ store: memoryTicketStore() });
    const ticket = await ticketThatIs(made, status);
    expect(ticket.status).toBe(status);
    const conversation = await made.conversationOf("ada");
    const may = actsOpenTo({ agentId: "sun", role: "supervisor", teams: [] }, ticket, conversation);
    const { status: answered } = await act(made, "sun", ticket.id, name, bodies[name]);
    // To take or accept what one has already does nothing, and so it is not offered.
    const isTheirs = ticket.agentId === "sun" && ticket.closedAt === null && ticket.resolvedAt === null;
    const isIdle = (name === "take" && status === "in_progress") || (name === "accept" && isTheirs);
    expect(answered).toBe(may.includes(name) || isIdle ? 200 : 409);
  },
);
