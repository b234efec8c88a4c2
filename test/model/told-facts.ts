import type { Fact, SlaDeed, SlaFact, TicketLinkKind } from "kefu";

/** Something that is written in a log, and what is told of it in English and in Chinese. */
export type Told<T> = readonly [T, string, string];

type Kind = Exclude<Fact["kind"], "decided">;
type ToldKinds = { readonly [K in Kind]: readonly Told<Extract<Fact, { readonly kind: K }>>[] };

const terms = { metric: "next_response", instance: 2, policy: "gold", calendar: null, targetMinutes: 60 } as const;
const stood = { kind: "sla", ...terms, elapsedMs: 90_000, dueAt: "2026-01-05T09:30:00.000Z" } as const;

/** What happened to a clock. */
export function clock(deed: SlaDeed, reason: string): SlaFact {
  return { ...stood, deed, reason };
}

const rest = "policy gold, 1.5 of 60 minutes used, due 2026-01-05T09:30:00.000Z";
const 其余 = "策略 gold，已用 1.5/60 分钟，到期时间 2026-01-05 09:30:00（UTC）";

const slaDeeds: Readonly<Record<SlaDeed, Told<SlaFact>>> = {
  started: [
    clock("started", "the ticket was opened"),
    `started the next_response clock (2), ${rest}: the ticket was opened.`,
    `开始再次响应计时（第 2 次），${其余}：工单已创建。`,
  ],
  backdated: [
    clock("backdated", "T-2 was merged into it"),
    `backdated the next_response clock (2), ${rest}: T-2 was merged into it.`,
    `将再次响应计时（第 2 次）的起点提前，${其余}：工单 T-2 已并入。`,
  ],
  resumed: [
    clock("resumed", "the customer wrote"),
    `resumed the next_response clock (2), ${rest}: the customer wrote.`,
    `恢复再次响应计时（第 2 次），${其余}：客户发来消息。`,
  ],
  retargeted: [
    clock("retargeted", "priority urgent"),
    `retargeted the next_response clock (2), ${rest}: priority urgent.`,
    `更改再次响应计时（第 2 次）的目标，${其余}：优先级改为紧急。`,
  ],
  paused: [
    clock("paused", "waits for the customer"),
    "paused the next_response clock (2) with 1.5 of 60 minutes used: waits for the customer.",
    "暂停再次响应计时（第 2 次），已用 1.5/60 分钟：等待客户。",
  ],
  fulfilled: [
    clock("fulfilled", "a human answered"),
    "fulfilled the next_response clock (2) with 1.5 of 60 minutes used: a human answered.",
    "完成再次响应计时（第 2 次），已用 1.5/60 分钟：人工客服已回复。",
  ],
  cancelled: [
    clock("cancelled", "no answer is due any more: dealt with"),
    "cancelled the next_response clock (2) with 1.5 of 60 minutes used: no answer is due any more: dealt with.",
    "取消再次响应计时（第 2 次），已用 1.5/60 分钟：不再需要答复：已处理完毕。",
  ],
  warned: [
    { ...clock("warned", "80 %"), dueAt: null },
    "warned that the next_response clock (2) is nearly used up, 1.5 of 60 minutes used, not due.",
    "提醒再次响应计时（第 2 次）即将用尽，已用 1.5/60 分钟，没有到期时间。",
  ],
  breached: [
    clock("breached", "100 %"),
    "noted that the next_response clock (2) is breached, 1.5 of 60 minutes used, due 2026-01-05T09:30:00.000Z.",
    "记录到再次响应计时（第 2 次）已超时，已用 1.5/60 分钟，到期时间 2026-01-05 09:30:00（UTC）。",
  ],
};

const links: Readonly<Record<TicketLinkKind, string>> = {
  related: "与 T-2 相关",
  duplicate_of: "与 T-2 重复，以 T-2 为准",
  duplicated_by: "有重复工单 T-2",
  follow_up_of: "是 T-2 的后续",
  followed_up_by: "的后续是 T-2",
  split_from: "由 T-2 拆分而来",
  split_into: "拆分出 T-2",
  merged_into: "并入 T-2",
  merged_from: "包含 T-2",
};
const linkKinds = Object.keys(links) as TicketLinkKind[];

/** Every kind of fact, as what "Agent li" did. */
export const toldFacts: ToldKinds = {
  opened: [
    [
      { kind: "opened", queue: "技术", priority: "high", priorityReasons: ["cannot go on", "complaint"] },
      "opened the ticket in queue 技术 with priority high (cannot go on, complaint).",
      "在队列 技术 中创建了工单，优先级：高（无法继续使用、客户投诉）。",
    ],
    [
      { kind: "opened", queue: "general", priority: "normal" },
      "opened the ticket in queue general with priority normal.",
      "在队列 general 中创建了工单，优先级：普通。",
    ],
  ],
  handed_over: [
    [
      { kind: "handed_over", reason: "customer_asked", summary: "…" },
      "handed over: customer_asked.",
      "转交人工客服：客户要求人工客服。",
    ],
  ],
  moved: [
    [
      { kind: "moved", from: "open", to: "in_progress", reason: "taken" },
      "moved the ticket from open to in_progress: taken.",
      "将工单由“待处理”改为“处理中”：接手。",
    ],
    [
      { kind: "moved", from: "in_progress", to: "resolved", reason: "已修好。" },
      "moved the ticket from in_progress to resolved: 已修好。.",
      "将工单由“处理中”改为“已解决”：已修好。",
    ],
  ],
  assigned: [
    [
      { kind: "assigned", from: "li", to: "wang", reason: "assigned by hand" },
      "gave the ticket to agent wang, from li: assigned by hand.",
      "将工单分配给客服 wang（原客服：li）：手动分配。",
    ],
    [
      { kind: "assigned", from: null, to: "wang", reason: "routing" },
      "gave the ticket to agent wang: routing.",
      "将工单分配给客服 wang：自动分配。",
    ],
  ],
  released: [
    [
      { kind: "released", from: "li", reason: "agent li is away" },
      "took the ticket off agent li's hands: agent li is away.",
      "解除了客服 li 的工单分配：客服 li 离开。",
    ],
  ],
  offered: [
    [
      { kind: "offered", to: "wang", seconds: 60, reason: "an agent is free" },
      "offered the ticket to agent wang for 60 s: an agent is free.",
      "向客服 wang 派单，限 60 秒内接受：有客服空闲。",
    ],
  ],
  offer_ended: [
    [
      { kind: "offer_ended", from: "li", how: "declined", reason: "declined" },
      "noted that agent li declined the offer: declined.",
      "拒绝了派给客服 li 的工单：拒绝派单。",
    ],
    [
      { kind: "offer_ended", from: "li", how: "missed", reason: "it was not accepted in time" },
      "took the offer back from agent li: it was not accepted in time.",
      "收回了派给客服 li 的工单：未及时接受。",
    ],
    [
      { kind: "offer_ended", from: "li", how: "withdrawn", reason: "transferred" },
      "withdrew the offer to agent li: transferred.",
      "撤回了派给客服 li 的工单：转队列。",
    ],
  ],
  relaxed: [
    [
      { kind: "relaxed", skills: ["wechat 3", "法语"], minutes: 10 },
      "asks for wechat 3, 法语 no more, after 10 minutes of waiting.",
      "不再要求 wechat 3、法语：已等待 10 分钟。",
    ],
  ],
  overflowed: [
    [
      { kind: "overflowed", from: "first", to: "second", minutes: 5 },
      "moved the ticket from queue first to second, after 5 minutes of waiting.",
      "将工单由队列 first 移到 second：已等待 5 分钟。",
    ],
  ],
  replied: [
    [{ kind: "replied", messageId: "m" }, "answered the customer.", "回复了客户。"],
    [
      { kind: "replied", messageId: "m", canned: "退款" },
      "answered the customer, with canned reply 退款.",
      "回复了客户，使用快捷回复 退款。",
    ],
  ],
  customer_wrote: [[{ kind: "customer_wrote", messageId: "m" }, "wrote.", "发来了消息。"]],
  noted: [[{ kind: "noted", text: "taken" }, "noted: taken", "添加了备注：taken"]],
  prioritized: [
    [
      { kind: "prioritized", from: "low", to: "urgent", reasons: ["service is down", "老板在等"] },
      "raised the priority from low to urgent (service is down, 老板在等).",
      "将优先级由“低”改为“紧急”（服务不可用、老板在等）。",
    ],
  ],
  escalated: [
    [
      { kind: "escalated", level: 2, instance: 1, reason: "level 1 did not acknowledge in 30 minutes" },
      "escalated to level 2 (escalation 1): level 1 did not acknowledge in 30 minutes.",
      "将工单升级到第 2 级（第 1 次升级）：第 1 级 30 分钟内未确认。",
    ],
  ],
  acknowledged: [
    [{ kind: "acknowledged", level: 1 }, "acknowledged the escalation at level 1.", "确认了第 1 级升级。"],
  ],
  unacknowledged: [
    [
      { kind: "unacknowledged", level: 2 },
      "waited in vain for level 2, the last one, to acknowledge.",
      "没有等到第 2 级（最后一级）的确认。",
    ],
  ],
  sla: Object.values(slaDeeds),
  surveyed: [
    [
      { kind: "surveyed", surveyId: "s", score: 4 },
      "gave 4 of 5 in the survey.",
      "在满意度调查中评了 4 分（最高 5 分）。",
    ],
    [
      { kind: "surveyed", surveyId: "s", score: 9, of: 10 },
      "gave 9 of 10 in the survey.",
      "在满意度调查中评了 9 分（最高 10 分）。",
    ],
  ],
  survey_commented: [
    [{ kind: "survey_commented", surveyId: "s" }, "commented on it in the survey.", "在满意度调查中写下了意见。"],
  ],
  customer_merged: [
    [
      { kind: "customer_merged", from: "b", to: "a", identity: "key/phone:+86", evidence: "both have this key" },
      "moved it from customer b to a: one person, proved by key/phone:+86 (both have this key).",
      "将归属由客户 b 改为客户 a：确认为同一人，依据 key/phone:+86（双方都有此标识）。",
    ],
    [
      { kind: "customer_merged", from: "b", to: "a", identity: "telegram:ada", evidence: "身份证" },
      "moved it from customer b to a: one person, proved by telegram:ada (身份证).",
      "将归属由客户 b 改为客户 a：确认为同一人，依据 telegram:ada（身份证）。",
    ],
  ],
  customer_unmerged: [
    [
      { kind: "customer_unmerged", from: "a", to: "b" },
      "moved it from customer a back to b: they are two people after all.",
      "将归属由客户 a 改回客户 b：实为两人。",
    ],
  ],
  delivery: [
    [
      { kind: "delivery", messageId: "m", status: "failed", reason: "blocked: Forbidden" },
      "notes that message m is failed: blocked: Forbidden.",
      "记录到消息 m 的状态为“发送失败”：客户已屏蔽：Forbidden。",
    ],
    [
      { kind: "delivery", messageId: "m", status: "unknown", reason: null },
      "notes that message m is unknown: no reason given.",
      "记录到消息 m 的状态为“不确定是否送达”：未说明原因。",
    ],
  ],
  message_edited: [
    [{ kind: "message_edited", messageId: "m" }, "changed the text of message m.", "修改了消息 m 的文字。"],
  ],
  message_deleted: [[{ kind: "message_deleted", messageId: "m" }, "took message m back.", "撤回了消息 m。"]],
  linked: linkKinds.map((link) => [
    { kind: "linked", link, ticketId: "T-2" },
    `linked the ticket: ${link} T-2.`,
    `关联了工单：本工单${links[link]}。`,
  ]),
  unlinked: linkKinds.map((link) => [
    { kind: "unlinked", link, ticketId: "T-2" },
    `took the link away: ${link} T-2.`,
    `取消了关联：本工单${links[link]}。`,
  ]),
  merged: [
    [
      { kind: "merged", into: "T-2", reason: "the same issue" },
      "merged the ticket into T-2: the same issue.",
      "将工单并入 T-2：同一个问题。",
    ],
  ],
  took_in: [
    [
      { kind: "took_in", ticketId: "T-2", subject: "App crashes", tags: ["crash", "iOS"] },
      'merged ticket T-2 ("App crashes") into this one, with its tags crash, iOS.',
      "将工单 T-2（“App crashes”）并入本工单，连同标签 crash、iOS。",
    ],
  ],
  unmerged: [
    [
      { kind: "unmerged", from: "T-2", reason: "an issue of its own" },
      "took the ticket out of T-2 again: an issue of its own.",
      "将工单从 T-2 中重新分出：是另一个问题。",
    ],
  ],
  gave_back: [
    [
      { kind: "gave_back", ticketId: "T-2", tags: [] },
      "took ticket T-2 out of this one again.",
      "将工单 T-2 从本工单中重新分出。",
    ],
  ],
  split: [
    [
      { kind: "split", into: "T-2", messageIds: ["m", "n"] },
      "made ticket T-2 of 2 messages of this one.",
      "将本工单的 2 条消息拆分为工单 T-2。",
    ],
  ],
  split_off: [
    [
      { kind: "split_off", ticketId: "T-2", messageIds: ["m"] },
      "made the ticket of 1 messages of T-2.",
      "由 T-2 的 1 条消息拆分出本工单。",
    ],
  ],
  tagged: [
    [
      { kind: "tagged", added: ["vip", "退款"], removed: ["new"] },
      "changed the tags: +vip +退款 -new.",
      "修改了标签：+vip +退款 -new。",
    ],
  ],
  fields_set: [
    [
      { kind: "fields_set", fields: { plan: "free", seats: null } },
      'set plan to "free", seats to null.',
      '将字段 plan 设为 "free"，seats 设为 null。',
    ],
  ],
  retyped: [
    [
      { kind: "retyped", from: "technical", to: "billing" },
      "changed the type from technical to billing.",
      "将类型由“技术问题”改为“billing”。",
    ],
  ],
  transferred: [
    [
      { kind: "transferred", from: "technical", to: "billing", reason: "escalation level 2" },
      "moved the ticket from queue technical to billing: escalation level 2.",
      "将工单由队列 technical 转到 billing：升级到第 2 级。",
    ],
  ],
};
