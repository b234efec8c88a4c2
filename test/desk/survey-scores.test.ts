import { describe, expect, test } from "vitest";
import { desk, last, slowAnswerer, stores, type TestDesk, type TestDeskOptions, until } from "../harness.ts";

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
