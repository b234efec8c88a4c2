/** Words that carry grammar or politeness, not the matter of a question. They are left out. */
export const emptyWords: readonly string[] = [
  ..."请问一下 请问 想问一下 想问 问一下 请教 你好 您好 麻烦 谢谢 帮我 帮忙 一下 你们 您们 咱们 我们 您 你 我 那么 这么".split(
    " ",
  ),
  ..."我想要 我想 我要 我需要 想要 可以 可不可以 能不能 能否 可否 是否 是不是 有没有 告诉 知道 是 吗 嘛 么 呢 啊 呀 吧 哦 呐 哈 了 的".split(
    " ",
  ),
  ..."a an and are as at be been being by can could did do does doing for from had has have having he her his i".split(
    " ",
  ),
  ..."if in into is it its me my of on or our please she should so some that the their them there these they this".split(
    " ",
  ),
  ..."those to us was we were will with would you your am just any hi hello hey thank thanks im ive id youre".split(
    " ",
  ),
  ..."get got want need wanna gonna guys".split(" "),
];

/** Words whose characters are empty words elsewhere, and here are not. */
export const fullWords: readonly string[] = "了解 目的 的士 为了 除了 自我 目的地 不可以".split(" ");

/** Question words by what they ask for: "怎么" and "如何" are one term. They say little of the matter. */
export const questionWords: Readonly<Record<string, readonly string[]>> = {
  how: "怎么办 怎么样 怎么 怎样 如何 咋样 咋办 咋 how".split(" "),
  what: "什么 啥 what whats which".split(" "),
  when: "什么时候 什么时间 何时 几时 啥时候 when whens".split(" "),
  where: "在哪里 在哪儿 哪里 哪儿 在哪 何处 什么地方 where wheres".split(" "),
  why: "为什么 为何 为啥 干嘛 干吗 怎么回事 why".split(" "),
  who: "谁 who whos".split(" "),
};

/** Words that any question or title may have, whatever it is about. They count for little. */
export const weakWords: readonly string[] = [
  ..."政策 规定 规则 说明 流程 方法 方式 步骤 问题 事情 事项 情况 信息 相关 关于 有关 办法 介绍 现在 今天".split(" "),
  ..."policy policies information info question questions help process procedure details detail about know tell".split(
    " ",
  ),
  ..."understand explain regarding concerning issue issues problem problems way ways today now let make".split(" "),
];
