import type { SurveyReason } from "kefu";
import { type SimulatedDuration, scriptedChannel } from "kefu/testing";
import { describe, expect, test } from "vitest";
import { desk, last, stores, type TestDesk, type TestDeskOptions, technicalIssue, unstartedDesk } from "../harness.ts";
import { change } from "../operations/stored.ts";

// What the users of other desks have asked for since 2016, each as they put it, and the traps others fell into.

describe.each(stores)("what people want of surveys on $name", ({ open }) => {
  const started = (options: Partial<TestDeskOptions> = {}) => desk({ store: open(), ...options });

  async function closed(made: TestDesk, { person = "ada", pass }: { person?: string; pass?: SimulatedDuration } = {}) {
    await made.say(person, technicalIssue);
    const { id } = await made.ticketOf(person);
    await made.service.tickets.reply(id, { agentId: "li", text: "Fixed." });
    if (pass !== undefined) await made.pass(pass);
    await made.service.tickets.close(id, { agentId: "li" });
    await made.service.idle();
    return id;
  }
  const reasons = ({ told }: TestDesk): readonly SurveyReason[] =>
    told("survey.suppressed").map(({ reason }) => reason);

  test("again for each closure of one conversation", async () => {
    const made = await started();
    const id = await closed(made);
    await closed(made);
    expect(made.told("survey.sent")).toMatchObject([
      { survey: { ticketId: id, closure: 1 } },
      { survey: { ticketId: id, closure: 2 } },
    ]);
  });

  test("not for what nobody dealt with: a ticket that the bot had alone", async () => {
    const made = await started({ agents: [] });
    await made.say("ada", technicalIssue);
    await made.service.tickets.close((await made.ticketOf("ada")).id, { byCustomer: true });
    await made.service.idle();
    expect(reasons(made)).toEqual(["no_human_handled_it"]);
  });

  test("but for what a human resolved, and time closed", async () => {
    const made = await started({ autoCloseDays: 4 });
    await made.say("ada", technicalIssue);
    await made.service.tickets.resolve((await made.ticketOf("ada")).id, { agentId: "li" });
    await made.pass({ days: 5 });
    expect(made.told("survey.sent")).toMatchObject([{ survey: { agentId: "li" } }]);
  });

  test("not more often than every so many days", async () => {
    const made = await started({ survey: { quietDays: 30 } });
    await closed(made);
    await closed(made);
    expect(reasons(made)).toEqual(["asked_this_customer_lately"]);
  });

  test("not who asked to be left alone, until they change their mind", async () => {
    const made = await started();
    const id = await closed(made);
    const { customerId } = await made.service.tickets.get(id);
    await made.service.customers.update(customerId, { surveys: false });
    await closed(made);
    expect(reasons(made)).toEqual(["customer_wants_none"]);
    expect((await made.service.explain(id)).story).toContain("survey: not asked about closure 2: customer_wants_none.");
    await made.service.customers.update(customerId, { surveys: true });
    await closed(made);
    expect(made.told("survey.sent")).toHaveLength(2);
    await expect(
      made.service.customers.update(customerId, { surveys: "no" as unknown as boolean }),
    ).rejects.toMatchObject({ code: "customer.refused" });
  });

  test("not for tickets with some tags, and not for what became part of another", async () => {
    const store = open();
    const made = await started({ store, survey: { skipTags: ["internal"], delayMinutes: 30 } });
    const ids = [await closed(made, { person: "ada" }), await closed(made, { person: "bob" })];
    await change(store, "ticket", ids[0] ?? "", { tags: ["app", "internal"] });
    await change(store, "ticket", ids[1] ?? "", { mergedInto: "T-OTHER" });
    await made.pass({ hours: 1 });
    expect([...reasons(made)].sort()).toEqual(["tag_skipped", "ticket_merged"]);
  });

  test("not for tickets of some queues, whether the inbox is one or not", async () => {
    for (const unifiedInbox of [true, false]) {
      const made = await started({ survey: { skipQueues: ["technical"] }, unifiedInbox });
      await closed(made);
      expect(reasons(made)).toEqual(["queue_skipped"]);
    }
  });

  test("not when it was opened again before asking", async () => {
    const made = await started({ survey: { delayMinutes: 30 } });
    const id = await closed(made);
    await made.service.tickets.reopen(id);
    await made.pass({ hours: 1 });
    expect(reasons(made)).toEqual(["reopened_before_asking"]);
  });

  test("a person without an e-mail address is asked too, in their channel", async () => {
    const made = await started();
    await closed(made);
    expect(last(made.channel.sent)).toMatchObject({ address: "ada", content: { options: { length: 5 } } });
  });

  test("with buttons where the channel has them, with numbered lines where it has none", async () => {
    const channel = scriptedChannel({ id: "sms", kind: "sms", capabilities: { options: undefined } });
    const made = await started({ channel });
    const id = await closed(made);
    expect(last(channel.sent).content.text).toMatch(/\n1 Very bad\n2 Bad\n3 Fair\n4 Good\n5 Very good\n/);
    await made.say("ada", "4");
    expect(await made.service.surveys.listOf(id)).toMatchObject([{ score: 4 }]);
  });

  test("without a link, where the text has none", async () => {
    const made = await started({ texts: { en: { survey: "{question} Please answer from {lowest} to {highest}." } } });
    const id = await closed(made);
    expect(last(made.channel.sentTo("ada"))).toBe(
      `How satisfied are you with how we handled ticket ${id}? Please answer from 1 to 5.`,
    );
  });

  test("its answer reaches other programs for certain", async () => {
    const made = unstartedDesk({ store: open() });
    const heard: unknown[] = [];
    made.service.workflow("survey.answered", ({ survey }) => void heard.push([survey.ticketId, survey.score]));
    made.service.workflow("survey.commented", ({ survey }) => void heard.push(survey.comment));
    await made.service.start();
    const id = await closed(made);
    await made.service.surveys.answer(id, { score: 5, comment: "fast" });
    await made.service.idle();
    expect(heard).toEqual(expect.arrayContaining([[id, 5], "fast"]));
    expect(heard).toHaveLength(2);
  });

  const whatsapp = (templates: boolean) => ({
    channel: scriptedChannel({ id: "wa", kind: "whatsapp", capabilities: { templates, replyWindowHours: 24 } }),
  });

  test("within 24 hours of the customer's last message it is sent", async () => {
    const made = await started(whatsapp(false));
    await closed(made, { pass: { hours: 23, minutes: 59 } });
    expect(made.told("survey.sent")).toHaveLength(1);
  });

  test("after 24 hours it is not, nothing is sent to fail, and it is counted", async () => {
    const made = await started({ ...whatsapp(false), unansweredMinutes: null });
    const id = await closed(made, { pass: { hours: 24, minutes: 1 } });
    expect(reasons(made)).toEqual(["window_closed"]);
    expect(made.channel.sent.filter(({ content }) => content.template !== undefined)).toEqual([]);
    expect((await made.service.explain(id)).story).toContain("survey: not asked about closure 1: window_closed.");
    expect(await made.service.surveys.statistics()).toMatchObject({ asked: 0, suppressedBy: { window_closed: 1 } });
  });

  test("after 24 hours it goes as a template where the channel has some", async () => {
    const made = await started(whatsapp(true));
    await closed(made, { pass: { hours: 30 } });
    expect(last(made.channel.sent).content.template).toMatchObject({ name: "survey", language: "en" });
  });

  test("the window is counted from the customer's last message, however much the desk has said since", async () => {
    const made = await started({ ...whatsapp(false), unansweredMinutes: null });
    await made.say("ada", technicalIssue);
    const { id } = await made.ticketOf("ada");
    for (let count = 0; count < 60; count += 1)
      await made.service.tickets.reply(id, { agentId: "li", text: `${count}` });
    await made.pass({ hours: 20 });
    await made.service.tickets.close(id, { agentId: "li" });
    await made.service.idle();
    expect(made.told("survey.sent")).toHaveLength(1);
  });

  test("who is rated does not change when the ticket is somebody else's later", async () => {
    const made = await started({ survey: { delayMinutes: 30 } });
    const id = await closed(made);
    await made.pass({ minutes: 31 });
    await made.service.tickets.reopen(id);
    await made.service.tickets.assign(id, { to: "wang" });
    await made.service.surveys.answer(id, { score: 1 });
    expect(await made.service.surveys.statistics({ by: "agent" })).toMatchObject({
      groups: [{ key: "li", answered: 1, averageScore: 1 }],
    });
  });

  test("statistics refuse what they do not know, naming it", async () => {
    const made = await started();
    for (const options of [{ by: "mood" }, { zone: "Mars" }, { kind: "stars" }, { since: "yesterday" }]) {
      await expect(made.service.surveys.statistics(options as object)).rejects.toMatchObject({
        code: "options.invalid",
        message: expect.stringContaining(Object.keys(options)[0] ?? ""),
      });
    }
  });
});

describe.each(stores)("surveys never go round in circles on $name", ({ open }) => {
  test("a workflow that closes what is opened again, and a machine that answers everything, get one survey", async () => {
    const made = unstartedDesk({ store: open() });
    const { service, channel } = made;
    for (const event of ["ticket.opened", "ticket.reopened"] as const) {
      service.workflow(event, ({ ticket }) =>
        service.tickets.close(ticket.id, { agentId: "li" }).then(() => undefined),
      );
    }
    await service.start();
    await made.say("ada", technicalIssue);
    let answered = channel.sentTo("ada").length - 1;
    for (let round = 0; round < 50 && answered < channel.sentTo("ada").length; round += 1) {
      answered = channel.sentTo("ada").length;
      await made.say("ada", round % 2 === 0 ? "5" : "I am out of the office");
    }
    expect(answered).toBe(channel.sentTo("ada").length);
    expect(made.told("survey.sent")).toHaveLength(1);
    expect(made.told("ticket.opened")).toHaveLength(1);
    expect(made.told("ticket.reopened")).toEqual([]);
  });

  test("a machine that says 5 to everything ends with the survey", async () => {
    const made = await desk({ store: open() });
    await made.say("ada", technicalIssue);
    await made.service.tickets.close((await made.ticketOf("ada")).id, { agentId: "li" });
    await made.service.idle();
    let seen = 0;
    for (let round = 0; round < 20 && seen < made.channel.sentTo("ada").length; round += 1) {
      seen = made.channel.sentTo("ada").length;
      await made.say("ada", "5");
    }
    expect(made.channel.sentTo("ada").filter((text) => text.startsWith("This survey is over"))).toHaveLength(1);
    expect(made.told("survey.answered")).toHaveLength(1);
    expect(await made.conversationOf("ada")).toMatchObject({ state: "ended", ticketId: null });
  });
});
