import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { miniSearchKnowledge } from "../../src/knowledge/minisearch-knowledge.ts";
import { languageOf } from "../../src/model/language.ts";
import type { KnowledgeStore } from "../../src/ports/knowledge-store.ts";
import { knowledgeStoreContract } from "../../src/testing/knowledge-store-contract.ts";

const answerThreshold = 0.5;
const chinese = {
  如何重置密码: "请访问 https://example.com/reset",
  工作时间: "周一至周五 9:00-18:00",
  退款政策: "请查看退款政策页面",
};
const english = {
  "How do I reset my password": "Visit https://example.com/reset",
  "What are your opening hours": "Monday to Friday, 9 to 6",
  "Refund policy": "See our refund page",
};
const others = [
  ..."如何修改收货地址 发货需要多久 支持哪些支付方式 如何申请发票 如何取消订单 运费是多少 商品有保修吗".split(" "),
  ..."怎么查物流 今天下单什么时候发货 会员有什么优惠 如何联系人工客服 可以货到付款吗 如何注销账号 优惠券怎么使用".split(
    " ",
  ),
  ...["How long does delivery take", "How do I track my order", "Which payment methods do you accept"],
  ...["How do I cancel my subscription", "Do you ship internationally", "How do I change my email address"],
  ...["How can I delete my account", "Is there a free trial", "Where is your office", "Do you offer student discounts"],
];
const mixed = { ...chinese, ...english, ...Object.fromEntries(others.map((question) => [question, `${question}!`])) };

const chineseQuestions = {
  如何重置密码: ["怎么重置密码？", "如何重置密码", "忘记密码怎么办", "密码忘了", "我把密码给忘了"],
  工作时间: ["你们几点上班", "工作时间是什么时候", "请问营业时间是？", "周末上班吗"],
  退款政策: ["我要退款", "怎么退款", "可以退钱吗"],
};
const englishQuestions = {
  "How do I reset my password": ["how do I reset my password", "i forgot my password", "Lost my password!"],
  "What are your opening hours": ["when are you open", "business hours?", "what time do you close"],
  "Refund policy": ["can I get a refund", "I want my money back"],
};
const offTopic = [
  ...["今天天气怎么样", "讲个笑话", "你喜欢吃什么", "我的应用崩溃了", "API 返回 401 怎么办"],
  ...["tell me a joke", "what is the capital of France", "weather today", "how many hours does the train take"],
];

async function best(store: KnowledgeStore, text: string) {
  const [candidate] = await store.search(text, { limit: 3, language: languageOf(text, "en") });
  return { question: candidate?.entry.question ?? null, score: candidate?.score ?? 0 };
}

describe("keeps the contract", () => {
  for (const { name, run } of knowledgeStoreContract(async () => miniSearchKnowledge())) test(name, run);
});

describe.each([
  ["a Chinese FAQ", chinese, chineseQuestions],
  ["an English FAQ", english, englishQuestions],
  ["a mixed FAQ", mixed, { ...chineseQuestions, ...englishQuestions }],
])("%s without variants", (_, entries, questions) => {
  const store = miniSearchKnowledge(entries);

  test.each(Object.entries(questions).flatMap(([question, asked]) => asked.map((text) => [text, question])))(
    "answers %s by %s",
    async (text, question) => {
      const found = await best(store, text);
      expect(found.question).toBe(question);
      expect(found.score).toBeGreaterThanOrEqual(answerThreshold);
    },
  );

  test.each(offTopic)("is not sure of %s", async (text) => {
    expect((await best(store, text)).score).toBeLessThan(answerThreshold);
  });
});

test("a question word in common is no answer", async () => {
  expect((await best(miniSearchKnowledge(chinese), "怎么修改收货地址")).score).toBeLessThan(answerThreshold);
});

test("two entries that fit alike make neither sure", async () => {
  const store = miniSearchKnowledge({ 退款多久到账: "三天", 退款需要手续费吗: "不需要" });
  expect((await best(store, "退款")).score).toBeLessThan(
    (await best(miniSearchKnowledge({ 退款多久到账: "三天" }), "退款")).score,
  );
});

test("the user's own concepts join words that have nothing in common", async () => {
  const entries = { 透支额度是多少: "5000" };
  const concepts = { overdraft: ["透支", "刷爆"] };
  expect((await best(miniSearchKnowledge(entries), "卡刷爆怎么办")).score).toBeLessThan(answerThreshold);
  expect((await best(miniSearchKnowledge(entries, { concepts }), "卡刷爆怎么办")).question).toBe("透支额度是多少");
});

test("the same matter in two languages is answered in the language of the question", async () => {
  const store = miniSearchKnowledge({ 工作时间: "九点到六点", "Opening hours": "9 to 6" });
  expect((await best(store, "when do you open?")).question).toBe("Opening hours");
  expect((await best(store, "你们几点开门")).question).toBe("工作时间");
});

test("among many entries the search index finds the one that is asked for", async () => {
  const entries = Array.from({ length: 1_500 }, (_, number) => ({
    question: `型号 k${number} 怎么换电池`,
    answer: `${number}`,
  }));
  const store = miniSearchKnowledge(entries);
  expect(await best(store, "k1234 如何换电池")).toEqual({
    question: "型号 k1234 怎么换电池",
    score: expect.any(Number),
  });
  await store.remove("型号 k1234 怎么换电池");
  expect((await best(store, "k1234 如何换电池")).question).not.toBe("型号 k1234 怎么换电池");
});

test("a name like one of an object's own is a question like any other", async () => {
  const store = miniSearchKnowledge([{ question: "constructor", answer: "yes" }]);
  expect(await best(store, "constructor")).toEqual({ question: "constructor", score: 1 });
  expect((await best(store, "toString __proto__ valueOf")).question).toBeNull();
});

test("any text is searched without failing, with scores from 0 to 1, best first", async () => {
  const store = miniSearchKnowledge(mixed);
  const words = fc.constantFrom(
    ...others,
    "密码",
    "忘记",
    "refund",
    "the",
    "的",
    "？",
    "\uD800",
    "𠮷",
    "éa\u0301",
    "x'y'",
  );
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.array(words).map((parts) => parts.join("")),
  );
  await fc.assert(
    fc.asyncProperty(text, async (asked) => {
      const scores = (await store.search(asked, { limit: 5, language: "en" })).map(({ score }) => score);
      expect(scores.every((score) => score >= 0 && score <= 1)).toBe(true);
      expect(scores).toEqual(scores.toSorted((a, b) => b - a));
    }),
  );
});

test("after any additions and removals it searches as one made anew", async () => {
  const id = fc.constantFrom("a", "b", "c", "d");
  const question = fc.constantFrom(...others.slice(0, 8), "忘记密码", "how do I pay");
  const step = fc.record({ id, question, remove: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
      const store = miniSearchKnowledge();
      const kept = new Map<string, { id: string; question: string; answer: string }>();
      for (const { remove, ...entry } of steps) {
        kept.delete(entry.id);
        if (remove) await store.remove(entry.id);
        else await store.add([{ ...entry, answer: "x" }]);
        if (!remove) kept.set(entry.id, { ...entry, answer: "x" });
      }
      const anew = miniSearchKnowledge([...kept.values()]);
      for (const text of ["如何取消订单", "忘记密码了", "怎么付款"]) {
        const options = { limit: 3, language: "zh-CN" };
        const scores = (await store.search(text, options)).map(({ score }) => score);
        expect(scores).toEqual((await anew.search(text, options)).map(({ score }) => score));
      }
    }),
    { numRuns: 50 },
  );
});

test.each(["怎么办", "如何", "政策", "我今天工作很累", "人工智能"])(
  "%s has too little in common with a small FAQ to be answered",
  async (text) => {
    expect((await best(miniSearchKnowledge(chinese), text)).score).toBeLessThan(answerThreshold);
  },
);

test.each([
  ["zh", "zh-CN"],
  ["zh-cn", "zh-CN"],
  ["EN", "en"],
  ["en", "en-US"],
  ["en-GB", "EN-us"],
])("an entry in %s is found for a customer in %s", async (language, asked) => {
  const store = miniSearchKnowledge([{ question: "Refund policy 退款政策", answer: "See our page", language }]);
  expect(await store.search("refund policy 退款政策", { limit: 1, language: asked })).toHaveLength(1);
  expect(await store.search("refund policy 退款政策", { limit: 1, language: "de" })).toEqual([]);
});
