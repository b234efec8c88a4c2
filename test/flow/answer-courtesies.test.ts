import { describe, expect, test } from "vitest";
import { courtesyAnswerer } from "../../src/answerers/courtesy-answerer.ts";
import { desk, li, offTopic, stores, wang } from "../harness.ts";

const answerer = courtesyAnswerer((_, key) => key);

async function answerTo(text: string) {
  const who = { id: "c", version: 1, name: null, language: "en", tier: "standard", mergedInto: null, surveys: true };
  const customer = { ...who, lastAgentId: null, lastServedAt: null, lastSurveyedAt: null };
  const at = new Date(0);
  const answer = await answerer.answer({
    text,
    language: "en",
    customer: { ...customer, createdAt: at, updatedAt: at },
    classification: { type: null, confidence: 0, candidates: [], wishes: [], by: "nobody" },
  });
  return answer?.text ?? null;
}

const courteous = [
  ..."谢谢你的帮助 好的，谢谢，再见 问题解决了，谢谢 再见 拜拜 没有了 没有了，谢谢 不用了谢谢 好的 谢谢～ 好的谢谢啦 嗯嗯".split(
    " ",
  ),
  ..."我知道了，非常感谢！ 没有其他问题了 没有，谢谢 辛苦了 那就这样吧 👍 😀 🙏🏽 ❤️ 👍👍 你好，谢谢".split(" "),
  ...[
    "bye",
    "Goodbye!",
    "bye bye",
    "thanks for your help",
    "Thanks, that works now",
    "that's all",
    "That’s all, thanks",
  ],
  ...["👍 😀", "ok", "OK, thank you so much!", "好的 谢谢", "No thanks", "It works now. Thank you!", "Got it"],
  ...["the problem is solved", "Have a nice day", "Hi, thanks"],
];

test.each(courteous)("%s is taken for thanks", async (text) => {
  expect(await answerTo(text)).toBe("thanks");
});

test.each(["你好", "Hi there!", "在吗？", "你好，在吗", "Good morning"])("%s is a greeting", async (text) => {
  expect(await answerTo(text)).toBe("greeting");
});

const asking = [
  ..."谢谢，那怎么退款 好的，那什么时候发货 问题没解决 问题解决了吗 不好 不行 没有 是 不 不是 是的 好的？ 谢谢你的退款".split(
    " ",
  ),
  ..."行李 可以退款 知道了，但是还不行 👎 😡 好的😡 123 ？？？".split(" "),
  ...["yes", "no", "thanks but it fails", "ok?", "that does not work now", "thanks for nothing", "bye bye money", ""],
  ...["hello, how do I get a refund", "thanks. refund?", "it works now but slowly", "okey-dokey machine broken"],
];

test.each(asking)("%s is left to others", async (text) => {
  expect(await answerTo(text)).toBeNull();
});

test.each([
  ..."谢 谢谢 谢谢你 嗯 好的 拜 没问题了 谢谢啦 好吧 谢谢你的帮助 👍 的".split(" "),
  ...["bye ", "thank you ", "is fixed ", "it works now ", "no thanks ", "that's all ", "ok"],
])("%s over and over again is judged at once", async (phrase) => {
  const begun = performance.now();
  await answerTo(`${phrase.repeat(2_000)}x9`);
  expect(performance.now() - begun).toBeLessThan(500);
});

describe.each(stores)("courtesies on $name", ({ open }) => {
  test.each(["Thanks, that works now", "the issue is resolved, bye", "问题解决了，谢谢", "👍 😀"])(
    "%s after a resolved ticket does not reopen it",
    async (text) => {
      const { say, service, ticketOf, channel } = await desk({ store: open(), agents: [li, wang] });
      await say("ada", offTopic);
      const { id } = await ticketOf("ada");
      await service.tickets.resolve(id, { agentId: "wang" });
      const before = channel.sentTo("ada").length;
      await say("ada", text);
      expect(await ticketOf("ada")).toMatchObject({ id, status: "resolved" });
      expect(channel.sentTo("ada")).toHaveLength(before + 1);
    },
  );

  test("a question after thanks is answered", async () => {
    const { say, channel } = await desk({ store: open(), language: "zh-CN" });
    await say("ada", "谢谢，那怎么退款");
    expect(channel.sentTo("ada")).toEqual(["请查看我们的退款政策页面"]);
  });
});
