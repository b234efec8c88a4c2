import { scriptedChannel } from "kefu/testing";
import { describe, expect, test } from "vitest";
import { desk, last, stores, type TestDesk, type TestDeskOptions, technicalIssue } from "../harness.ts";

describe.each(stores)("reminders of surveys on $name", ({ open }) => {
  async function asked(options: Partial<TestDeskOptions> = {}): Promise<TestDesk & { id: string }> {
    const made = await desk({ store: open(), survey: { remindAfterHours: 48, quietDays: 30 }, ...options });
    await made.say("ada", technicalIssue);
    const { id } = await made.ticketOf("ada");
    await made.service.tickets.reply(id, { agentId: "li", text: "Fixed." });
    await made.service.tickets.close(id, { agentId: "li" });
    await made.service.idle();
    return { ...made, id };
  }
  const story = async ({ service }: TestDesk, id: string) => (await service.explain(id)).story;

  test("who does not answer is asked once more, just once, with the same link and buttons", async () => {
    const made = await asked();
    const first = last(made.channel.sent).content;
    await made.pass({ hours: 47 });
    expect(made.told("survey.reminded")).toEqual([]);
    await made.pass({ hours: 2 });
    const second = last(made.channel.sent).content;
    expect(second.text).toMatch(/^We would still like to hear from you\./);
    expect([second.options, second.template]).toEqual([first.options, first.template]);
    await made.pass({ days: 30 });
    expect(made.told("survey.reminded")).toHaveLength(1);
    expect(made.told("survey.sent")).toHaveLength(1);
    expect(await made.service.surveys.listOf(made.id)).toMatchObject([
      { status: "sent", remindedAt: expect.any(Date) },
    ]);
    expect(await story(made, made.id)).toContain("survey: asked once more about closure 1: closed_ticket.");
    expect((await made.service.check()).violations).toEqual([]);
  });

  test("the reminder is answered like the survey", async () => {
    const made = await asked();
    await made.pass({ hours: 49 });
    await made.say("ada", "4");
    expect(await made.service.surveys.listOf(made.id)).toMatchObject([{ status: "answered", score: 4 }]);
  });

  test("a desk that does not want it reminds nobody", async () => {
    const made = await asked({ survey: {} });
    await made.pass({ days: 30 });
    expect(made.told("survey.reminded")).toEqual([]);
  });

  test("who answered is not asked again, and no timer is left", async () => {
    const made = await asked();
    await made.say("ada", "4");
    expect((await made.service.check()).checked.jobs).toBe(0);
    await made.pass({ days: 3 });
    expect(made.told("survey.reminded")).toEqual([]);
  });

  test("a ticket that was reopened is not asked about again, and explain says so", async () => {
    const made = await asked();
    await made.say("ada", "The app crashes again");
    await made.pass({ hours: 49 });
    expect(made.told("survey.reminded")).toEqual([]);
    expect(await story(made, made.id)).toContain("survey: no reminder about closure 1: reopened_before_asking.");
  });

  test("while a human has the conversation, about another ticket, there is no reminder, nor later", async () => {
    const made = await asked({ reopenWithinDays: 0, unansweredMinutes: null });
    await made.say("ada", technicalIssue);
    await made.pass({ hours: 49 });
    expect(made.told("survey.reminded")).toEqual([]);
    expect(await story(made, made.id)).toContain("survey: no reminder about closure 1: conversation_busy.");
    await made.service.tickets.close((await made.ticketOf("ada")).id, { agentId: "li" });
    await made.pass({ days: 5 });
    expect(made.told("survey.reminded")).toEqual([]);
  });

  test("when the channel's window is closed there is none", async () => {
    const capabilities = { templates: false, replyWindowHours: 24 };
    const made = await asked({ channel: scriptedChannel({ id: "wa", kind: "whatsapp", capabilities }) });
    expect(made.told("survey.sent")).toHaveLength(1);
    await made.pass({ hours: 49 });
    expect(made.told("survey.reminded")).toEqual([]);
    expect(await story(made, made.id)).toContain("survey: no reminder about closure 1: window_closed.");
  });

  test("who wants no surveys any more is not reminded of one", async () => {
    const made = await asked();
    await made.service.customers.update((await made.ticketOf("ada")).customerId, { surveys: false });
    await made.pass({ hours: 49 });
    expect(made.told("survey.reminded")).toEqual([]);
  });

  test("a survey that would be over by then is not reminded of", async () => {
    const made = await asked({ survey: { remindAfterHours: 48, expiresDays: 2 } });
    await made.pass({ days: 5 });
    expect(made.told("survey.reminded")).toEqual([]);
    expect((await made.service.check()).violations).toEqual([]);
  });
});
