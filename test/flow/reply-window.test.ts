import { ChannelError, type CustomerServiceOptions, type MessageTemplate } from "kefu";
import { scriptedChannel } from "kefu/testing";
import { describe, expect, test } from "vitest";
import { desk, last, stores, technicalIssue } from "../harness.ts";

const waiting: MessageTemplate = { name: "reply_waiting", language: "en", parameters: { "1": "Li" } };

describe.each(stores)("a reply window on $name", ({ open }) => {
  async function answeredAfter(
    hours: number,
    options: Pick<CustomerServiceOptions, "templateOutsideWindow"> = {},
    templates = true,
  ) {
    const channel = scriptedChannel({
      ...{ id: "whatsapp", kind: "whatsapp" },
      capabilities: { replyWindowHours: 24, templates },
    });
    const made = await desk({ store: open(), channel, unansweredMinutes: null, ...options });
    await made.say("ada", technicalIssue);
    const { id } = await made.ticketOf("ada");
    await made.pass({ hours });
    await made.service.tickets.reply(id, { agentId: "li", text: "Here is the answer." });
    await made.service.idle();
    return { ...made, channel };
  }

  test("what is said in time goes out as it is", async () => {
    const { channel, messagesOf } = await answeredAfter(23.9, { templateOutsideWindow: () => waiting });
    expect(last(channel.sent).content).toMatchObject({ text: "Here is the answer.", template: undefined });
    expect(last(await messagesOf("ada"))).toMatchObject({ status: "sent", statusReason: null });
  });

  test("what is said too late is not tried: it has failed, and says why, and the desk is told", async () => {
    const { channel, messagesOf, told, service, ticketOf } = await answeredAfter(24.1);
    expect(channel.sentTo("ada")).toHaveLength(1);
    const failed = last(await messagesOf("ada"));
    expect(failed).toMatchObject({
      status: "failed",
      statusReason: expect.stringMatching(/^window_closed: .*24 hours/),
    });
    expect(told("message.failed")).toMatchObject([{ message: { id: failed.id } }]);
    expect((await service.explain((await ticketOf("ada")).id)).story.join("\n")).toContain("window_closed");
  });

  test("a template goes out in its place where one is configured, and the message says so", async () => {
    const asked: unknown[] = [];
    const { channel, messagesOf } = await answeredAfter(30, {
      templateOutsideWindow: (message, to) => {
        asked.push([message.content.text, to.channel.kind, to.language]);
        return waiting;
      },
    });
    expect(asked).toEqual([["Here is the answer.", "whatsapp", "en"]]);
    expect(last(channel.sent).content).toMatchObject({ text: "", template: waiting });
    expect(last(await messagesOf("ada"))).toMatchObject({
      status: "sent",
      content: { text: "Here is the answer.", template: waiting },
      statusReason: expect.stringContaining("reply_waiting"),
    });
  });

  test("a channel without templates gets none", async () => {
    const { channel, messagesOf } = await answeredAfter(30, { templateOutsideWindow: () => waiting }, false);
    expect(channel.sentTo("ada")).toHaveLength(1);
    expect(last(await messagesOf("ada"))).toMatchObject({ status: "failed" });
  });

  test("the customer's next message opens the window again", async () => {
    const { channel, say, service, ticketOf } = await answeredAfter(30);
    await say("ada", "are you there?");
    await service.tickets.reply((await ticketOf("ada")).id, { agentId: "li", text: "Yes." });
    await service.idle();
    expect(last(channel.sentTo("ada"))).toBe("Yes.");
  });

  test("a channel that counts its window otherwise, and refuses, gets the template at once", async () => {
    const channel = scriptedChannel({
      ...{ id: "whatsapp", kind: "whatsapp" },
      capabilities: { replyWindowHours: 24 },
    });
    const { say, messagesOf } = await desk({ store: open(), channel, templateOutsideWindow: () => waiting });
    channel.failNext(new ChannelError("window_closed", "131047: Re-engagement message"));
    await say("ada", "refund policy");
    expect(channel.sent.map(({ content }) => content.template)).toEqual([waiting]);
    expect(last(await messagesOf("ada"))).toMatchObject({ status: "sent" });
  });

  test("a window that closes between two parts of a message still lets the template out", async () => {
    const channel = scriptedChannel({
      ...{ id: "whatsapp", kind: "whatsapp" },
      capabilities: { replyWindowHours: 24, text: { max: 40, unit: "utf16" } },
    });
    const { say, pass, service, ticketOf, messagesOf } = await desk({
      ...{ store: open(), channel, unansweredMinutes: null, templateOutsideWindow: () => waiting },
    });
    await say("ada", technicalIssue);
    await pass({ hours: 23, minutes: 59 });
    let sends = 0;
    const { send } = channel;
    channel.send = (...given: Parameters<typeof send>) => {
      sends += 1;
      if (sends === 2) throw new ChannelError("transient", "the line broke", { retryAfterMs: 120_000 });
      return send(...given);
    };
    const text = "This is quite a long answer, and it goes out in two parts.";
    await service.tickets.reply((await ticketOf("ada")).id, { agentId: "li", text });
    await service.idle();
    await pass({ minutes: 10 });
    expect(channel.sent.slice(-2).map(({ content }) => content.template?.name)).toEqual([undefined, "reply_waiting"]);
    expect(new Set(channel.sent.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(channel.sent.length);
    expect(last(await messagesOf("ada"))).toMatchObject({ status: "sent", content: { template: waiting } });
  });

  test("who chooses a template and throws has none, and holds up nobody", async () => {
    const { messagesOf, say, channel } = await answeredAfter(30, {
      templateOutsideWindow: () => {
        throw new Error("no idea");
      },
    });
    expect(last(await messagesOf("ada"))).toMatchObject({ status: "failed" });
    await say("ada", "back to the bot");
    expect(channel.sentTo("ada").length).toBeGreaterThan(1);
  });

  test("a survey that is due after the window goes out as its template, one in time with its buttons", async () => {
    for (const [delayMinutes, isTemplate] of [
      [0, false],
      [25 * 60, true],
    ] as const) {
      const channel = scriptedChannel({
        ...{ id: "whatsapp", kind: "whatsapp" },
        capabilities: { replyWindowHours: 24 },
      });
      const made = await desk({ store: open(), channel, survey: { delayMinutes } });
      await made.say("ada", technicalIssue);
      await made.service.tickets.close((await made.ticketOf("ada")).id, { agentId: "li" });
      await made.service.idle();
      await made.pass({ hours: 26 });
      const { content } = last(channel.sent);
      expect([content.template !== undefined, content.options !== undefined]).toEqual([isTemplate, !isTemplate]);
    }
  });
});
