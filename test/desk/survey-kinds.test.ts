import type { SurveyKind } from "kefu";
import { scriptedChannel } from "kefu/testing";
import { describe, expect, test } from "vitest";
import { desk, last, stores, type TestDeskOptions, technicalIssue } from "../harness.ts";

describe.each(stores)("kinds of surveys on $name", ({ open }) => {
  async function asked(kind: SurveyKind, issue = technicalIssue, more: Partial<TestDeskOptions> = {}) {
    const made = await desk({ store: open(), survey: { kind }, ...more });
    await made.say("ada", issue);
    const { id } = await made.ticketOf("ada");
    await made.service.tickets.close(id, { agentId: "li" });
    await made.service.idle();
    return { ...made, id, survey: last(made.channel.sent).content };
  }
  const buttons = { text: { max: 4_096, unit: "utf16" }, options: { max: 12, titleLength: 24 } } as const;
  const wide = () => ({ channel: scriptedChannel({ id: "web", kind: "web", capabilities: buttons }) });

  test("NPS asks from 0 to 10, in the customer's language, with a button for each", async () => {
    const en = await asked("nps", technicalIssue, wide());
    expect(en.survey.text).toMatch(/how likely are you to recommend us .* Please answer from 0 to 10, or here: http/);
    const titles = en.survey.options?.map(({ title }) => title);
    const between = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];
    expect(titles).toEqual(["0 Not at all likely", ...between, "10 Extremely likely"]);
    const zh = await asked("nps", "软件报错了，无法打开", wide());
    expect(zh.survey.text).toMatch(/推荐我们？请回复 0 到 10 分，或点击：http/);
    expect(zh.survey.options?.at(-1)?.title).toBe("10 非常可能");
  });

  test("a channel with too few buttons gets the ends of the scale as text", async () => {
    const { survey } = await asked("nps");
    expect(survey.options).toBeUndefined();
    const [, ...lines] = survey.text.split("\n");
    expect(lines).toEqual(["0 Not at all likely", "10 Extremely likely", "Please answer with a number."]);
  });

  test("CES asks from 1 to 7, how easy it was", async () => {
    const { survey } = await asked("ces");
    expect(survey.text).toMatch(/^How easy was it .* Please answer from 1 to 7/);
    expect(survey.options?.map(({ title }) => title.split(" ")[0])).toEqual(["1", "2", "3", "4", "5", "6", "7"]);
  });

  test.each<[SurveyKind, string, number]>([
    ["nps", "10", 10],
    ["nps", "0", 0],
    ["nps", "ten", 10],
    ["nps", "9/10", 9],
    ["nps", "Extremely likely", 10],
    ["ces", "7", 7],
    ["ces", "rather easy!", 5],
    ["ces", "seven points", 7],
  ])("asked for %s, %s is an answer of %i, and explain tells the scale", async (kind, text, score) => {
    const { say, service, id, told } = await asked(kind);
    await say("ada", text);
    expect(await service.surveys.listOf(id)).toMatchObject([{ kind, status: "answered", score }]);
    expect(told("ticket.reopened")).toEqual([]);
    const of = { csat: 5, nps: 10, ces: 7 }[kind];
    expect((await service.explain(id)).story).toContain(`The customer gave ${score} of ${of} in the survey.`);
  });

  test("a button of NPS is the answer", async () => {
    const { say, service, id, survey } = await asked("nps", technicalIssue, wide());
    await say("ada", { text: "", choice: survey.options?.[0] });
    expect(await service.surveys.listOf(id)).toMatchObject([{ status: "answered", score: 0 }]);
  });

  test.each<[SurveyKind, string, string]>([
    ["nps", "11", "Please rate from 0 (Not at all likely) to 10 (Extremely likely)."],
    ["ces", "8", "Please rate from 1 (Very difficult) to 7 (Very easy)."],
    ["ces", "0", "Please rate from 1 (Very difficult) to 7 (Very easy)."],
  ])("asked for %s, %s is off the scale, and the customer is told it", async (kind, text, reply) => {
    const { say, service, id, channel } = await asked(kind);
    await say("ada", text);
    expect(last(channel.sentTo("ada"))).toBe(reply);
    expect(await service.surveys.listOf(id)).toMatchObject([{ status: "sent", score: null }]);
    await expect(service.surveys.answer(id, { score: Number(text) })).rejects.toMatchObject({
      code: "survey.refused",
      details: { reason: "off_scale" },
    });
  });

  test("question, frame and labels are the desk's own where it has some", async () => {
    const npsScores = ["never", ...Array.from({ length: 9 }, () => ""), "always"];
    const texts = {
      en: { survey: "{question} ({lowest}-{highest})", npsQuestion: "Recommend us, {ticket}?", npsScores },
    };
    const { survey, id, say, service } = await asked("nps", technicalIssue, { ...wide(), texts });
    expect(survey.text).toBe(`Recommend us, ${id}? (0-10)`);
    expect(survey.options?.[0]?.title).toBe("0 never");
    await say("ada", "always");
    expect(await service.surveys.listOf(id)).toMatchObject([{ score: 10 }]);
  });

  test("a survey keeps the kind with which it was asked about its closure", async () => {
    const { service, id } = await asked("nps");
    await service.surveys.answer(id, { score: 10 });
    expect(await service.surveys.statistics()).toMatchObject({ answered: 1, nps: 100, csat: null, averageScore: 10 });
  });
});
