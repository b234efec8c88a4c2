const english =
  /^(?:how (?:do|can|to|much|long|many|come)|where|why|when (?:do|will|is|are|can)|what (?:is|are|do|does|about|if)|who (?:can|do|is)|can|could (?:i|you|we|someone)|do(?:es)? (?:you|i|it|we)|is (?:it|there|this)|are (?:you|there)|will (?:you|it|i|we))\b/iu;
const chinese =
  /(?:吗|呢|么)[\s。.!！~]*$|怎么(?!样)|如何|怎样|哪里|哪儿|多少钱|(?<!没)多久|几点|为什么|为何|能不能|可不可以/u;

/** Whether a text asks something, as far as its form tells: a question mark, or how it begins or ends. */
export function isQuestion(text: string): boolean {
  return /[?？]/u.test(text) || english.test(text.trim()) || chinese.test(text);
}
