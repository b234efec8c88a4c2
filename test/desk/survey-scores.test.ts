import type { Answerer } from "kefu";
import { describe, expect, test } from "vitest";
import { desk, last, offTopic, slowAnswerer, stores, type TestDesk, type TestDeskOptions, until } from "../harness.ts";

const thanks = "Thank you for your rating!\nWould you like to say why? Just write it here.";

const issues = { en: "The app crashes with an error", zh: "软件报错了，无法打开" };

describe.each(stores)("scores that customers write on $name", ({ open }) => {
  async function asked(issue = issues.en, more: Partial<TestDeskOptions> = {}): Promise<TestDesk & { id: string }> {
    const made = await desk({ store: open(), ...more });
    await made.say("ada", issue);
    const { id } = await made.ticketOf("ada");
    await made.service.tickets.close(id, { agentId: "li" });
    await made.service.idle();
    return { ...made, id };
  }

  test.each([
    [issues.zh, "非常满意", 5],
    [issues.zh, "不满意。", 2],
    [issues.zh, "5 很好", 5],
    [issues.zh, "四分", 4],
    [issues.en, "Very good", 5],
    [issues.en, "very bad!", 1],
    [issues.en, "5!!", 5],
    [issues.en, "5, very nice", 5],
    [issues.en, "five", 5],
    [issues.en, "three stars", 3],
  ])("asked about %s, %s is an answer of %i", async (issue, text, score) => {
    const { say, service, id, channel, told } = await asked(issue);
    await say("ada", text);
    expect(await service.surveys.listOf(id)).toMatchObject([{ status: "answered", score }]);
    expect(last(channel.sentTo("ada"))).toMatch(/^(Thank you for your rating!|感谢您的评价！)/);
    expect(told("ticket.reopened")).toEqual([]);
  });

  test.each(["5?", "5 people still see it", "good morning", "5, why is it broken again?"])(
    "%s is no score, and the survey stays open",
    async (text) => {
      const { say, service, id, told } = await asked();
      await say("ada", text);
      expect(told("survey.answered")).toEqual([]);
      expect(await service.surveys.listOf(id)).toMatchObject([{ status: "sent", score: null }]);
    },
  );

  test.each([
    [issues.zh, "2 个包裹没有收到"],
    [issues.zh, "3, 我的订单还没到货"],
    [issues.zh, "1 整天都打不开"],
  ])("asked about %s, %s goes to a human, and the survey stays open", async (issue, text) => {
    const { say, service, id, told, conversationOf } = await asked(issue);
    await say("ada", text);
    expect(told("survey.answered")).toEqual([]);
    expect(await service.surveys.listOf(id)).toMatchObject([{ status: "sent", score: null }]);
    expect((await conversationOf("ada")).ticketId).not.toBeNull();
  });

  test("long after the survey was over, an issue that begins with a number goes to a human", async () => {
    const { say, pass, told, channel, conversationOf } = await asked(issues.zh);
    await pass({ days: 30 });
    await say("ada", "2 个包裹没有收到");
    expect(told("survey.answered")).toEqual([]);
    expect(channel.sentTo("ada").filter((text) => text.includes("评价已结束"))).toEqual([]);
    expect((await conversationOf("ada")).ticketId).not.toBeNull();
  });

  test("a number after the bot's own question answers that, and the survey's buttons still work", async () => {
    const shop: Answerer = {
      name: "shop",
      answer: async ({ text }) => {
        const answers: Readonly<Record<string, string>> = { order: "Which order? 1) A 2) B", "2": "B is on its way" };
        const answer = answers[text] ?? null;
        return { text: answer, confidence: answer === null ? 0 : 1, candidates: [] };
      },
    };
    const { say, service, id, channel, told } = await asked(issues.en, { answerers: [shop] });
    const [button] = last(channel.sent).content.options ?? [];
    await say("ada", "order");
    await say("ada", "2");
    expect(last(channel.sentTo("ada"))).toBe("B is on its way");
    expect(told("survey.answered")).toEqual([]);
    await say("ada", { text: "", choice: button ?? { id: "" } });
    expect(await service.surveys.listOf(id)).toMatchObject([{ status: "answered", score: 1 }]);
    await say("ada", "order");
    await say("ada", "2");
    expect(last(channel.sentTo("ada"))).toBe("B is on its way");
  });

  test("a number written after a human had the conversation is none", async () => {
    const { say, service, id, told, ticketOf } = await asked(issues.en, { survey: { quietDays: 30 } });
    await say("ada", offTopic);
    await service.tickets.close((await ticketOf("ada")).id, { agentId: "li" });
    await service.idle();
    expect(told("survey.suppressed")).toHaveLength(1);
    await say("ada", "2");
    expect(told("survey.answered")).toEqual([]);
    expect((await service.surveys.listOf(id))[0]).toMatchObject({ status: "sent", score: null });
  });

  test("a courtesy asks nothing: the score may come after it", async () => {
    const { say, service, id } = await asked();
    await say("ada", "thanks a lot");
    await say("ada", "4");
    expect(await service.surveys.listOf(id)).toMatchObject([{ status: "answered", score: 4 }]);
  });

  test("in a group only whom the survey asks can type the score", async () => {
    const { say, service, id, told } = await asked();
    await say("ada", "1", { from: { ids: ["bob"], verified: true } });
    expect(told("survey.answered")).toEqual([]);
    expect(await service.surveys.listOf(id)).toMatchObject([{ status: "sent", score: null }]);
  });

  test("a score typed again after the answer reopens nothing, and the customer is told that it is over", async () => {
    const { say, service, id, channel, told } = await asked();
    await say("ada", "5");
    await say("ada", "5");
    expect(channel.sentTo("ada").slice(-2)).toEqual([thanks, "This survey is over. Thank you all the same!"]);
    expect(await service.surveys.listOf(id)).toMatchObject([{ status: "answered", score: 5 }]);
    expect(told("ticket.reopened")).toEqual([]);
    expect(told("ticket.opened")).toHaveLength(1);
  });

  test.each([
    ["before", ["What are your opening hours", "5"], ["Monday to Friday, 9:00 to 18:00", thanks]],
    ["after", ["5", "What are your opening hours"], [thanks, "Monday to Friday, 9:00 to 18:00"]],
  ])("a question written just %s the score is answered too", async (_, texts, answers) => {
    const slow = slowAnswerer();
    const { channel, service, id } = await asked(issues.en, { answerers: [slow] });
    await channel.say("ada", "slow question");
    await until(() => slow.asked() === 1);
    // Both wait behind the turn at hand, and come into the next one together.
    for (const text of texts) await channel.say("ada", text);
    slow.answerWith("slow answer");
    await service.idle();
    expect(channel.sentTo("ada").slice(-3)).toEqual(["slow answer", ...answers]);
    expect(await service.surveys.listOf(id)).toMatchObject([{ status: "answered", score: 5 }]);
  });
});
