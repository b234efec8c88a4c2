import type { Fact, TicketFact } from "kefu";
import type { ToldKinds } from "./told.ts";
import { toldSlaFacts } from "./told-sla-facts.ts";

/** Every other kind of fact, as what "Agent li" did. */
export const toldFacts: ToldKinds<Exclude<Fact, TicketFact | { readonly kind: "decided" }>> = {
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
  sla: Object.values(toldSlaFacts),
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
};
