import { describe, expect, test } from "vitest";
import * as z from "zod";
import { desk, offTopic, stores, type TestDeskOptions, technicalIssue } from "../harness.ts";

async function withTicket(options: TestDeskOptions) {
  const made = await desk(options);
  await made.say("ada", technicalIssue);
  return { ...made, id: (await made.ticketOf("ada")).id };
}

const cannedReplies = {
  refund: {
    "zh-CN": "{customer}您好，退款已办理（{ticket}，金额 {amount}）。",
    en: "Dear {customer}, {agent} has refunded {amount} (#{number}, {queue}).",
  },
  bye: "再见",
};

describe.each(stores)("a ticket as a file on $name", ({ open }) => {
  test("tags are trimmed, in lower case, and there once; the log says which came and went", async () => {
    const { service, id } = await withTicket({ store: open() });
    const tagged = await service.tickets.tag(id, { add: [" VIP ", "vip", "退款"], agentId: "li" });
    expect(tagged.tags).toEqual(["vip", "退款"]);
    const { version } = await service.tickets.tag(id, { add: ["vip"], remove: ["none"] });
    expect(version).toBe(tagged.version);
    expect(await service.tickets.tag(id, { add: ["new"], remove: ["Vip"], agentId: "li" })).toMatchObject({
      tags: ["退款", "new"],
    });
    expect((await service.explain(id)).story).toContain("Agent li changed the tags: +new -vip.");
    for (const add of [[" "], ["x".repeat(101)], Array.from({ length: 50 }, (_, index) => `tag ${index}`)]) {
      await expect(service.tickets.tag(id, { add })).rejects.toMatchObject({ code: "ticket.refused" });
    }
    expect((await service.tickets.get(id)).tags).toEqual(["退款", "new"]);
  });

  test("fields are any JSON where the desk has no schema, and are taken away with undefined", async () => {
    const { service, id } = await withTicket({ store: open() });
    await service.tickets.setFields(id, { fields: { plan: "pro", seats: 5, note: "a\u0000b" }, agentId: "li" });
    const set = await service.tickets.setFields(id, { fields: { seats: undefined, plan: "free" }, agentId: "li" });
    expect(set.fields).toEqual({ plan: "free", note: "ab" });
    expect((await service.explain(id)).story).toContain('Agent li set plan to "free", seats to null.');
    for (const fields of [{ big: "x".repeat(20_001) }, { n: 1n }]) {
      await expect(service.tickets.setFields(id, { fields })).rejects.toMatchObject({ code: "ticket.refused" });
    }
    expect((await service.tickets.get(id)).fields).toEqual({ plan: "free", note: "ab" });
  });

  test("fields fit the desk's schema, all together, at create too", async () => {
    const ticketFields = z.strictObject({ plan: z.enum(["free", "pro"]), seats: z.number().optional() });
    const { service, id, conversationOf } = await withTicket({ store: open(), ticketFields });
    await expect(service.tickets.setFields(id, { fields: { plan: "gold" } })).rejects.toMatchObject({
      ...{ code: "ticket.refused", message: expect.stringMatching(/free.*pro/s) },
    });
    await service.tickets.setFields(id, { fields: { plan: "pro" } });
    expect((await service.tickets.setFields(id, { fields: { seats: 3 } })).fields).toEqual({ plan: "pro", seats: 3 });
    await service.tickets.close(id);
    const { id: conversationId } = await conversationOf("ada");
    const text = "Call Ada back";
    await expect(service.tickets.create({ conversationId, text, fields: { plan: 1 } })).rejects.toMatchObject({
      ...{ code: "ticket.refused" },
    });
    const created = await service.tickets.create({
      conversationId,
      text,
      subject: "Call",
      tags: ["Phone"],
      fields: { plan: "free" },
    });
    expect(created).toMatchObject({ subject: "Call", description: text, tags: ["phone"], fields: { plan: "free" } });
  });

  test("a link stands on both tickets, and is taken away from both", async () => {
    const made = await withTicket({ store: open() });
    const { service, id } = made;
    await made.say("bob", technicalIssue);
    const other = (await made.ticketOf("bob")).id;
    await service.tickets.link(id, { to: other, kind: "duplicate_of", agentId: "li" });
    await service.tickets.link(id, { to: other, agentId: "li" });
    expect((await service.tickets.get(other)).links).toEqual([
      { kind: "duplicated_by", ticketId: id },
      { kind: "related", ticketId: id },
    ]);
    expect((await service.explain(other)).story).toContain(`Agent li linked the ticket: duplicated_by ${id}.`);
    await service.tickets.unlink(other, { to: id, kind: "duplicated_by" });
    expect((await service.tickets.get(id)).links).toEqual([{ kind: "related", ticketId: other }]);
    await expect(service.tickets.link(id, { to: id })).rejects.toThrow(/not linked to itself/);
    await expect(service.tickets.link(id, { to: "T-0" })).rejects.toMatchObject({ code: "ticket.not_found" });
    expect((await service.check()).violations).toEqual([]);
    // The customer of one is erased: the other leads to nothing that is gone.
    await service.customers.erase((await service.tickets.get(id)).customerId);
    expect((await service.tickets.get(other)).links).toEqual([]);
    expect((await service.check()).violations).toEqual([]);
  });

  test("a transferred ticket leaves its agent for one of the other queue", async () => {
    const made = await withTicket({ store: open() });
    const { service, id } = made;
    await service.tickets.reply(id, { agentId: "li", text: "This is for billing." });
    const moved = await service.tickets.transfer(id, { queue: "general", agentId: "li", reason: "billing" });
    expect(moved).toMatchObject({ queue: "general", agentId: "wang", status: "in_progress" });
    expect(moved.skills).toMatchObject([{ skill: "general" }]);
    expect(await made.conversationOf("ada")).toMatchObject({ state: "human", agentId: "wang" });
    expect(await service.agents.list()).toMatchObject([
      { id: "li", load: 0 },
      { id: "wang", load: 1 },
    ]);
    expect(made.told("ticket.transferred")).toMatchObject([{ ticket: { id }, from: "technical", reason: "billing" }]);
    expect((await service.explain(id)).story).toContain(
      "Agent li moved the ticket from queue technical to general: billing.",
    );
    await expect(service.tickets.transfer(id, { queue: "general" })).rejects.toThrow(/in queue general already/);
    expect(await service.tickets.transfer(id, { queue: "legal", skills: ["law"] })).toMatchObject({
      ...{ queue: "legal", agentId: null, waiting: true },
    });
    await service.idle();
    expect((await service.check()).violations).toEqual([]);
    expect(await service.tickets.setType(id, { type: "dispute" })).toMatchObject({ type: "dispute" });
  });

  test("a canned reply is in the customer's language, with its values", async () => {
    const made = await withTicket({ store: open(), cannedReplies });
    const { service, id, channel } = made;
    await made.say("bob", "软件报错了");
    const his = (await made.ticketOf("bob")).id;
    const values = { amount: "¥5 {ticket}" };
    expect(await service.tickets.preview(his, { agentId: "li", canned: "refund", values })).toBe(
      `bob您好，退款已办理（${his}，金额 ¥5 {ticket}）。`,
    );
    await service.tickets.reply(id, { agentId: "li", canned: "refund", values: { amount: 5 } });
    await service.idle();
    expect(channel.sentTo("ada")).toContain("Dear ada, Li has refunded 5 (#1, technical).");
    expect((await service.explain(id)).story).toContain("Agent li answered the customer, with canned reply refund.");
    await expect(service.tickets.reply(id, { agentId: "li", canned: "refund" })).rejects.toMatchObject({
      ...{
        code: "ticket.refused",
        message: expect.stringMatching(/refund needs a value for amount; there is one for customer, agent/),
      },
    });
    await expect(service.tickets.reply(id, { agentId: "li", canned: "toString" })).rejects.toMatchObject({
      ...{ code: "ticket.refused", message: "There is no canned reply toString; there is refund, bye." },
    });
  });

  test("what links, tags and fields ask for is refused where there is no such ticket", async () => {
    const { service } = await desk({ store: open() });
    const { tickets } = service;
    for (const attempt of [
      () => tickets.tag("T-0", { add: ["x"] }),
      () => tickets.setFields("T-0", { fields: {} }),
      () => tickets.setType("T-0", { type: "x" }),
      () => tickets.merge("T-0", { into: "T-1" }),
      () => tickets.unmerge("T-0"),
      () => tickets.split("T-0", { messageIds: ["x"] }),
      () => tickets.transfer("T-0", { queue: "x" }),
      () => tickets.preview("T-0", { agentId: "li", canned: "x" }),
    ]) {
      await expect(attempt()).rejects.toMatchObject({ code: "ticket.not_found" });
    }
  });
});

describe.each(stores)("several people at one ticket on $name", ({ open }) => {
  test("who acts on what they saw before a colleague is refused, and told who did what since", async () => {
    const made = await withTicket({ store: open() });
    const { service, id } = made;
    const { version } = await service.tickets.get(id);
    await service.tickets.note(id, { agentId: "wang", text: "Called her." });
    const before = await made.recordsOf("ada");
    const { tickets } = service;
    for (const attempt of [
      () => tickets.reply(id, { agentId: "li", text: "Hello", ifVersion: version }),
      () => tickets.close(id, { agentId: "li", ifVersion: version }),
      () => tickets.tag(id, { add: ["x"], ifVersion: version }),
      () => tickets.transfer(id, { queue: "general", ifVersion: version }),
      () => tickets.note(id, { text: "x", ifVersion: version }),
    ]) {
      await expect(attempt()).rejects.toMatchObject({
        code: "ticket.conflict",
        message: expect.stringMatching(/is at version \d+, not \d+; .*Agent wang noted: Called her\./),
        details: {
          ticketId: id,
          since: expect.arrayContaining([expect.objectContaining({ by: { kind: "agent", id: "wang" } })]),
        },
      });
    }
    expect(await made.recordsOf("ada")).toBe(before);
    const seen = await tickets.get(id);
    const tagged = await tickets.tag(id, { add: ["x"], ifVersion: seen.version });
    await tickets.close(id, { ifVersion: tagged.version });
  });

  test("of ten who close what they saw, one does, and nine are told", async () => {
    const { service, id } = await withTicket({ store: open() });
    const { version: ifVersion } = await service.tickets.get(id);
    const tries = await Promise.allSettled(Array.from({ length: 10 }, () => service.tickets.close(id, { ifVersion })));
    expect(tries.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const one of tries) {
      if (one.status === "rejected") expect(one.reason).toMatchObject({ code: "ticket.conflict" });
    }
  });

  test("a bulk does what it can, and tells what was refused", async () => {
    const made = await withTicket({ store: open() });
    const { service, id } = made;
    await made.say("bob", offTopic);
    const other = (await made.ticketOf("bob")).id;
    await service.tickets.close(id);
    const outcome = await service.tickets.bulk([id, other, "T-0", other], (ticketId) =>
      service.tickets.close(ticketId, { agentId: "li" }),
    );
    expect(outcome).toMatchObject({
      done: [other],
      refused: [
        { ticketId: id, error: { code: "ticket.bad_move" } },
        { ticketId: "T-0", error: { code: "ticket.not_found" } },
      ],
    });
    await expect(service.tickets.bulk([id], () => Promise.reject(new Error("a bug")))).rejects.toThrow("a bug");
    const many = Array.from({ length: 1_001 }, (_, index) => `T-${index}`);
    await expect(service.tickets.bulk(many, async () => {})).rejects.toMatchObject({ code: "ticket.refused" });
  });
});
