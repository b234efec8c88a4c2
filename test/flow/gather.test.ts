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

  test("without a pause every message is read at once", async () => {
    const { say, channel } = await desk({ store: open() });
    await say("ada", "refund policy");
    expect(channel.sentTo("ada")).toHaveLength(1);
  });
});
