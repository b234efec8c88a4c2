/**
 * The whole message asks for the bot: while a human has the conversation, a sentence that only speaks of one ("I asked the
 * bot before") must not send the human away.
 */
const botWanted = new RegExp(
  `^[\\s\\p{P}]*(?:${[
    "(?:请|麻烦)?(?:帮我|给我)?(?:我(?:想|要))?(?:转接?|返?回|换|切换?|找)(?:到|回|成)?(?:智能)?(?:机器人|智能助手|智能客服|自助服务)(?:吧|谢谢)?",
    "(?:(?:please|can you|could you|i(?: would|['’]d)? (?:want|like) to) )*(?:(?:go|switch|get|take|bring|put|hand|connect|transfer|talk|speak) )?(?:me )?(?:back )?(?:to|with) (?:the |your )?(?:chat ?)?(?:bot|assistant)(?:,? please)?",
  ].join("|")})[\\s\\p{P}]*$`,
  "iu",
);

/** Whether the customer asks for the bot, and says nothing else. */
export function asksForBot(text: string): boolean {
  return botWanted.test(text);
}
