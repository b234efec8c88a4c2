import { type Logger, memoryTicketStore } from "kefu";
import { surveyHandler } from "kefu/survey";
import { describe, expect, test } from "vitest";
import { desk, stores } from "../../harness.ts";
import { awayWhile } from "../../stores/away-while.ts";
import { keptOpen } from "../../stores/kept-open.ts";
import { asked, chineseIssue, publicUrl } from "./asked.ts";

const radios = (page: string) =>
  [...page.matchAll(/type="radio" name="score" value="(\d+)"/g)].map(([, score]) => score);

describe.each(stores)("the page of a survey on $name", ({ open }) => {
  test("shows the question, and takes one answer with a comment, and no second one", async () => {
    const made = await asked({ store: open() });
    const page = await made.ask(made.url);
    expect(page.status).toBe(200);
    const text = await page.text();
    expect(text).toContain('<html lang="en">');
    expect(text).toContain(`How satisfied are you with how we handled ticket ${made.ticketId}?`);
    expect(radios(text)).toEqual(["1", "2", "3", "4", "5"]);

    const answered = await made.send({ score: "4", comment: "quick,\r\nfriendly" });
    expect(answered.status).toBe(303);
    const next = new URL(answered.headers.get("location") ?? "", made.url);
    expect(next.href).toBe(made.url);
    expect(await (await made.ask(next.href)).text()).toContain("Thank you for your rating!");
    expect(await made.kept()).toMatchObject({ score: 4, comment: "quick,\nfriendly" });

    expect((await made.send({ score: "1", comment: "no" })).status).toBe(303);
    expect(await made.kept()).toMatchObject({ score: 4, comment: "quick,\nfriendly" });
    expect(made.told("survey.answered")).toHaveLength(1);
  });

  test("takes a comment after the score, once", async () => {
    const made = await asked({ store: open(), issue: chineseIssue });
    await made.send({ score: "5", comment: "" });
    const thanks = await (await made.ask(made.url)).text();
    expect(thanks).toContain("感谢您的评价！");
    expect(radios(thanks)).toEqual([]);
    expect(thanks).toContain('<textarea id="comment"');
    expect((await made.send({ comment: "很快" })).status).toBe(303);
    expect((await made.send({ comment: "很慢" })).status).toBe(303);
    expect(await made.kept()).toMatchObject({ score: 5, comment: "很快" });
    expect(await (await made.ask(made.url)).text()).not.toContain("<textarea");
  });
});

test.each([
  ["csat", "1", "5"],
  ["nps", "0", "10"],
  ["ces", "1", "7"],
] as const)("a survey of kind %s can be answered from %s to %s", async (kind, lowest, highest) => {
  for (const score of [lowest, highest]) {
    const made = await asked({ kind });
    const offered = radios(await (await made.ask(made.url)).text());
    expect([offered[0], offered.at(-1)]).toEqual([lowest, highest]);
    expect((await made.send({ score })).status).toBe(303);
    expect(await made.kept()).toMatchObject({ status: "answered", score: Number(score) });
  }
});

test.each(["0", "6", "-1", "4.5", "", "NaN", "4 ", "１", "99999"])(
  "%j is no score: nothing is changed, and the form comes back with what was typed",
  async (score) => {
    const made = await asked({ issue: chineseIssue });
    const refused = await made.send({ score, comment: '谢谢</textarea><b title="x">' });
    expect(refused.status).toBe(422);
    const text = await refused.text();
    expect(text).toContain("请选择一个选项。");
    expect(text).toContain("谢谢&#60;/textarea&#62;&#60;b title=&#34;x&#34;&#62;");
    expect(await made.kept()).toMatchObject({ status: "sent", score: null, comment: null });
  },
);

test("nothing chosen is told; no score of 0 is made of it, where 0 is a score", async () => {
  const made = await asked({ kind: "nps" });
  expect((await made.send({})).status).toBe(422);
  expect((await made.send({ score: "", comment: "only words" })).status).toBe(422);
  expect(await made.kept()).toMatchObject({ status: "sent", comment: null });
});

test("a comment that is too long is told, and is not cut; one as long as the field takes is kept", async () => {
  const made = await asked({});
  const long = await made.send({ score: "2", comment: "好".repeat(2_001) });
  expect(long.status).toBe(422);
  const text = await long.text();
  expect(text).toContain("Please keep your comment to 2000 characters.");
  expect(text).toContain('value="2" required checked');
  expect(await made.kept()).toMatchObject({ status: "sent" });
  // A browser sends each end of a line as two characters.
  const lines = "\r\n".repeat(1_000);
  await made.send({ score: "2", comment: `a${lines}${"好".repeat(998)}z` });
  expect(await made.kept()).toMatchObject({ comment: `a${"\n".repeat(1_000)}${"好".repeat(998)}z` });
});

test("a comment after the score that is too long comes back with the thanks, and is taken when it is shorter", async () => {
  const made = await asked({ issue: chineseIssue });
  await made.send({ score: "1" });
  const long = await made.send({ comment: "慢".repeat(2_001) });
  expect(long.status).toBe(422);
  const text = await long.text();
  expect(text).toContain("意见请不要超过 2000 个字符。");
  expect(text).toContain("慢".repeat(2_001));
  expect((await made.send({ comment: "慢".repeat(2_000) })).status).toBe(303);
  expect(await made.kept()).toMatchObject({ score: 1, comment: "慢".repeat(2_000) });
});

test("whoever gave the score in the chat meanwhile loses no comment of the page that they had open", async () => {
  const made = await asked({});
  await made.service.surveys.answer(made.ticketId, { score: 5 });
  expect((await made.send({ score: "4", comment: "很好 👍" })).status).toBe(303);
  expect(await made.kept()).toMatchObject({ score: 5, comment: "很好 👍" });
  expect((await made.send({ score: "4", comment: "again" })).status).toBe(303);
  expect(await made.kept()).toMatchObject({ score: 5, comment: "很好 👍" });
});

test("two answers at the same moment are one", async () => {
  const made = await asked({});
  const answers = await Promise.all(["1", "5", "3"].map((score) => made.send({ score, comment: score })));
  expect(answers.map(({ status }) => status)).toEqual([303, 303, 303]);
  expect(made.told("survey.answered")).toHaveLength(1);
  const { score, comment } = (await made.kept()) as { score: number; comment: string };
  expect(comment).toBe(`${score}`);
});

test("to look changes nothing, however often scanners of mail do it, and HEAD has no body", async () => {
  const made = await asked({});
  const before = await made.recordsOf("ada");
  for (let time = 0; time < 5; time += 1) await made.ask(`${made.url}&score=5`);
  const head = await made.ask(made.url, { method: "HEAD" });
  expect([head.status, await head.text()]).toEqual([200, ""]);
  expect(await made.recordsOf("ada")).toBe(before);
});

test.each([
  ["zh-CN,zh;q=0.9,en;q=0.8", "链接无法打开"],
  ["zh-TW", "链接无法打开"],
  ["fr, en;q=0.5, zh;q=0.7", "链接无法打开"],
  ["en-GB", "This link does not work"],
  ["zh;q=0, de", "This link does not work"],
  ["", "This link does not work"],
])("for who prefers %j, a forged link says %s", async (accepted, sentence) => {
  const made = await asked({});
  const headers = { "accept-language": accepted };
  const [ticket = "", token = ""] = made.url.replace(`${publicUrl}/survey/`, "").split("?s=");
  const forged = [
    `${publicUrl}/survey/${ticket}?s=${token.slice(0, -1)}${token.endsWith("0") ? "1" : "0"}`,
    `${publicUrl}/survey/${ticket}?s=2${token.slice(1)}`,
    `${publicUrl}/survey/${ticket}`,
    `${publicUrl}/survey/${ticket}?s=${"x".repeat(5_000)}`,
    `${publicUrl}/survey/T-NOBODY?s=${token}`,
    `${publicUrl}/survey/${encodeURIComponent("<script>")}?s=${token}`,
  ];
  for (const url of forged) {
    for (const answer of [await made.ask(url, { headers }), await made.ask(url, formed({ score: "5" }, headers))]) {
      expect(answer.status).toBe(410);
      const text = await answer.text();
      expect(text).toContain(sentence);
      expect(text).not.toContain("script");
    }
  }
  expect(await made.kept()).toMatchObject({ status: "sent" });
});

const formed = (fields: Record<string, string>, headers: Record<string, string>): RequestInit => {
  return { method: "POST", body: new URLSearchParams(fields), headers };
};

test("a survey that is over says so in the customer's language, whatever the browser's, and takes nothing", async () => {
  const made = await asked({ issue: chineseIssue });
  await made.pass({ days: 15 });
  const over = await made.ask(made.url, { headers: { "accept-language": "en" } });
  expect(over.status).toBe(410);
  const text = await over.text();
  expect(text).toContain('<html lang="zh-CN">');
  expect(text).toContain("本次评价已结束");
  expect((await made.send({ score: "5" })).status).toBe(303);
  expect((await made.send({ score: "99" })).status).toBe(303);
  expect(await made.kept()).toMatchObject({ status: "sent", score: null });
});

test("while the store is away people are asked to try again, and what they typed is not lost", async () => {
  let isAway = false;
  const made = await asked({ store: awayWhile(memoryTicketStore(), () => isAway) });
  isAway = true;
  const away = await made.send({ score: "3", comment: 'so "so" & <so>' });
  expect(away.status).toBe(503);
  const text = await away.text();
  expect(text).toContain("Please try again in a minute.");
  expect(text).toContain('<input type="hidden" name="score" value="3">');
  expect(text).toContain('name="comment" value="so &#34;so&#34; &#38; &#60;so&#62;"');
  isAway = false;
  await made.send({ score: "3", comment: 'so "so" & <so>' });
  expect(await made.kept()).toMatchObject({ score: 3, comment: 'so "so" & <so>' });
});

test("a desk that cannot keep an answer is told as 503 and to the logger, without the link's secret", async () => {
  const told: string[] = [];
  const tell = (details: object, sentence: string) =>
    void told.push(sentence, JSON.stringify(details), String(details));
  const logger: Logger = { debug: tell, info: tell, warn: tell, error: tell };
  let isAway = false;
  const made = await asked({ store: awayWhile(memoryTicketStore(), () => isAway), page: { logger } });
  isAway = true;
  const answered = await made.ask(made.url, { method: "POST", body: new URLSearchParams({ score: "5" }) });
  expect(answered.status).toBe(503);
  expect(told[0]).toBe("A request could not be answered.");
  expect(told.join()).not.toContain(new URL(made.url).searchParams.get("s"));
});

test("a desk that has stopped is told as 503, in the customer's language, and fills no log", async () => {
  const told: string[] = [];
  const tell = (_: object, sentence: string) => void told.push(sentence);
  const made = await asked({ page: { logger: { debug: tell, info: tell, warn: tell, error: tell } } });
  await made.service.stop();
  const stopped = await made.ask(made.url, { headers: { "accept-language": "zh" } });
  expect(stopped.status).toBe(503);
  expect(await stopped.text()).toContain("再试一次");
  expect(told).toEqual([]);
});

test("what no page sends is refused: other types, too much, other methods, other paths", async () => {
  const made = await asked({});
  const post = (body: string, type: string) =>
    made.ask(made.url, { method: "POST", body, headers: { "content-type": type } });
  expect((await post('{"score":5}', "application/json")).status).toBe(415);
  expect((await post(`score=5&comment=${"a".repeat(64_001)}`, "application/x-www-form-urlencoded")).status).toBe(413);
  const deleted = await made.ask(made.url, { method: "DELETE" });
  expect([deleted.status, deleted.headers.get("allow")]).toEqual([405, "GET, POST"]);
  const elsewhere = await made.ask(`${publicUrl}/survey/a/b`);
  expect([elsewhere.status, elsewhere.headers.get("content-type")]).toEqual([404, "text/html; charset=utf-8"]);
  expect(await made.kept()).toMatchObject({ status: "sent" });
});

test("the page loads nothing from elsewhere, runs no script, is not framed, found or remembered, and tells nobody its address", async () => {
  const made = await asked({});
  const page = await made.ask(made.url);
  const policy = page.headers.get("content-security-policy");
  for (const rule of ["default-src 'none'", "style-src 'self'", "form-action 'self'", "frame-ancestors 'none'"]) {
    expect(policy).toContain(rule);
  }
  expect(policy).not.toContain("script-src");
  expect(page.headers.get("referrer-policy")).toBe("no-referrer");
  expect(page.headers.get("x-robots-tag")).toBe("noindex");
  expect(page.headers.get("cache-control")).toBe("no-store");
  expect(await page.text()).not.toMatch(/<script|style=|https?:\/\//);
});

test("the style is named by its content, may be kept, and is not sent again to who has it", async () => {
  const made = await asked({});
  const [, href = ""] = /<link rel="stylesheet" href="([^"]+)">/.exec(await (await made.ask(made.url)).text()) ?? [];
  const address = new URL(href, made.url).href;
  const style = await made.ask(address);
  expect(style.headers.get("content-type")).toBe("text/css; charset=utf-8");
  expect(style.headers.get("cache-control")).toContain("public");
  expect(await style.text()).toContain("prefers-color-scheme:dark");
  const etag = style.headers.get("etag") ?? "";
  const again = await made.ask(address, { headers: { "if-none-match": etag } });
  expect([again.status, await again.text()]).toEqual([304, ""]);
});

test("names of the desk and of its words are escaped, and chosen by language", async () => {
  const page = { basePath: "/s", title: { en: "Fish & <Chips>", "zh-CN": "示例商店" }, words: { en: { send: "Go!" } } };
  const english = await asked({ page });
  const at = (url: string) => url.replace("/survey/", "/s/");
  const text = await (await english.ask(at(english.url))).text();
  expect(text).toContain("Fish &#38; &#60;Chips&#62;");
  expect(text).toContain("<button>Go!</button>");
  const chinese = await asked({ page, issue: chineseIssue });
  expect(await (await chinese.ask(at(chinese.url))).text()).toContain('<p class="brand">示例商店</p>');
});

test("a language of one's own has its own words, and English ones where there are none", async () => {
  const texts = { ja: { csatQuestion: "チケット {ticket} の対応はいかがでしたか？" } };
  const made = await asked({ language: "ja", texts, page: { words: { ja: { send: "送信" } } }, issue: "???!" });
  const text = await (await made.ask(made.url)).text();
  expect(text).toContain('<html lang="ja">');
  expect(text).toContain("の対応はいかがでしたか？");
  expect(text).toContain("<button>送信</button>");
  expect(text).toContain("Would you like to tell us why?");
});

test("options that cannot be are refused", async () => {
  const { service } = await desk({ store: memoryTicketStore() });
  expect(() => surveyHandler(service, { basePath: "survey" })).toThrow("basePath");
  const misspelt = { words: { en: { sendd: "Go!" } } } as object;
  expect(() => surveyHandler(service, misspelt)).toThrow("words");
});

test("a link goes on working in the next process on the same store", async () => {
  const store = keptOpen(memoryTicketStore());
  const made = await asked({ store });
  await made.service.stop();
  const { service } = await desk({ store, clock: made.clock });
  const answer = await surveyHandler(service)(new Request(made.url));
  expect([answer.status, radios(await answer.text()).length]).toEqual([200, 5]);
});
