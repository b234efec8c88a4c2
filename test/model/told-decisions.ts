import type { AgentRejection, Decision, HandoverReason, SurveyReason } from "kefu";
import type { Told } from "./told.ts";

type DecisionOf<S extends Decision["step"]> = Extract<Decision, { readonly step: S }>;
type ToldSteps = { readonly [S in Decision["step"]]: readonly Told<DecisionOf<S>>[] };

const handovers: Readonly<Record<HandoverReason, string>> = {
  customer_asked: "客户要求人工客服",
  route_to_agents: "此类问题由人工客服处理",
  no_answer: "没有足够可靠的答案",
  not_readable: "消息里没有可读的文字",
  bot_failed: "机器人处理出错",
  human_owns_conversation: "会话由人工客服负责",
  customer_asked_for_bot: "客户要求转回机器人",
};

const surveys: Readonly<Record<SurveyReason, string>> = {
  closed_ticket: "工单已关闭",
  conversation_busy: "客户的会话正在进行",
  reopened_before_asking: "询问之前工单已重新打开",
  ticket_merged: "工单已合并",
  customer_wants_none: "客户不愿接受调查",
  queue_skipped: "该队列不做调查",
  tag_skipped: "带有不做调查的标签",
  nobody_resolved_it: "无人表示问题已解决",
  no_human_handled_it: "没有人工客服处理过",
  asked_this_customer_lately: "近期已询问过该客户",
  waited_too_long: "等待过久",
  no_channel: "渠道已不存在",
  window_closed: "渠道的回复窗口已关闭",
};

const abstained = (reason: HandoverReason, error?: string): DecisionOf<"answer"> => {
  return { step: "answer", outcome: "abstained", reason, threshold: 0.5, candidates: [], error };
};
const about = (send: boolean, reason: SurveyReason = "closed_ticket") => ({ closure: 2, send, reason });
const routed: Omit<DecisionOf<"route">, "ticket"> = {
  step: "route",
  reason: "no_answer",
  type: "simple",
  queue: "general",
  skills: [{ skill: "德语", level: 3, relaxAfterMinutes: null, dropped: false }],
  priority: "normal",
  priorityReasons: [],
};
const classified: DecisionOf<"classify"> = {
  step: "classify",
  type: "technical",
  confidence: 0.9,
  abstained: false,
  by: "rules",
  candidates: [{ type: "technical", confidence: 0.9, evidence: ["闪退", "crash"] }],
  wishes: [],
};
const assigned: DecisionOf<"assign"> = {
  step: "assign",
  strategy: "skill_based",
  queue: "general",
  agentId: "li",
  suitable: ["li"],
  rejected: [],
};

/** A choice that left these agents out. */
export function leavingOut(rejection: AgentRejection): Decision {
  return { ...assigned, rejected: [rejection] };
}

/** Every step that decides. */
export const toldDecisions: ToldSteps = {
  identify: [
    [
      { step: "identify", outcome: "created", customerId: "c1", identity: "telegram:ada" },
      "identify: telegram:ada is new: customer c1.",
      "识别客户：telegram:ada 是新客户 c1。",
    ],
    [
      {
        ...{ step: "identify", outcome: "known", customerId: "c1", identity: "webchat:ada", key: "key/user:7" },
        conflicts: [
          { identity: "key/phone:1", otherCustomerId: "c2", merge: true },
          { identity: "key/email:a", otherCustomerId: "c3", merge: false },
        ],
      },
      "identify: webchat:ada is known as customer c1 by key/user:7; key/phone:1 is customer c2's, who is to be merged; key/email:a is customer c3's.",
      "识别客户：webchat:ada 是已知客户 c1，依据 key/user:7；key/phone:1 属于客户 c2，将与其合并；key/email:a 属于客户 c3。",
    ],
  ],
  classify: [
    [
      classified,
      "classify: technical (0.90) by rules, from: 闪退, crash.",
      "问题分类：技术问题（置信度 0.90），由规则判断，依据：闪退、crash。",
    ],
    [
      {
        ...classified,
        type: "simple",
        abstained: true,
        by: "first-sure(rules, model)",
        candidates: [],
        wishes: ["human"],
        errors: ["model: no credit"],
      },
      "classify: first-sure(rules, model) abstained, so it counts as simple; wishes: human; errors: model: no credit.",
      "问题分类：规则、model 未能判断，按简单问题处理；客户要求：人工客服；错误：model: no credit。",
    ],
    [
      { ...classified, type: "billing", by: "model", candidates: [] },
      "classify: billing (0.90) by model.",
      "问题分类：billing（置信度 0.90），由 model 判断。",
    ],
  ],
  answer: [
    [
      {
        ...{ step: "answer", outcome: "answered", by: "knowledge", confidence: 0.876, threshold: 0.5 },
        candidates: [{ by: "knowledge", id: "退款政策", confidence: 0.876, evidence: [] }],
      },
      "answer: by knowledge (0.88 of 0.5 needed); candidates: 退款政策 0.88.",
      "自动回复：由知识库回答（置信度 0.88，阈值 0.5）；候选：退款政策 0.88。",
    ],
    [
      abstained("no_answer", "orders: away"),
      "answer: none, no_answer (threshold 0.5); error: orders: away.",
      "自动回复：未回答，没有足够可靠的答案（阈值 0.5）；错误：orders: away。",
    ],
    [
      { step: "answer", outcome: "dropped", reason: "owner_changed" },
      "answer: dropped, a human took over meanwhile.",
      "自动回复：已放弃，其间人工客服接手了会话。",
    ],
    ...(Object.keys(handovers) as HandoverReason[]).map(
      (reason): Told<DecisionOf<"answer">> => [
        abstained(reason),
        `answer: none, ${reason} (threshold 0.5).`,
        `自动回复：未回答，${handovers[reason]}（阈值 0.5）。`,
      ],
    ),
  ],
  route: [
    [
      { ...routed, ticket: "opened" },
      "route: ticket opened because of no_answer; queue general, skills 德语 3, priority normal (none).",
      "转人工：新建工单，原因：没有足够可靠的答案；队列 general，技能 德语 3，优先级：普通。",
    ],
    [
      { ...routed, ticket: "appended", skills: [], priority: "urgent", priorityReasons: ["asks for urgency"] },
      "route: ticket appended because of no_answer; queue general, skills none, priority urgent (asks for urgency).",
      "转人工：归入进行中的工单，原因：没有足够可靠的答案；队列 general，技能 无，优先级：紧急（要求紧急处理）。",
    ],
    [
      { ...routed, ticket: "reopened", priority: "high", priorityReasons: ["classifier model"] },
      "route: ticket reopened because of no_answer; queue general, skills 德语 3, priority high (classifier model).",
      "转人工：重新打开工单，原因：没有足够可靠的答案；队列 general，技能 德语 3，优先级：高（分类器 model）。",
    ],
    ...(
      [
        ["never_reopened", "该队列的工单不重新打开"],
        ["window_over", "已超过可重新打开的期限"],
        ["merged_away", "它已并入其他工单"],
      ] as const
    ).map(
      ([because, chinese]): Told<DecisionOf<"route">> => [
        { ...routed, ticket: "followed_up", followUp: { of: "T-1", because } },
        `route: ticket followed_up (of T-1, ${because}) because of no_answer; queue general, skills 德语 3, priority normal (none).`,
        `转人工：新建后续工单（接续 T-1：${chinese}），原因：没有足够可靠的答案；队列 general，技能 德语 3，优先级：普通。`,
      ],
    ),
  ],
  assign: [
    [
      {
        ...assigned,
        suitable: [],
        agentId: null,
        rejected: [{ filter: "presence", reason: "is offline", agentIds: ["li", "wang"] }],
      },
      "assign: nobody, so it waits, by skill_based; suitable: none; rejected: li, wang (presence: is offline).",
      "分配客服：暂无人选，继续等待，策略：按技能分配；合适：无；排除：li、wang（在线状态：离线）。",
    ],
    [
      { ...assigned, preferred: { agentId: "li", because: "last_agent" } },
      "assign: li, by skill_based; preferred: li, who had the ticket last; suitable: li; rejected: none.",
      "分配客服：选定 li，策略：按技能分配；优先 li（上次处理此工单的客服）；合适：li；排除：无。",
    ],
    [
      {
        ...{ ...assigned, strategy: "fair", agentId: "li", suitable: ["li", "wu"] },
        ...{
          preferred: { agentId: "wang", because: "sticky" },
          error: "strategy fair: it names bo, who cannot take it",
        },
      },
      "assign: li, by fair; preferred: wang, who served the customer last; suitable: li, wu; rejected: none; error: strategy fair: it names bo, who cannot take it.",
      "分配客服：选定 li，策略：fair；优先 wang（上次服务该客户的客服）；合适：li、wu；排除：无；错误：策略 fair：列出了无法接手的 bo。",
    ],
  ],
  survey: [
    [
      { step: "survey", ...about(true) },
      "survey: asked about closure 2: closed_ticket.",
      "满意度调查：询问客户（第 2 次关闭），原因：工单已关闭。",
    ],
    ...(Object.keys(surveys) as SurveyReason[]).map(
      (reason): Told<DecisionOf<"survey">> => [
        { step: "survey", ...about(false, reason) },
        `survey: not asked about closure 2: ${reason}.`,
        `满意度调查：不询问客户（第 2 次关闭），原因：${surveys[reason]}。`,
      ],
    ),
  ],
  survey_reminder: [
    [
      { step: "survey_reminder", ...about(true) },
      "survey: asked once more about closure 2: closed_ticket.",
      "满意度调查：再次询问客户（第 2 次关闭），原因：工单已关闭。",
    ],
    [
      { step: "survey_reminder", ...about(false, "conversation_busy") },
      "survey: no reminder about closure 2: conversation_busy.",
      "满意度调查：不再提醒客户（第 2 次关闭），原因：客户的会话正在进行。",
    ],
  ],
  survey_comment: [
    [
      { step: "survey_comment", surveyId: "s", minutesAfter: 3 },
      "survey: a comment, 3 minutes after the score, which nothing else took.",
      "满意度调查：评分后 3 分钟收到意见，且不属于其他内容。",
    ],
  ],
};
