/** From the least to the most urgent. */
export const priorities = ["low", "normal", "high", "urgent"] as const;

/** How urgent a ticket is. */
export type Priority = (typeof priorities)[number];

/** How many are affected (impact), how soon it must be mended (urgency). */
export type Severity = "high" | "medium" | "low";

/** A rule and the words that make it hold; `reason` is what `explain` tells. */
export interface PriorityRule {
  readonly priority: Priority;
  readonly reason: string;
  readonly pattern: RegExp;
}

/**
 * Words that make a message urgent or high, in Chinese and English. Ours, from what desks call severity 1 (the service
 * is down, money or accounts are at risk) and severity 2 (blocked, or about to leave).
 */
export const priorityRules: readonly PriorityRule[] = [
  {
    priority: "urgent",
    reason: "safety or money at risk",
    pattern: /被盗|盗刷|泄露|诈骗|账[号户]被|\b(hack(ed|er)?|stolen|fraud|breach(ed)?|leak(ed)?|scam)\b/iu,
  },
  {
    priority: "urgent",
    reason: "asks for urgency",
    pattern:
      /(?<!不(是|算|太|很|那么|特别)*|没那么|非)紧急|十万火急|(?<!不(用|需要|必))(马上|立即|立刻)|(?<!\b(not|never|no|isn['’]?t)( (that|so|very|really|too|at all|an?|yet))* )\b(urgent|asap|emergency|immediately|critical|right now)\b/iu,
  },
  {
    priority: "urgent",
    reason: "service is down",
    pattern: /宕机|瘫痪|全部?(打|用)不(开|了)|\b(outage|down for everyone|production (is )?down|site is down)\b/iu,
  },
  {
    priority: "high",
    reason: "cannot go on",
    pattern:
      /无法|不能|用不了|打不开|登不(上|了)|崩溃|报错|失败|\b(cannot|can't|can not|unable|crash(es|ed|ing)?|broken|fail(s|ed|ing)?)\b/iu,
  },
  {
    priority: "high",
    reason: "complaint",
    pattern:
      /投诉|举报|起诉|消费者协会|12315|太差|垃圾|\b(complain(t|ing)?|lawyer|sue you|unacceptable|terrible|worst)\b/iu,
  },
  {
    priority: "low",
    reason: "no hurry, as the customer says",
    pattern:
      /不急|不着急|慢慢来|有空再|不(是|算|太|很|那么|特别)*紧急|\b(no (rush|hurry)|not( (that|so|very|really))* urgent|whenever you can|low priority)\b/iu,
  },
];

/** The priority of a message and why: the highest rule that holds wins; a VIP is never below high. */
export function priorityOf(
  text: string,
  tier: string,
  rules: readonly PriorityRule[] = priorityRules,
): { priority: Priority; reasons: readonly string[] } {
  const holding = rules.filter((rule) => text.search(rule.pattern) >= 0);
  let priority: Priority = "normal";
  if (holding.length > 0) {
    priority = holding.map((rule) => rule.priority).reduce((a, b) => (priorityRank(a) <= priorityRank(b) ? a : b));
  }
  const reasons = holding.filter((rule) => rule.priority === priority).map((rule) => rule.reason);
  if (tier === "vip" && priorityRank(priority) > priorityRank("high")) {
    return { priority: "high", reasons: ["the customer is VIP"] };
  }
  return { priority, reasons };
}

/** How bad (impact) and how soon (urgency) make a priority: the matrix of ITIL, with its two lowest steps as one. */
const matrix: Readonly<Record<Severity, Readonly<Record<Severity, Priority>>>> = {
  high: { high: "urgent", medium: "high", low: "normal" },
  medium: { high: "high", medium: "normal", low: "low" },
  low: { high: "normal", medium: "low", low: "low" },
};

/** The priority of an impact and an urgency. */
export function priorityFor(impact: Severity, urgency: Severity): Priority {
  return matrix[impact][urgency];
}

/** 0 for urgent up to 3 for low: the order in which waiting tickets are taken. */
export function priorityRank(priority: Priority): number {
  return priorities.length - 1 - priorities.indexOf(priority);
}
