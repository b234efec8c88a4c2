import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ruleClassifier } from "../../src/classifiers/rule-classifier.ts";
import { classifierContract } from "../../src/testing/classifier-contract.ts";

const classify = (text: string) => ruleClassifier().classify({ text, language: "zh-CN" });

describe("keeps the contract", () => {
  for (const { name, run } of classifierContract(() => ruleClassifier())) test(name, run);
});

test.each([
  ...["我的应用崩溃了，报错500", "API 返回 401 怎么办", "APP 闪退", "登录不上", "打不开页面", "Webhook 集成失败"],
  ...[
    "the app crashes when I log in",
    "I can't log in",
    "It doesn't work",
    "error code 42",
    "How do I integrate your SDK?",
  ],
])("%s is technical", async (text) => {
  expect(await classify(text)).toMatchObject({ type: "technical" });
});

test.each([
  ...["我要投诉你们的服务", "想提个建议", "谈一下合作", "账单金额不对", "我的订单还没到", "你们重复扣款了"],
  ...["I want to complain", "partnership proposal", "I was charged twice", "My order never came"],
])("%s is general", async (text) => {
  expect(await classify(text)).toMatchObject({ type: "general" });
});

test.each([
  ...["我要退款", "忘记密码怎么办", "怎么重置密码？", "你们几点上班", "工作时间是什么时候", "我要退500元"],
  ...["how do I reset my password", "i forgot my password", "can I get a refund", "when are you open"],
])("%s is left to the knowledge base", async (text) => {
  expect(["simple", null]).toContain((await classify(text)).type);
});

test.each(["今天天气怎么样", "xyzzy", "", "讲个笑话", "tell me a joke", "what is the capital of France"])(
  "it abstains on %j",
  async (text) => {
    expect(await classify(text)).toMatchObject({ type: null, confidence: 0, candidates: [] });
  },
);

test("the words that matched are the evidence", async () => {
  const { candidates } = await classify("我的应用崩溃了");
  expect(candidates).toEqual([{ type: "technical", confidence: 0.9, evidence: ["崩溃"] }]);
});

test.each([
  ...["转人工", "我要人工客服", "找人工", "有真人吗", "人工！", "talk to a human", "I want an agent"],
  ...["Can I speak with a real person?", "connect me to a representative", "AGENT"],
])("%s asks for a human", async (text) => {
  expect((await classify(text)).wishes).toEqual(["human"]);
});

test.each(["回到机器人", "机器人", "back to the bot"])("%s asks for the bot", async (text) => {
  expect((await classify(text)).wishes).toEqual(["bot"]);
});

test.each([
  "人工智能是什么",
  "转人工智能专业",
  "what is my user agent",
  "find a real estate agent",
  "扫地机器人多少钱",
])("%s asks for neither", async (text) => {
  expect((await classify(text)).wishes).toEqual([]);
});

test("examples make types of the user's own", async () => {
  const classifier = ruleClassifier({ examples: { sales: ["企业版怎么采购", "request a quote for our team"] } });
  const sales = await classifier.classify({ text: "想采购企业版", language: "zh-CN" });
  expect(sales).toMatchObject({ type: "sales", candidates: [{ evidence: ["企业版怎么采购"] }] });
  const same = await classifier.classify({ text: "Request a quote for our team!", language: "en" });
  expect(same).toMatchObject({ type: "sales", confidence: 1 });
  expect(await classifier.classify({ text: "今天天气怎么样", language: "zh-CN" })).toMatchObject({ type: null });
});

test("the user's own rules replace the default ones, and a pattern with state does no harm", async () => {
  const classifier = ruleClassifier({ rules: [{ type: "fraud", confidence: 0.95, pattern: /盗刷/g }] });
  for (let time = 0; time < 3; time += 1) {
    expect(await classifier.classify({ text: "卡被盗刷", language: "zh-CN" })).toMatchObject({ type: "fraud" });
  }
  expect(await classifier.classify({ text: "我要投诉", language: "zh-CN" })).toMatchObject({ type: null });
});

test("any text is classified without failing, and abstaining is the same as not being sure", async () => {
  const classifier = ruleClassifier({ examples: { sales: ["报价"] } });
  const words = fc.constantFrom(
    "报错",
    "投诉",
    "退款",
    "人工",
    "my order is",
    " crash ",
    "怎么",
    "\uD800",
    "报价",
    "500",
  );
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.array(words).map((parts) => parts.join("")),
  );
  await fc.assert(
    fc.asyncProperty(text, async (given) => {
      const { type, confidence, candidates } = await classifier.classify({ text: given, language: "en" });
      expect(confidence >= 0 && confidence <= 1).toBe(true);
      expect(type === null).toBe(candidates.length === 0);
      expect(type === null).toBe(confidence === 0);
    }),
  );
});
