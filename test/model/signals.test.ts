import { expect, test } from "vitest";
import { signalsIn } from "../../src/model/signals.ts";
import { asksForBot } from "../../src/model/wishes.ts";

const signalOf = (text: string) => signalsIn(text).map(({ signal }) => signal);

test.each([
  "气死我了",
  "我很生气",
  "你们太过分了",
  "什么破软件",
  "垃圾客服",
  "真是受够了",
  "你们这群骗子",
  "I'm really angry",
  "this is RIDICULOUS",
  "I am fed up with this",
  "what the hell is going on",
  "worst service ever",
])("anger is heard in: %s", (text) => {
  expect(signalOf(text)).toContain("anger");
});

test.each([
  "我没生气，只是问问",
  "请问垃圾分类怎么做",
  "垃圾邮件太多了怎么屏蔽",
  "本无语言障碍",
  "我没有生气",
  "请不要生气",
  "垃圾处理器坏了",
  "I am not at all angry",
  "you are unbelievable, thank you so much",
  "Do you have USB HDMI VGA DVI cables",
  "I'm not angry, just curious",
  "the API returns HTTP 500 and JSON",
  "my SSL CA file",
  "thank you so much",
  "怎么重置密码",
])("no anger is heard in: %s", (text) => {
  expect(signalOf(text)).not.toContain("anger");
});

test.each(["我要投诉你们", "再不处理我就打12315", "my lawyer will call you", "I want to file a complaint"])(
  "a complaint is heard in: %s",
  (text) => {
    expect(signalOf(text)).toContain("complaint");
  },
);

test.each(["不是投诉，只是建议", "this is not a complaint", "I suede shoes"])(
  "no complaint is heard in: %s",
  (text) => {
    expect(signalOf(text)).not.toContain("complaint");
  },
);

test.each([
  "转机器人",
  "转回机器人吧",
  "请帮我转回智能助手",
  "我要找机器人",
  "Back to the bot!",
  "please switch to the assistant",
  "can you put me back to the bot, please",
])("the bot is asked for in: %s", (text) => {
  expect(asksForBot(text)).toBe(true);
});

test.each(["机器人说不行", "不要转机器人", "don't put me back to the bot", "the bot is wrong", ""])(
  "the bot is not asked for in: %s",
  (text) => {
    expect(asksForBot(text)).toBe(false);
  },
);
