import { type Answerer, type Classifier, type KnowledgeStore, sortableIds } from "kefu";
import { seededRandom, simulatedClock } from "kefu/testing";
import { describe, expect, test } from "vitest";
import { desk, last, offTopic, slowAnswerer, stores, technicalIssue, until } from "../harness.ts";

const fail = () => Promise.reject(new Error("the model is away"));
const failingClassifier: Classifier = { name: "model", classify: fail };
const failingAnswerer: Answerer = { name: "model", answer: fail };
const failingKnowledge: KnowledgeStore = { add: async () => {}, remove: fail, get: fail, search: fail };

/** What is said when not even a ticket can be made. */
const tryAgain = "Sorry, something went wrong on our side. Please write to us again in a few minutes.";

/** Ticket ids that cannot be made for the first so many times. */
function brokenIds(failures: number) {
  const ids = sortableIds(simulatedClock(), seededRandom(1));
  let failed = 0;
  const ticket = () => {
    if (failed === failures) return ids.ticket();
    failed += 1;
    throw new Error("no more ids");
  };
  return { row: () => ids.row(), ticket };
}

describe.each(stores)("failing parts on $name", ({ open }) => {
  test("a classifier that throws counts as abstaining: the knowledge is asked all the same", async () => {
    const { say, channel } = await desk({ store: open(), classifiers: [failingClassifier] });
    await say("ada", "refund policy");
    expect(channel.sentTo("ada")).toEqual(["Please see our refund policy page"]);
  });

  test("a failing classifier leads what nobody can answer to a human, with a message", async () => {
    const { say, channel, ticketOf, service } = await desk({ store: open(), classifiers: [failingClassifier] });
    await say("ada", "tell me a joke");
    const { id, agentId } = await ticketOf("ada");
    expect(agentId).toBe("wang");
    expect(channel.sentTo("ada")).toEqual([expect.stringContaining(id)]);
    expect((await service.explain(id)).story.join("\n")).toMatch(/classify: .*model/);
  });

  test.each<[string, Parameters<typeof desk>[0]]>([
    ["answerer", { store: open(), answerers: [failingAnswerer] }],
    ["knowledge store", { store: open(), knowledge: failingKnowledge, faq: {} }],
  ])("a failing %s leads to a human and a message, and explain tells the error", async (_, options) => {
    const { say, channel, ticketOf, service } = await desk(options);
    await say("ada", "tell me a joke");
    const { id } = await ticketOf("ada");
    expect(channel.sentTo("ada")).toEqual([expect.stringContaining(id)]);
    expect((await service.explain(id)).story.join("\n")).toContain("the model is away");
  });

  test("a failing answerer does not keep the next one from answering", async () => {
    const joker: Answerer = {
      name: "joker",
      answer: async () => ({ text: "Knock, knock.", confidence: 0.9, candidates: [] }),
    };
    const { say, channel, told } = await desk({ store: open(), answerers: [failingAnswerer, joker] });
    await say("ada", "tell me a joke");
    expect(channel.sentTo("ada")).toEqual(["Knock, knock."]);
    expect(told("question.answered")).toMatchObject([{ by: "joker" }]);
  });

  test("a turn that fails for a while is tried again, and nothing is said twice", async () => {
    const { say, pass, told, channel } = await desk({ store: open(), ids: brokenIds(3) });
    await say("ada", technicalIssue);
    expect(told("ticket.opened")).toEqual([]);
    await pass({ minutes: 5 });
    expect(told("ticket.opened")).toHaveLength(1);
    expect(channel.sentTo("ada")).toHaveLength(1);
    expect(told("job.died")).toEqual([]);
  });

  test("a turn that failed for good ends with a human and an apology", async () => {
    const { say, pass, told, channel, conversationOf } = await desk({ store: open(), ids: brokenIds(8) });
    await say("ada", technicalIssue);
    await pass({ minutes: 30 });
    expect(told("job.died")).toMatchObject([{ jobKind: "turn", error: "no more ids" }]);
    expect(told("conversation.handed_over")).toMatchObject([{ reason: "bot_failed" }]);
    expect(channel.sentTo("ada")).toEqual([expect.stringContaining("Sorry, something went wrong")]);
    expect(await conversationOf("ada")).toMatchObject({ state: "human", agentId: "wang" });
  });

  test("a turn that cannot even be handed over is a dead letter, and the next message takes it up", async () => {
    const { say, pass, told, channel, ticketOf } = await desk({ store: open(), ids: brokenIds(9) });
    await say("ada", technicalIssue);
    await pass({ hours: 1 });
    expect(told("job.died")).toMatchObject([{ jobKind: "turn" }]);
    expect(channel.sentTo("ada")).toEqual([tryAgain]);
    await say("ada", "hello?");
    expect((await ticketOf("ada")).description).toBe(`${technicalIssue}\nhello?`);
  });

  test("who writes while no ticket can be made is told so each time, in their language", async () => {
    const { say, pass, told, channel } = await desk({ store: open(), ids: brokenIds(1_000) });
    await say("ada", technicalIssue);
    await pass({ hours: 1 });
    await say("ada", "软件报错了，无法打开");
    await pass({ hours: 1 });
    expect(told("job.died")).toMatchObject([{ jobKind: "turn" }, { jobKind: "turn" }]);
    expect(channel.sentTo("ada")).toHaveLength(2);
    expect(channel.sentTo("ada")[0]).toBe(tryAgain);
  });

  test.each([
    ["no text", { text: "", confidence: 1 }],
    ["a text of white space", { text: " \n", confidence: 1 }],
    ["a confidence that is no number", { text: "Knock, knock.", confidence: Number.NaN }],
  ])("an answerer that offers %s has not answered: a human gets it, with a message", async (_, offer) => {
    const vague: Answerer = { name: "vague", answer: async () => ({ ...offer, candidates: [] }) };
    const { say, told, channel, ticketOf } = await desk({ store: open(), answerers: [vague] });
    await say("ada", offTopic);
    expect(told("question.answered")).toEqual([]);
    expect(told("conversation.handed_over")).toMatchObject([{ reason: "no_answer" }]);
    expect(channel.sentTo("ada")).toEqual([expect.stringContaining((await ticketOf("ada")).id)]);
  });

  test("an answerer that hangs for a minute is given up: a human gets the message, with an apology", async () => {
    const slow = slowAnswerer();
    const { channel, service, clock, told, ticketOf } = await desk({ store: open(), answerers: [slow] });
    await channel.say("ada", "slow question");
    await until(() => slow.asked() === 1);
    await clock.advance({ seconds: 59 });
    expect(told("conversation.handed_over")).toEqual([]);
    await clock.advance({ seconds: 2 });
    await service.idle();
    expect(told("conversation.handed_over")).toMatchObject([{ reason: "bot_failed" }]);
    slow.answerWith("Too late.");
    await service.idle();
    expect(channel.sentTo("ada")).toEqual([expect.stringContaining("Sorry, something went wrong")]);
    const { story } = await service.explain((await ticketOf("ada")).id);
    expect(story.join("\n")).toContain("no decision in 60 seconds");
  });

  test("a failing turn of one conversation leaves the others alone", async () => {
    const { say, channel } = await desk({ store: open(), ids: brokenIds(1_000) });
    await say("ada", technicalIssue);
    await say("bob", "refund policy");
    expect(last(channel.sentTo("bob"))).toBe("Please see our refund policy page");
  });
});
