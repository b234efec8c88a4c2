/** How a customer says something, apart from what they say: a reason to bring a supervisor in. */
export const signals = ["anger", "complaint"] as const;

/** One of them. */
export type Signal = (typeof signals)[number];

/** A signal, and the words it was heard in. */
export interface HeardSignal {
  readonly signal: Signal;
  readonly evidence: string;
}

/**
 * Words of angry and of complaining customers, in Chinese and English. Ours, from what desks pass on to supervisors. Said
 * of a thing ("垃圾邮件", "the worst case") or denied ("不生气", "not angry") they are none.
 */
const rules: readonly { readonly signal: Signal; readonly pattern: RegExp }[] = [
  {
    signal: "anger",
    pattern:
      /(?<!不|没|别|没有|不要|不会|别再|并不|并没有)(?:气死|气愤|愤怒|生气|火大|恼火|忍无可忍|受够了)|太过分|什么(?:破|烂|垃圾|玩意)|垃圾(?!分类|桶|邮件|短信|箱|袋|回收|清理|处理|场|车|站|文件|数据|信息)|骗子|坑人|耍我|(?:他|你|特)[妈么马]的|傻[逼比]|(?:^|[^本])无语(?!言)/u,
  },
  {
    signal: "anger",
    pattern:
      /(?<!\b(?:not|never|isn['’]t|wasn['’]t) (?:\w+ ){0,3})\b(?:angry|furious|outraged|livid|pissed off)\b|\b(?:fed up|sick (?:and tired )?of|ridiculous|disgusting|disgraceful|outrageous|bullshit|wtf|what the (?:hell|fuck)|fuck(?:ing|ed)?|joke of a (?:company|service)|worst (?:service|support|company|experience))\b/iu,
  },
  {
    signal: "complaint",
    pattern: /(?<!不是|并非|不想|不用)(?:投诉|举报|起诉|维权|曝光)|消费者协会|消协|12315|律师函?/u,
  },
  {
    signal: "complaint",
    pattern:
      /(?<!\bnot (?:a |an )?)\b(?:complaint|complain(?:ing)?|lawyers?|attorney|legal action|sue you|small claims|chargeback|consumer (?:protection|rights))\b/iu,
  },
];

/** What the rules hear in a text, and what its classifier heard besides. */
export function heardIn(
  text: string,
  { signals = [], by }: { readonly signals?: readonly Signal[] | undefined; readonly by: string },
): readonly HeardSignal[] {
  const heard = signalsIn(text);
  const missed = signals.filter((signal) => !heard.some((one) => one.signal === signal));
  return [...heard, ...missed.map((signal) => ({ signal, evidence: by }))];
}

/** The signals in a text, each once, with the words. */
export function signalsIn(text: string): readonly HeardSignal[] {
  const heard = new Map<Signal, string>();
  for (const { signal, pattern } of rules) {
    const evidence = pattern.exec(text)?.[0];
    if (evidence !== undefined && !heard.has(signal)) heard.set(signal, evidence.trim());
  }
  return [...heard].map(([signal, evidence]) => ({ signal, evidence }));
}
