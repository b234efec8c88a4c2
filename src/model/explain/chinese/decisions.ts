import type { AgentRejection } from "../../agent-filters.ts";
import type { AnswerCandidate, Decision } from "../../decision.ts";
import { skillName } from "../../skill.ts";
import type { SurveyDecision } from "../../survey-facts.ts";
import type { SurveyReason } from "../../survey-policy.ts";
import { rejectionReason, strategyError } from "./rejection-reasons.ts";
import { priorityGrounds } from "./ticket-reasons.ts";
import {
  deciderName,
  filters,
  followUpReasons,
  handoverReasons,
  inChinese,
  issueTypes,
  list,
  priorities,
  strategies,
  surveyReasons,
  wishes,
} from "./words.ts";

/** What was decided, and why. */
export function decisionSentence(decision: Decision): string {
  switch (decision.step) {
    case "identify":
      return identitySentence(decision);
    case "classify":
      return classSentence(decision);
    case "answer":
      return answerSentence(decision);
    case "route":
      return routeSentence(decision);
    case "assign":
      return assignSentence(decision);
    case "survey":
    case "survey_reminder":
    case "survey_comment":
      return surveySentence(decision);
    default:
      return decision satisfies never;
  }
}

type DecisionOf<S extends Decision["step"]> = Extract<Decision, { readonly step: S }>;

function identitySentence({ identity, outcome, customerId, key, conflicts = [] }: DecisionOf<"identify">): string {
  const others = conflicts.map(
    (one) => `；${one.identity} 属于客户 ${one.otherCustomerId}${one.merge ? "，将与其合并" : ""}`,
  );
  const by = key === undefined ? "" : `，依据 ${key}`;
  return `识别客户：${identity} 是${outcome === "known" ? "已知" : "新"}客户 ${customerId}${by}${others.join("")}。`;
}

function classSentence(decision: DecisionOf<"classify">): string {
  const type = inChinese(issueTypes, decision.type);
  const by = apart(deciderName(decision.by));
  const evidence = decision.candidates[0]?.evidence.join("、");
  const grounds = decision.abstained
    ? `${by}未能判断，按${type}处理`
    : `${type}（置信度 ${shown(decision.confidence)}），由${by}判断${evidence ? `，依据：${evidence}` : ""}`;
  const wanted = decision.wishes.map((wish) => inChinese(wishes, wish));
  const asked = wanted.length > 0 ? `；客户要求：${list(wanted)}` : "";
  return `问题分类：${grounds}${asked}${decision.errors ? `；错误：${decision.errors.join("；")}` : ""}。`;
}

function answerSentence(decision: DecisionOf<"answer">): string {
  switch (decision.outcome) {
    case "answered":
      return `自动回复：由${apart(deciderName(decision.by))}回答（置信度 ${shown(decision.confidence)}，阈值 ${decision.threshold}）${weighed(decision.candidates)}。`;
    case "abstained": {
      const error = decision.error === undefined ? "" : `；错误：${decision.error}`;
      return `自动回复：未回答，${inChinese(handoverReasons, decision.reason)}（阈值 ${decision.threshold}）${weighed(decision.candidates)}${error}。`;
    }
    case "dropped":
      return "自动回复：已放弃，其间人工客服接手了会话。";
    default:
      return decision satisfies never;
  }
}

const routed: Readonly<Record<DecisionOf<"route">["ticket"], string>> = {
  opened: "新建工单",
  appended: "归入进行中的工单",
  reopened: "重新打开工单",
  followed_up: "新建后续工单",
};

/** Logs of kefu 0.1.0 have the names of the skills. */
function routeSentence(decision: DecisionOf<"route"> & { readonly requiredSkills?: readonly string[] }): string {
  const { reason, queue, followUp, requiredSkills } = decision;
  const skills = requiredSkills ?? decision.skills.map(skillName);
  const after = followUp && `（接续 ${followUp.of}：${inChinese(followUpReasons, followUp.because)}）`;
  const urgency = `${inChinese(priorities, decision.priority)}${priorityGrounds(decision.priorityReasons)}`;
  return `转人工：${inChinese(routed, decision.ticket)}${after ?? ""}，原因：${inChinese(handoverReasons, reason)}；队列 ${queue}，技能 ${list(skills)}，优先级：${urgency}。`;
}

const preferences: Readonly<Record<NonNullable<DecisionOf<"assign">["preferred"]>["because"], string>> = {
  last_agent: "上次处理此工单的客服",
  sticky: "上次服务该客户的客服",
};

function assignSentence({ agentId, strategy, suitable, rejected, preferred, error }: DecisionOf<"assign">): string {
  const chosen = agentId === null ? "暂无人选，继续等待" : `选定 ${agentId}`;
  const wish = preferred === undefined ? "" : `；优先 ${preferred.agentId}（${preferences[preferred.because]}）`;
  const others = rejected.length === 0 ? "无" : rejected.map(rejectionOf).join("；");
  const failure = error === undefined ? "" : `；错误：${strategyError(error)}`;
  return `分配客服：${chosen}，策略：${inChinese(strategies, strategy)}${wish}；合适：${list(suitable)}；排除：${others}${failure}。`;
}

/** Logs of kefu 0.1.0 name one agent in each rejection. */
function rejectionOf({ filter, reason, ...named }: AgentRejection & { readonly agentId?: string }): string {
  return `${named.agentId ?? list(named.agentIds)}（${inChinese(filters, filter)}：${rejectionReason(reason)}）`;
}

function surveySentence(decision: SurveyDecision): string {
  switch (decision.step) {
    case "survey":
      return `满意度调查：${decision.send ? "询问客户" : "不询问客户"}${closure(decision)}。`;
    case "survey_reminder":
      return `满意度调查：${decision.send ? "再次询问客户" : "不再提醒客户"}${closure(decision)}。`;
    case "survey_comment":
      return `满意度调查：评分后 ${decision.minutesAfter} 分钟收到意见，且不属于其他内容。`;
    default:
      return decision satisfies never;
  }
}

function closure({ closure, reason }: { readonly closure: number; readonly reason: SurveyReason }): string {
  return `（第 ${closure} 次关闭），原因：${inChinese(surveyReasons, reason)}`;
}

/** A name in Latin letters stands apart from the Chinese around it. */
function apart(name: string): string {
  return name.replace(/^(?=[a-z])|(?<=[a-z)])$/giu, " ");
}

function weighed(candidates: readonly AnswerCandidate[]): string {
  if (candidates.length === 0) return "";
  return `；候选：${candidates.map(({ id, confidence }) => `${id} ${shown(confidence)}`).join("、")}`;
}

function shown(confidence: number): string {
  return confidence.toFixed(2);
}
