import type { ChannelErrorKind } from "../../../errors.ts";
import type { Presence } from "../../agent.ts";
import type { AgentFilter } from "../../agent-filters.ts";
import type { Wish } from "../../classification.ts";
import type { HandoverReason } from "../../decision.ts";
import type { MessageStatus } from "../../message.ts";
import type { Priority, Severity } from "../../priority.ts";
import type { FollowUpReason } from "../../reopening.ts";
import type { Signal } from "../../signals.ts";
import type { SlaMetric } from "../../sla-clock.ts";
import type { SurveyReason } from "../../survey-policy.ts";
import type { TicketStatus } from "../../ticket.ts";

type Words<T extends string> = Readonly<Record<T, string>>;

/** The Chinese for a word of the desk; a word of the user's own, or of another version of kefu, stays as it is. */
export function inChinese(words: Readonly<Record<string, string>>, word: string): string {
  return Object.hasOwn(words, word) ? (words[word] ?? word) : word;
}

/** Names in a sentence. */
export function list(items: readonly string[]): string {
  return items.length === 0 ? "无" : items.join("、");
}

export const statuses: Words<TicketStatus> = {
  open: "待处理",
  in_progress: "处理中",
  pending: "等待客户",
  escalated: "已升级",
  resolved: "已解决",
  closed: "已关闭",
};

export const priorities: Words<Priority> = { low: "低", normal: "普通", high: "高", urgent: "紧急" };

export const severities: Words<Severity | "-"> = { high: "高", medium: "中", low: "低", "-": "未定" };

export const presences: Words<Presence> = { online: "在线", away: "离开", offline: "离线" };

/** The types of the tutorial; the user's own stay as they are. */
export const issueTypes: Words<"simple" | "technical" | "general"> = {
  simple: "简单问题",
  technical: "技术问题",
  general: "一般问题",
};

export const wishes: Words<Wish> = { human: "人工客服", bot: "机器人" };

export const signals: Words<Signal> = { anger: "客户不满", complaint: "客户投诉" };

export const metrics: Words<SlaMetric> = {
  first_response: "首次响应",
  next_response: "再次响应",
  resolution: "解决",
  total_resolution: "总解决时长",
};

export const handoverReasons: Words<HandoverReason> = {
  customer_asked: "客户要求人工客服",
  route_to_agents: "此类问题由人工客服处理",
  no_answer: "没有足够可靠的答案",
  not_readable: "消息里没有可读的文字",
  bot_failed: "机器人处理出错",
  human_owns_conversation: "会话由人工客服负责",
  customer_asked_for_bot: "客户要求转回机器人",
};

export const followUpReasons: Words<FollowUpReason> = {
  never_reopened: "该队列的工单不重新打开",
  window_over: "已超过可重新打开的期限",
  merged_away: "它已并入其他工单",
};

export const filters: Words<AgentFilter> = {
  presence: "在线状态",
  channel: "渠道",
  team: "团队",
  skills: "技能",
  language: "语言",
  capacity: "负载",
  passed: "已放过",
  strategy: "策略",
};

/** The strategies that come with kefu. */
export const strategies: Words<"skill_based" | "round_robin" | "least_busy" | "manual"> = {
  skill_based: "按技能分配",
  round_robin: "轮流分配",
  least_busy: "最空闲者优先",
  manual: "手动分配",
};

/** The classifiers and answerers that come with kefu. */
const deciders: Words<"rules" | "knowledge" | "courtesy"> = {
  rules: "规则",
  knowledge: "知识库",
  courtesy: "礼貌用语",
};

/** Who decided about a message: several who are asked in turn are named as such. */
export function deciderName(by: string): string {
  const several = /^first-sure\((.*)\)$/s.exec(by)?.[1];
  return several === undefined ? inChinese(deciders, by) : list(several.split(", ").map(deciderName));
}

export const messageStatuses: Words<MessageStatus> = {
  received: "已收到",
  pending: "发送中",
  sent: "已发送",
  delivered: "已送达",
  read: "已读",
  failed: "发送失败",
  unknown: "不确定是否送达",
};

export const channelFailures: Words<ChannelErrorKind> = {
  window_closed: "回复窗口已关闭",
  rate_limited: "发送过于频繁",
  blocked: "客户已屏蔽",
  auth: "渠道凭据无效",
  invalid: "渠道不接受此消息",
  transient: "渠道暂时故障",
  unknown: "结果不明",
};

export const surveyReasons: Words<SurveyReason> = {
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
