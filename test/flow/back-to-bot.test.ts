import { describe, expect, test } from "vitest";
import { desk, last, stores, technicalIssue } from "../harness.ts";

describe.each(stores)("going back to the bot on $name", ({ open }) => {
  test.each(["转回机器人", "Back to the bot, please"])("who waits and writes %s has the bot again", async (wish) => {
    const { say, channel, ticketOf, conversationOf, told, service } = await desk({ store: open(), agents: [] });
    await say("ada", technicalIssue);
    expect(await conversationOf("ada")).toMatchObject({ state: "queued" });
    await say("ada", wish);
    expect(await conversationOf("ada")).toMatchObject({ state: "bot", agentId: null });
    expect(await ticketOf("ada")).toMatchObject({ status: "pending", waiting: null, agentId: null });
    expect(told("conversation.returned_to_bot")).toHaveLength(1);
    await say("ada", "How do I reset my password?");
    expect(last(channel.sentTo("ada"))).toBe("Please visit https://example.com/reset");
    expect((await service.check()).violations).toEqual([]);
  });

  test("an agent whose customer asks for the bot is free for others", async () => {
    const { say, service, ticketOf } = await desk({ store: open() });
    await say("ada", technicalIssue);
    expect(await service.agents.get("li")).toMatchObject({ load: 1 });
    await say("ada", "switch to the bot");
    expect(await service.agents.get("li")).toMatchObject({ load: 0 });
    const { story } = await service.explain((await ticketOf("ada")).id);
    expect(story).toContainEqual(expect.stringContaining("the customer asked for the bot"));
  });

  test.each(["我刚才问机器人，它说不行", "the bot told me to restart", "I don't want to go back to the bot"])(
    "who only speaks of the bot keeps their human: %s",
    async (text) => {
      const { say, conversationOf } = await desk({ store: open() });
      await say("ada", technicalIssue);
      await say("ada", text);
      expect(await conversationOf("ada")).toMatchObject({ state: "human", agentId: "li" });
    },
  );

  test("a human can be had again at any time, and takes up the same ticket", async () => {
    const { say, ticketOf, conversationOf } = await desk({ store: open() });
    await say("ada", technicalIssue);
    const { id } = await ticketOf("ada");
    await say("ada", "back to the bot");
    await say("ada", "转人工");
    expect(await ticketOf("ada")).toMatchObject({ id, agentId: "li", status: "in_progress" });
    expect(await conversationOf("ada")).toMatchObject({ state: "human", ticketId: id });
  });
});
