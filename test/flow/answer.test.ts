import { type Answerer, silentLogger } from "kefu";
import { describe, expect, test } from "vitest";
import { desk, offTopic, stores } from "../harness.ts";

const joker: Answerer = { name: "joker", answer: async () => ({ text: "Knock, knock.", confidence: 0.9 }) };

describe.each(stores)("answers of the wrong shape on $name", ({ open }) => {
  test.each<[string, unknown]>([
    ["a text that is a number", { text: 42, confidence: 1 }],
    ["a confidence that is a word", { text: "Hi", confidence: "sure" }],
    ["options that are no list", { text: "Hi", confidence: 1, options: "yes or no" }],
    ["options without titles", { text: "Hi", confidence: 1, options: [{ id: "yes" }] }],
    ["candidates that are no list", { text: "Hi", confidence: 1, candidates: {} }],
    ["a bare string", "Hi"],
  ])("%s is an error of that answerer: it is logged, and the next one answers", async (_, offered) => {
    const logged: unknown[] = [];
    const logger = { ...silentLogger, error: (details: object) => void logged.push(details) };
    const odd: Answerer = { name: "odd", answer: async () => offered as never };
    const { say, channel, told } = await desk({ store: open(), logger, answerers: [odd, joker] });
    await say("ada", offTopic);
    expect(channel.sentTo("ada")).toEqual(["Knock, knock."]);
    expect(told("question.answered")).toMatchObject([{ by: "joker" }]);
    expect(logged).toMatchObject([{ answerer: "odd" }]);
  });

  test("when nobody else answers, explain tells it", async () => {
    const odd: Answerer = { name: "odd", answer: async () => ({ text: 42, confidence: 1 }) as never };
    const { say, service, ticketOf } = await desk({ store: open(), answerers: [odd] });
    await say("ada", offTopic);
    const { story } = await service.explain((await ticketOf("ada")).id);
    expect(story.join("\n")).toMatch(/answer: none, no_answer .*error: odd: .*text expected string/);
  });
});
