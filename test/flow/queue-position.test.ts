import { describe, expect, test } from "vitest";
import { desk, last, stores, technicalIssue } from "../harness.ts";

describe.each(stores)("waiting in a queue on $name", ({ open }) => {
  test("the customer is told their place, in their language", async () => {
    const { say, channel, pass } = await desk({ store: open(), agents: [] });
    await say("ada", technicalIssue);
    await pass({ seconds: 1 });
    await say("bo", "系统报错了");
    expect(last(channel.sentTo("ada"))).toContain("You are number 1 in the queue.");
    expect(last(channel.sentTo("bo"))).toContain("您当前排在第 2 位。");
  });

  test("an urgent issue goes before those that wait, and its place says so", async () => {
    const { say, channel } = await desk({ store: open(), agents: [] });
    await say("ada", technicalIssue);
    await say("bo", `${technicalIssue}, this is urgent`);
    expect(last(channel.sentTo("bo"))).toContain("number 1");
  });

  test("each queue counts for itself", async () => {
    const { say, channel } = await desk({ store: open(), agents: [] });
    await say("ada", technicalIssue);
    await say("bo", "I want to talk to a human");
    expect(last(channel.sentTo("bo"))).toContain("number 1");
  });

  test("a place far back is not told", async () => {
    const { say, channel, pass } = await desk({ store: open(), agents: [] });
    for (let person = 1; person <= 51; person += 1) {
      await say(`person-${person}`, technicalIssue);
      await pass({ milliseconds: 1 });
    }
    expect(last(channel.sentTo("person-50"))).toContain("number 50");
    expect(last(channel.sentTo("person-51"))).not.toContain("number");
  });
});
