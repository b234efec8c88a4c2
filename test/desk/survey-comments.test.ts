import { describe, expect, test } from "vitest";
import {
  desk,
  last,
  slowAnswerer,
  stores,
  type TestDesk,
  type TestDeskOptions,
  technicalIssue,
  until,
} from "../harness.ts";

const commentThanks = "Thank you, we will read it.";

describe.each(stores)("comments on a score on $name", ({ open }) => {
  /** Ada has just given a 2. */
  async function rated(options: Partial<TestDeskOptions> = {}): Promise<TestDesk & { id: string }> {
    const made = await desk({ store: open(), ...options });
    await made.say("ada", technicalIssue);
    const { id } = await made.ticketOf("ada");
    await made.service.tickets.reply(id, { agentId: "li", text: "Fixed." });
    await made.service.tickets.close(id, { agentId: "li" });
    await made.service.idle();
    await made.say("ada", "2");
    return { ...made, id };
  }
  const nothingOpened = ({ told }: TestDesk) => {
    expect(told("ticket.reopened")).toEqual([]);
    expect(told("ticket.opened")).toHaveLength(1);
  };

  test("after the score the customer is asked why, and what they write is its comment", async () => {
    const made = await rated();
    expect(last(made.channel.sentTo("ada"))).toContain("Would you like to say why?");
    await made.say("ada", "Li took three days to answer me");
    expect(await made.service.surveys.listOf(made.id)).toMatchObject([
      { score: 2, comment: "Li took three days to answer me" },
    ]);
    expect(made.told("survey.commented")).toMatchObject([{ survey: { ticketId: made.id, agentId: "li" } }]);
    expect(last(made.channel.sentTo("ada"))).toBe(commentThanks);
    expect(await made.conversationOf("ada")).toMatchObject({ state: "ended" });
    nothingOpened(made);
    expect((await made.service.explain(made.id)).story).toContain("The customer commented on it in the survey.");
    expect(await made.service.conversations.explain((await made.conversationOf("ada")).id)).toContain(
      "survey: a comment, 0 minutes after the score, which nothing else took.",
    );
  });

  test("in Chinese too", async () => {
    const made = await desk({ store: open() });
    await made.say("ada", "软件报错了，无法打开");
    const { id } = await made.ticketOf("ada");
    await made.service.tickets.close(id, { agentId: "li" });
    await made.service.idle();
    await made.say("ada", "两分");
    expect(last(made.channel.sentTo("ada"))).toBe("感谢您的评价！\n方便说说原因吗？直接在这里回复即可。");
    await made.say("ada", "回复太慢了");
    expect(await made.service.surveys.listOf(id)).toMatchObject([{ score: 2, comment: "回复太慢了" }]);
    expect(last(made.channel.sentTo("ada"))).toBe("谢谢，我们会认真阅读。");
  });

  test("what is written in several messages is one comment, thanked for once", async () => {
    const made = await rated();
    await made.say("ada", "it took days");
    await made.say("ada", "and nobody was polite");
    expect(await made.service.surveys.listOf(made.id)).toMatchObject([
      { comment: "it took days\nand nobody was polite" },
    ]);
    expect(made.channel.sentTo("ada").filter((text) => text === commentThanks)).toHaveLength(1);
    nothingOpened(made);
  });

  test.each([
    ["a question that the bot can answer", "What are your opening hours", "Monday to Friday, 9:00 to 18:00"],
    ["courtesy", "thanks", "You are welcome!"],
  ])("%s is answered, and is no comment", async (_, text, answer) => {
    const made = await rated();
    await made.say("ada", text);
    expect(last(made.channel.sentTo("ada"))).toBe(answer);
    expect(await made.service.surveys.listOf(made.id)).toMatchObject([{ comment: null }]);
    nothingOpened(made);
  });

  test.each([
    ["a wish for a human", "I want to talk to a human"],
    ["an issue for agents", "The app crashes again"],
    ["a question that nobody can answer", "why does the moon follow me?"],
  ])("%s goes to a human, and is no comment", async (_, text) => {
    const made = await rated();
    await made.say("ada", text);
    expect(await made.service.surveys.listOf(made.id)).toMatchObject([{ comment: null }]);
    expect(made.told("ticket.reopened")).toHaveLength(1);
    expect(["human", "queued"]).toContain((await made.conversationOf("ada")).state);
  });

  test("later than the minutes for it, it is a message like any other", async () => {
    const made = await rated({ survey: { commentMinutes: 10 } });
    await made.pass({ minutes: 11 });
    await made.say("ada", "it took days");
    expect(await made.service.surveys.listOf(made.id)).toMatchObject([{ comment: null }]);
    expect(made.told("ticket.reopened")).toHaveLength(1);
  });

  test("a desk that wants no comments does not ask for one", async () => {
    const made = await rated({ survey: { commentMinutes: 0 } });
    expect(last(made.channel.sentTo("ada"))).toBe("Thank you for your rating!");
    await made.say("ada", "it took days");
    expect(made.told("survey.commented")).toEqual([]);
  });

  test("after a score on the page, what is written in the conversation is no comment: none was asked for there", async () => {
    const made = await desk({ store: open() });
    await made.say("ada", technicalIssue);
    const { id } = await made.ticketOf("ada");
    await made.service.tickets.close(id, { agentId: "li" });
    await made.service.idle();
    await made.service.surveys.answer(id, { score: 2 });
    await made.say("ada", "it took days");
    expect(await made.service.surveys.listOf(id)).toMatchObject([{ comment: null }]);
    expect(made.told("ticket.reopened")).toHaveLength(1);
  });

  test("a comment thought out while a human took the conversation is for the human", async () => {
    const slow = slowAnswerer();
    const made = await rated({ answerers: [slow] });
    await made.channel.say("ada", "slow service");
    await until(() => slow.asked() === 1);
    await made.service.tickets.reopen(made.id);
    slow.answerWith("");
    await made.service.idle();
    expect(await made.service.surveys.listOf(made.id)).toMatchObject([{ comment: null }]);
    expect(made.told("ticket.customer_wrote")).toMatchObject([{ message: { content: { text: "slow service" } } }]);
  });

  test("a score that the page takes while the bot reads another one is the only one", async () => {
    const made = await desk({ store: open() });
    await made.say("ada", technicalIssue);
    const { id } = await made.ticketOf("ada");
    await made.service.tickets.close(id, { agentId: "li" });
    await made.service.idle();
    const [page] = await Promise.allSettled([made.service.surveys.answer(id, { score: 1 }), made.say("ada", "5")]);
    await made.service.idle();
    const [survey] = await made.service.surveys.listOf(id);
    expect(survey?.score).toBe(page.status === "fulfilled" ? 1 : 5);
    expect(made.told("survey.answered")).toHaveLength(1);
    expect(made.told("job.died")).toEqual([]);
  });
});
