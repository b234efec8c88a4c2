import { describe, expect, test } from "vitest";
import { desk, stores, type TestDesk, technicalIssue } from "../harness.ts";

async function closeAnswered({ say, ticketOf, service }: TestDesk, person = "ada"): Promise<string> {
  await say(person, technicalIssue);
  const { id } = await ticketOf(person);
  await service.tickets.reply(id, { agentId: "li", text: "Fixed." });
  await service.tickets.close(id, { agentId: "li" });
  await service.idle();
  return id;
}

describe.each(stores)("when surveys are asked on $name", ({ open }) => {
  test("the survey waits for its delay, and is asked just then", async () => {
    const made = await desk({ store: open(), survey: { delayMinutes: 30 } });
    await closeAnswered(made);
    await made.pass({ minutes: 29 });
    expect(made.told("survey.sent")).toEqual([]);
    await made.pass({ minutes: 2 });
    expect(made.told("survey.sent")).toHaveLength(1);
    await made.pass({ days: 30 });
    expect(made.told("survey.sent")).toHaveLength(1);
  });

  test("a survey that is not asked yet takes no answer", async () => {
    const made = await desk({ store: open(), survey: { delayMinutes: 30 } });
    const id = await closeAnswered(made);
    await expect(made.service.surveys.answer(id, { score: 5 })).rejects.toMatchObject({
      code: "survey.refused",
      message: expect.stringContaining("scheduled, not sent"),
    });
  });

  test("a ticket reopened before the survey was asked is not asked about, and explain says so", async () => {
    const made = await desk({ store: open(), survey: { delayMinutes: 30 } });
    const id = await closeAnswered(made);
    await made.say("ada", "The app crashes again");
    await made.pass({ hours: 1 });
    expect(made.told("survey.sent")).toEqual([]);
    expect(made.told("survey.suppressed")).toMatchObject([{ reason: "reopened_before_asking" }]);
    expect((await made.service.explain(id)).story).toContain(
      "survey: not asked about closure 1: reopened_before_asking.",
    );
    expect(await made.service.surveys.statistics()).toMatchObject({ asked: 0, suppressed: 1 });
  });

  test("a ticket reopened and closed again before the first survey was asked is asked about once", async () => {
    const made = await desk({ store: open(), survey: { delayMinutes: 30 } });
    const id = await closeAnswered(made);
    await made.service.tickets.reopen(id);
    await made.service.tickets.close(id, { agentId: "li" });
    await made.pass({ hours: 1 });
    expect(made.told("survey.suppressed")).toMatchObject([{ survey: { closure: 1 } }]);
    expect(made.told("survey.sent")).toMatchObject([{ survey: { closure: 2 } }]);
  });

  test("each closure has its own survey, with the agent of that closure", async () => {
    const made = await desk({ store: open() });
    const id = await closeAnswered(made);
    await made.service.surveys.answer(id, { score: 1 });
    await made.say("ada", "The app crashes again");
    await made.service.tickets.assign(id, { to: "wang" });
    await made.service.tickets.close(id, { agentId: "wang" });
    await made.service.idle();
    await made.service.surveys.answer(id, { score: 5 });
    expect(await made.service.surveys.listOf(id)).toMatchObject([
      { closure: 1, agentId: "li", score: 1 },
      { closure: 2, agentId: "wang", score: 5 },
    ]);
  });

  test("a customer is not asked again within the quiet days, and is after them", async () => {
    const made = await desk({ store: open(), survey: { quietDays: 30 }, reopenWithinDays: 0 });
    await closeAnswered(made);
    await made.pass({ days: 29 });
    await closeAnswered(made);
    expect(made.told("survey.suppressed")).toMatchObject([{ reason: "asked_this_customer_lately" }]);
    await made.pass({ days: 2 });
    await closeAnswered(made);
    expect(made.told("survey.sent")).toHaveLength(2);
  });

  test("closures that were not asked about do not make the desk forget when it last asked", async () => {
    const made = await desk({ store: open(), survey: { quietDays: 30 } });
    const id = await closeAnswered(made);
    for (let closure = 2; closure <= 25; closure += 1) {
      await made.service.tickets.reopen(id);
      await made.service.tickets.close(id, { agentId: "li" });
      await made.service.idle();
    }
    expect(made.told("survey.sent")).toHaveLength(1);
    expect(made.told("survey.suppressed")).toHaveLength(24);
    const customer = await made.service.customers.find("telegram", "ada");
    expect(customer?.lastSurveyedAt).toEqual(new Date("2026-01-05T09:00:00Z"));
  });

  test.each([
    ["a human has the conversation", "human", "online"],
    ["the conversation waits for a human", "queued", "offline"],
  ] as const)("while %s, a survey about an earlier ticket waits, an hour at a time", async (_, state, presence) => {
    const survey = { delayMinutes: 2 * 24 * 60 };
    const made = await desk({ store: open(), survey, reopenWithinDays: 0, unansweredMinutes: null });
    const earlier = await closeAnswered(made);
    await made.pass({ days: 1 });
    await made.service.agents.setPresence("li", presence);
    await made.say("ada", technicalIssue);
    const later = await made.ticketOf("ada");
    expect(await made.conversationOf("ada")).toMatchObject({ state });
    await made.pass({ days: 1, hours: 3, minutes: 30 });
    expect([...made.told("survey.sent"), ...made.told("survey.suppressed")]).toEqual([]);
    await made.service.tickets.close(later.id, { agentId: "li" });
    await made.service.idle();
    expect(made.told("survey.sent")).toEqual([]);
    await made.pass({ minutes: 31 });
    expect(made.told("survey.sent")).toMatchObject([{ survey: { ticketId: earlier } }]);
  });

  test("the quiet days of one customer are not another's", async () => {
    const made = await desk({ store: open(), survey: { quietDays: 30 } });
    await closeAnswered(made, "ada");
    await closeAnswered(made, "bob");
    expect(made.told("survey.sent")).toHaveLength(2);
  });

  test("a ticket the customer closed before any human saw it is not asked about", async () => {
    const made = await desk({ store: open(), agents: [] });
    await made.say("ada", technicalIssue);
    await made.service.tickets.close((await made.ticketOf("ada")).id, { byCustomer: true });
    await made.service.idle();
    expect(made.told("survey.suppressed")).toMatchObject([{ reason: "no_human_handled_it" }]);
  });

  test("it is asked about when the desk wants it so", async () => {
    const made = await desk({ store: open(), agents: [], survey: { askWithoutHuman: true } });
    await made.say("ada", technicalIssue);
    await made.service.tickets.close((await made.ticketOf("ada")).id, { byCustomer: true });
    await made.service.idle();
    expect(made.told("survey.sent")).toHaveLength(1);
  });

  test("a desk without surveys asks nothing", async () => {
    const made = await desk({ store: open(), survey: false });
    const id = await closeAnswered(made);
    await made.pass({ days: 1 });
    expect(await made.service.surveys.listOf(id)).toEqual([]);
  });

  test("the survey's page is the desk's own", async () => {
    const made = await desk({ store: open(), survey: { url: "https://desk.example.org/rate/" } });
    const id = await closeAnswered(made);
    const { url = "" } = made.channel.sent.at(-1)?.content.template?.parameters ?? {};
    expect(url.split("?")[0]).toBe(`https://desk.example.org/rate/${id}`);
  });
});
