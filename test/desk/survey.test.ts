import type { SentMessage } from "kefu/testing";
import { describe, expect, test } from "vitest";
import { desk, last, stores, type TestDesk, technicalIssue } from "../harness.ts";

const thanks = "Thank you for your rating!\nWould you like to say why? Just write it here.";

/** Ada's ticket is answered and closed, and the survey is out. */
async function closedTicket(open: (typeof stores)[number]["open"], person = "ada", made?: TestDesk) {
  const at = made ?? (await desk({ store: open() }));
  await at.say(person, technicalIssue);
  const { id } = await at.ticketOf(person);
  await at.service.tickets.reply(id, { agentId: "li", text: "Fixed, please try again." });
  await at.service.tickets.close(id, { agentId: "li" });
  await at.service.idle();
  const survey = last<SentMessage>(at.channel.sent.filter(({ address }) => address === person));
  return { ...at, id, survey };
}

describe.each(stores)("surveys on $name", ({ open }) => {
  test("closing sends the survey on the ticket's channel, with template, ticket and link", async () => {
    const { survey, id, told } = await closedTicket(open);
    const url = survey.content.template?.parameters.url ?? "";
    expect(url).toMatch(new RegExp(`^https://survey\\.example\\.com/${id}\\?s=1-[0-9a-z]{26}$`));
    expect(survey).toMatchObject({
      address: "ada",
      content: { template: { name: "survey", parameters: { ticketId: id } } },
    });
    expect(survey.content.text).toContain(url);
    expect(survey.content.options).toHaveLength(5);
    expect(told("survey.sent")).toMatchObject([
      { survey: { ticketId: id, closure: 1, agentId: "li", channelId: "telegram" } },
    ]);
  });

  test("the survey is in the customer's language", async () => {
    const at = await desk({ store: open() });
    await at.say("ada", "软件报错了，无法打开");
    await at.service.tickets.close((await at.ticketOf("ada")).id, { agentId: "li" });
    await at.service.idle();
    expect(last(at.channel.sent).content).toMatchObject({ template: { language: "zh-CN" } });
    expect(last(at.channel.sentTo("ada"))).toContain("满意吗");
  });

  test("a button of the survey is the answer, and the customer is thanked", async () => {
    const { say, survey, service, id, channel, conversationOf } = await closedTicket(open);
    const choice = survey.content.options?.[3] ?? { id: "", title: "" };
    await say("ada", { text: "", choice });
    expect(await service.surveys.listOf(id)).toMatchObject([{ status: "answered", score: 4 }]);
    expect(last(channel.sentTo("ada"))).toBe(thanks);
    const [answered] = await service.surveys.listOf(id);
    expect(await conversationOf("ada")).toMatchObject({ state: "ended", surveyId: answered?.id });
  });

  test.each([
    ["5", 5],
    ["５分", 5],
    ["4/5", 4],
    ["3 stars", 3],
    ["五分", 5],
    ["⭐⭐", 2],
  ])("%s is an answer of %i", async (text, score) => {
    const { say, service, id, told } = await closedTicket(open);
    await say("ada", text);
    expect(await service.surveys.listOf(id)).toMatchObject([{ status: "answered", score }]);
    expect(told("survey.answered")).toHaveLength(1);
    expect(told("ticket.reopened")).toEqual([]);
  });

  test("the survey page's answer is taken, with its comment", async () => {
    const { say, service, id, told, channel } = await closedTicket(open);
    await service.surveys.answer(id, { score: 2, comment: "slow\u0000" });
    expect(await service.surveys.listOf(id)).toMatchObject([{ status: "answered", score: 2, comment: "slow" }]);
    expect(told("survey.answered")).toHaveLength(1);
    await say("ada", "5");
    expect(last(channel.sentTo("ada"))).toBe("This survey is over. Thank you all the same!");
    expect(await service.surveys.listOf(id)).toMatchObject([{ status: "answered", score: 2 }]);
  });

  test("a second answer is refused, and the first stays", async () => {
    const { service, id } = await closedTicket(open);
    await service.surveys.answer(id, { score: 5 });
    await expect(service.surveys.answer(id, { score: 1 })).rejects.toMatchObject({
      code: "survey.refused",
      message: expect.stringContaining("has its answer already"),
    });
    expect(await service.surveys.listOf(id)).toMatchObject([{ score: 5 }]);
  });

  test("of twenty answers at the same time one is taken", async () => {
    const { service, id } = await closedTicket(open);
    const tries = Array.from({ length: 20 }, (_, index) => service.surveys.answer(id, { score: (index % 5) + 1 }));
    const results = await Promise.allSettled(tries);
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });

  test("a score off the scale is not taken, and the customer is told the scale", async () => {
    const { say, service, id, channel } = await closedTicket(open);
    await say("ada", "10");
    expect(last(channel.sentTo("ada"))).toBe("Please rate from 1 (Very bad) to 5 (Very good).");
    expect(await service.surveys.listOf(id)).toMatchObject([{ status: "sent", score: null }]);
    await say("ada", "1");
    expect(await service.surveys.listOf(id)).toMatchObject([{ status: "answered", score: 1 }]);
  });

  test.each([0, 6, 2.5, Number.NaN])("the survey page's score %d is refused with the scale", async (score) => {
    const { service, id } = await closedTicket(open);
    await expect(service.surveys.answer(id, { score })).rejects.toMatchObject({
      code: "survey.refused",
      message: expect.stringContaining("whole number from 1 to 5"),
    });
    expect(await service.surveys.listOf(id)).toMatchObject([{ status: "sent" }]);
  });

  test("a ticket without a survey says so", async () => {
    const { say, ticketOf, service } = await desk({ store: open() });
    await say("ada", technicalIssue);
    const { id } = await ticketOf("ada");
    await expect(service.surveys.answer(id, { score: 5 })).rejects.toMatchObject({ code: "survey.not_found" });
    await expect(service.surveys.answer("T-NONE", { score: 5 })).rejects.toMatchObject({ code: "survey.not_found" });
  });

  test("an expired survey takes no answer, in the conversation or on the page", async () => {
    const { service, id, pass, say, told } = await closedTicket(open);
    await pass({ days: 15 });
    await expect(service.surveys.answer(id, { score: 5 })).rejects.toMatchObject({
      message: expect.stringContaining("expired"),
    });
    await say("ada", "5");
    expect(told("survey.answered")).toEqual([]);
  });

  test("another question instead of a score is answered as a question, and the survey stays open", async () => {
    const { say, service, id, channel, survey } = await closedTicket(open);
    await say("ada", "how do I reset my password");
    expect(last(channel.sentTo("ada"))).toContain("example.com/reset");
    await say("ada", { text: "", choice: survey.content.options?.[4] ?? { id: "", title: "" } });
    expect(await service.surveys.listOf(id)).toMatchObject([{ score: 5 }]);
  });

  test("CSAT is the share of 4s and 5s among the answers, with the response rate beside it", async () => {
    const made = await desk({ store: open() });
    const scores: readonly (number | null)[] = [5, 4, 3, null];
    for (const [index, score] of scores.entries()) {
      const { id } = await closedTicket(open, `customer-${index}`, made);
      if (score !== null) await made.service.surveys.answer(id, { score });
    }
    expect(await made.service.surveys.statistics()).toEqual({
      ...{ asked: 4, answered: 3, suppressed: 0, csat: 2 / 3, responseRate: 3 / 4, averageScore: 4 },
      ...{ suppressedBy: {}, nps: null, ces: null, groups: [] },
    });
    await made.pass({ days: 1 });
    expect(await made.service.surveys.statistics({ since: made.clock.now() })).toMatchObject({ asked: 0, csat: null });
  });
});
