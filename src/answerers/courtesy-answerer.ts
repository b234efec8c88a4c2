import type { Answerer } from "../ports/answerer.ts";

/** What people say who ask nothing yet, or nothing more. The whole message must be that, so that no question is lost. */
const greeting =
  /^(你好|您好|哈喽|嗨|在吗|在么|有人吗|早上好|下午好|晚上好|hi|hello|hey|good (morning|afternoon|evening)|anybody there)(啊|呀|哦|there)?$/u;
const thanks =
  /^(好的?|嗯+|行|可以了?|没问题了?|知道了|明白了?|解决了|ok(ay)?|great|perfect|got it|太好了)?( ?(谢谢|多谢|感谢|谢了|thanks|thank you|thx|cheers)( ?(你|您|啊|了|a lot|so much|very much))*)?$/u;
const thumbsUp = /^(👍|🙏|👌|❤️|😊|🌹)+$/u;

/** Answers a bare greeting or a bare thank-you with a text of the desk; abstains on everything else. */
export function courtesyAnswerer(textOf: (language: string, key: "greeting" | "thanks") => string): Answerer {
  return {
    name: "courtesy",
    async answer({ text, language }) {
      const plain = text
        .normalize("NFKC")
        .toLowerCase()
        .replace(/[\p{P}\p{S}]+/gu, " ")
        .replace(/\s+/gu, " ")
        .trim();
      const joined = plain.replace(/(?<=\p{Script=Han}) | (?=\p{Script=Han})/gu, "");
      const grateful = (joined !== "" && thanks.test(joined)) || thumbsUp.test(text.trim());
      const key = greeting.test(joined) ? "greeting" : grateful ? "thanks" : null;
      return key === null ? null : { text: textOf(language, key), confidence: 1 };
    },
  };
}
