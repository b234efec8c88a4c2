import type { Answerer, AnswerRequest } from "kefu";
import { type ScriptedChannelOptions, scriptedChannel } from "kefu/testing";
import { describe, expect, test } from "vitest";
import { desk, last, stores, technicalIssue } from "../harness.ts";

const longId = `refund:${"x".repeat(200)}`;

/** Offers three ways to get the money back, and takes the one that is chosen. */
function refunds(): Answerer & { readonly asked: AnswerRequest[] } {
  const asked: AnswerRequest[] = [];
  return {
    name: "refunds",
    asked,
    async answer(request) {
      asked.push(request);
      if (request.choice !== undefined) return { text: `Done: ${request.choice.id}.`, confidence: 1 };
      if (!request.text.includes("money")) return null;
      const options = [
        { id: "card", title: "To my card" },
        { id: longId, title: "As a voucher" },
        { id: "bank", title: "By bank transfer" },
      ];
      return { text: "How would you like it?", confidence: 1, options };
    },
  };
}

describe.each(stores)("choosing on $name", ({ open }) => {
  async function offered(capabilities: NonNullable<ScriptedChannelOptions["capabilities"]>) {
    const channel = scriptedChannel({ id: "telegram", kind: "telegram", capabilities });
    const answerer = refunds();
    const made = await desk({ store: open(), channel, faq: {}, answerers: [answerer] });
    await made.say("ada", "I want my money back");
    return { ...made, channel, answerer };
  }

  test("without buttons the number typed back is the choice", async () => {
    const { channel, say, messagesOf } = await offered({ options: undefined });
    expect(channel.sentTo("ada")).toEqual([expect.stringMatching(/1\. To my card\n2\. As a voucher\n3\. By bank/)]);
    await say("ada", " 3. ");
    expect(last(channel.sentTo("ada"))).toBe("Done: bank.");
    const typed = (await messagesOf("ada")).filter(({ direction }) => direction === "inbound").at(-1);
    expect(typed?.content).toMatchObject({ text: " 3. ", choice: { id: "bank", title: "By bank transfer" } });
  });

  test("full-width numbers and titles are understood, other numbers and words are not", async () => {
    for (const [typed, id] of [
      ["２", longId],
      ["by bank TRANSFER", "bank"],
      ["1", "card"],
    ] as const) {
      const { say, answerer } = await offered({ options: undefined });
      await say("ada", typed);
      expect(last(answerer.asked).choice?.id).toBe(id);
    }
    const { say, answerer } = await offered({ options: undefined });
    for (const typed of ["4", "0", "12 euros", "my card"]) await say("ada", typed);
    expect(answerer.asked.filter(({ choice }) => choice !== undefined)).toEqual([]);
  });

  test("a number typed means the line it stands at, whatever numbers stand in the titles", async () => {
    for (const [titles, typed, chosen] of [
      [["0 % VAT", "19 % VAT"], "1", "0 % VAT"],
      [["2", "4", "6"], "2", "4"],
      [["2", "4", "6"], "6", "6"],
      [["0 none", "1 some"], "0", "0 none"],
    ] as const) {
      const channel = scriptedChannel({ id: "telegram", kind: "telegram", capabilities: { options: undefined } });
      const made = await desk({ store: open(), channel });
      await made.say("ada", technicalIssue);
      const options = titles.map((title) => ({ id: title, title }));
      await made.service.tickets.reply((await made.ticketOf("ada")).id, { agentId: "li", text: "Which?", options });
      await made.service.idle();
      await made.say("ada", typed);
      expect(last(await made.messagesOf("ada")).content.choice?.id).toBe(chosen);
    }
  });

  test("where buttons are shown a number is a number", async () => {
    const { say, answerer } = await offered({ options: { max: 5, titleLength: 20 } });
    await say("ada", "2");
    expect(last(answerer.asked).choice).toBeUndefined();
    const again = await offered({ options: { max: 5, titleLength: 20 } });
    await again.say("ada", "by bank transfer");
    expect(last(again.answerer.asked).choice?.id).toBe("bank");
  });

  test("a press without its title has it from the message that offered it", async () => {
    const { say, answerer } = await offered({ options: { max: 5, titleLength: 20 } });
    await say("ada", { text: "", choice: { id: "bank" } });
    expect(last(answerer.asked)).toMatchObject({ text: "By bank transfer", choice: { id: "bank" } });
  });

  test("a press counts also when words follow it in the same turn", async () => {
    const answerer = refunds();
    const { channel, pass } = await desk({ store: open(), faq: {}, answerers: [answerer], gatherSeconds: 3 });
    await channel.say("ada", { text: "", choice: { id: "bank", title: "By bank transfer" } });
    await channel.say("ada", "please");
    await pass({ seconds: 5 });
    expect(last(answerer.asked).choice?.id).toBe("bank");
  });

  test("what of a message cannot be sent at all is refused, and not sent empty", async () => {
    const channel = scriptedChannel({ id: "telegram", kind: "telegram", capabilities: { media: undefined } });
    const { service, say, ticketOf, messagesOf } = await desk({ store: open(), channel });
    await say("ada", technicalIssue);
    await service.tickets.reply((await ticketOf("ada")).id, {
      agentId: "li",
      media: [{ kind: "image", id: "file-7" }],
    });
    await service.idle();
    expect(channel.sentTo("ada")).toHaveLength(1);
    expect(last(await messagesOf("ada"))).toMatchObject({
      status: "failed",
      statusReason: expect.stringMatching(/^invalid/),
    });
  });

  test("a number means nothing any more once the desk has said something else", async () => {
    const { say, answerer } = await offered({ options: undefined });
    await say("ada", "hello");
    await say("ada", "3");
    expect(answerer.asked.every(({ choice }) => choice === undefined)).toBe(true);
  });

  test("what has no room on buttons goes into a list, what has none there becomes lines", async () => {
    const list = await offered({ options: { max: 2, titleLength: 20, list: { max: 10, titleLength: 24 } } });
    expect(list.channel.sent[0]?.content.options).toHaveLength(3);
    const lines = await offered({ options: { max: 2, titleLength: 20, list: { max: 10, titleLength: 5 } } });
    expect(lines.channel.sent[0]?.content.options).toBeUndefined();
    expect(lines.channel.sent[0]?.content.text).toContain("3. By bank transfer");
  });

  test("an id that is too long for the channel comes back as it was given", async () => {
    const { channel, say } = await offered({ options: { max: 5, titleLength: 20, idBytes: 64 } });
    const ids = channel.sent[0]?.content.options?.map(({ id }) => id) ?? [];
    expect(ids[0]).toBe("card");
    expect(new TextEncoder().encode(ids[1]).length).toBeLessThanOrEqual(64);
    await say("ada", { text: "As a voucher", choice: { id: ids[1] ?? "" } });
    expect(last(channel.sentTo("ada"))).toBe(`Done: ${longId}.`);
  });

  test("a short id of another's conversation leads nowhere", async () => {
    const { channel, say, answerer } = await offered({ options: { max: 5, titleLength: 20, idBytes: 64 } });
    const id = channel.sent[0]?.content.options?.[1]?.id ?? "";
    await say("eve", { text: "", choice: { id, title: "As a voucher" } });
    expect(last(answerer.asked).choice?.id).toBe(id);
  });

  test("an agent offers options and sends files, as the channel can show them", async () => {
    const media = { kinds: ["image" as const], captionLength: 100 };
    const channel = scriptedChannel({ id: "telegram", kind: "telegram", capabilities: { media } });
    const { service, say, ticketOf } = await desk({ store: open(), channel });
    await say("ada", technicalIssue);
    const { id } = await ticketOf("ada");
    const reply = { agentId: "li", ...{ media: [{ kind: "image" as const, id: "https://example.com/how.png" }] } };
    await service.tickets.reply(id, { ...reply, text: "Like this." });
    await service.tickets.reply(id, { agentId: "li", media: [{ kind: "document", id: "https://example.com/a.pdf" }] });
    await service.tickets.reply(id, { ...reply, text: "Did it work?", options: [{ id: "yes", title: "Yes" }] });
    await service.idle();
    const parts = channel.sent
      .slice(1)
      .map(({ content }) => [content.text, content.media?.[0]?.id, content.options?.length]);
    expect(parts).toEqual([
      ["Like this.", "https://example.com/how.png", undefined],
      ["https://example.com/a.pdf", undefined, undefined],
      ["", "https://example.com/how.png", undefined],
      ["Did it work?", undefined, 1],
    ]);
    await say("ada", "yes");
    expect(last(await service.conversations.messages((await ticketOf("ada")).conversationId)).content.choice?.id).toBe(
      "yes",
    );
  });

  test("a reply that says nothing, or offers without a word, is refused", async () => {
    const { service, say, ticketOf } = await desk({ store: open() });
    await say("ada", technicalIssue);
    const { id } = await ticketOf("ada");
    const refused = { code: "message.invalid" };
    await expect(service.tickets.reply(id, { agentId: "li" })).rejects.toMatchObject(refused);
    const options = [{ id: "yes", title: "Yes" }];
    await expect(service.tickets.reply(id, { agentId: "li", text: " ", options })).rejects.toMatchObject(refused);
    const media = [{ kind: "image" as const, id: "" }];
    await expect(service.tickets.reply(id, { agentId: "li", media })).rejects.toMatchObject(refused);
  });
});
