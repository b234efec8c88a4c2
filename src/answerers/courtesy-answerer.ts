import type { Answerer } from "../ports/answerer.ts";

// In both lists no text can be read in two ways, so that a long message without end takes no time without end.

/** What people say who ask nothing yet. */
const greetings =
  "你好|您好|哈喽|嗨|在[吗么]|有人吗|(早上|上午|下午|晚上)好|(hi|hello|hey)( there)?|good (morning|afternoon|evening)|anybody there";

/** What people say who ask nothing more. "No" alone is not among it: it may answer something. */
const courtesies = [
  "(我|都|已经?|现在|那)*(好[的滴嘞哒了]?|嗯|哦|行了?|可以了?|知道了|明白了?|了解了?|收到了?|清楚了|懂了)|[太很]好了?|没问题|没事",
  "(我的)?(问题|事情)?(都|已经?)*(解决|搞定|处理好|修好|弄好|恢复)了|ok(ay)?|all ?right|(thats )?(great|perfect|awesome|cool|fine)|got it|i see|understood",
  "((that|it|this|everything|(the )?(problem|issue))s? )?((is )?(fixed|solved|resolved)|works|worked|helps|helped)( now)?|all (good|set)",
  "(非常|十分|太|真的?|很)*(谢谢|多谢|感谢|谢[了啦])(你们?|您|大家|了)*(的?((耐心|热情)的?)?(帮助|帮忙|回复|解答|支持|服务))?|(辛苦|麻烦)[你您]?了",
  "(many )?(thanks?|thx|ty|cheers)( (you|u|a lot|so much|very much|again|for (all )?(your|the) (quick |kind |great )?(help|support|reply|answer|time)))*",
  "(暂时)?没有?(别的|其他|什么)?(问题|事)?了|没有(?= ?谢)|不用了?|不用谢|不需要了|不客气|那?就(这样|这些)了?|再见|拜|晚安",
  "no(?= than)|no need|thats (all|it)( for now)?|nothing else|good bye|(good)?(bye)+|see you( later)?|good night|have a (nice|good|great) (day|one|evening|weekend)",
  "(?<=\\p{sc=Han})[啊呀啦哈吧]|[😀-😎🙂🤝🙏👌👍👏💐🌹❤🎉]",
];
const greeting = nothingBut(greetings);
const courtesy = nothingBut(greetings, ...courtesies);

function nothingBut(...phrases: readonly string[]): RegExp {
  return new RegExp(`^((${phrases.join("|")})(?<![a-z](?=[a-z])) ?)+$`, "u");
}

/** Answers a message of nothing but courtesies with a text of the desk; abstains on everything else. */
export function courtesyAnswerer(textOf: (language: string, key: "greeting" | "thanks") => string): Answerer {
  return {
    name: "courtesy",
    async answer({ text, language }) {
      const said = text
        .normalize("NFKC")
        .toLowerCase()
        .replace(/['’]|\p{M}|\p{Emoji_Modifier}/gu, "");
      const plain = said.replace(/[\p{P}\s~^]+/gu, " ").trim();
      // "OK?" asks something.
      const key = greeting.test(plain) ? "greeting" : courtesy.test(plain) && !said.includes("?") ? "thanks" : null;
      return key && { text: textOf(language, key), confidence: 1 };
    },
  };
}
