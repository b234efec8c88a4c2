import type { Conversation, Message } from "kefu";
import { describe, expect, test } from "vitest";
import { desk, stores, technicalIssue } from "../harness.ts";

describe.each(stores)("gathering what is typed in bursts on $name", ({ open }) => {
  test("what comes within the pause makes one turn, and is answered once", async () => {
    const { say, pass, channel, told } = await desk({ store: open(), gatherSeconds: 3 });
    await say("ada", "hello");
    await pass({ seconds: 2 });
    await say("ada", "how do I");
    await pass({ seconds: 2 });
    await say("ada", "reset my password");
    await pass({ seconds: 2 });
    expect(channel.sentTo("ada")).toEqual([]);
    await pass({ seconds: 1 });
    expect(channel.sentTo("ada")).toEqual(["Please visit https://example.com/reset"]);
    expect(told("question.answered")).toHaveLength(1);
  });

  test("who never pauses is answered all the same", async () => {
    const { say, pass, channel } = await desk({ store: open(), gatherSeconds: 3 });
    for (let round = 0; round < 8; round += 1) {
      await say("ada", "opening hours");
      await pass({ seconds: 2 });
    }
    expect(channel.sentTo("ada").length).toBeGreaterThan(0);
  });

  test("a human is not kept waiting for the end of a burst", async () => {
    const { say, pass, told } = await desk({ store: open(), gatherSeconds: 3 });
    await say("ada", technicalIssue);
    await pass({ seconds: 3 });
    await say("ada", "version 1.2");
    expect(told("ticket.customer_wrote")).toHaveLength(1);
  });

  test("a question beside a rating is answered, whichever was written first", async () => {
    for (const texts of [
      ["refund policy", "5"],
      ["5", "refund policy"],
    ]) {
      const { say, pass, channel, service, ticketOf, conversationOf, messagesOf } = await desk({
        ...{ store: open(), gatherSeconds: 5 },
      });
      await say("ada", technicalIssue);
      await pass({ seconds: 10 });
      const { id } = await ticketOf("ada");
      await service.tickets.close(id, { agentId: "li" });
      await service.idle();
      for (const text of texts) {
        await say("ada", text);
        await pass({ seconds: 2 });
      }
      await pass({ minutes: 1 });
      expect(channel.sentTo("ada").some((text) => text.includes("refund policy page"))).toBe(true);
      expect(await service.surveys.listOf(id)).toMatchObject([{ score: 5 }]);
      expect(unread(await messagesOf("ada"), await conversationOf("ada"))).toEqual([]);
      expect((await service.check()).violations).toEqual([]);
    }
  });

  test("what is written just as a human leaves is answered by the bot", async () => {
    const { say, pass, channel, service, ticketOf, conversationOf, messagesOf } = await desk({
      ...{ store: open(), gatherSeconds: 5 },
    });
    await say("ada", "I want a human");
    await pass({ seconds: 6 });
    const { id } = await ticketOf("ada");
    await Promise.all([channel.say("ada", "refund policy"), service.tickets.handBack(id)]);
    await service.idle();
    await pass({ minutes: 1 });
    expect((await service.check()).violations).toEqual([]);
    expect(unread(await messagesOf("ada"), await conversationOf("ada"))).toEqual([]);
  });

  test("without a pause every message is read at once", async () => {
    const { say, channel } = await desk({ store: open() });
    await say("ada", "refund policy");
    expect(channel.sentTo("ada")).toHaveLength(1);
  });
});

/** What the customer wrote and no turn has read. */
function unread(messages: readonly Message[], { handledSequence }: Conversation): readonly Message[] {
  return messages.filter(({ direction, sequence }) => direction === "inbound" && sequence > handledSequence);
}
