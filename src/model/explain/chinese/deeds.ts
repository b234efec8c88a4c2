import type { SurveyFact } from "../../survey-facts.ts";
import type { Deed } from "../storyteller.ts";
import { deliveryReason } from "./delivery-reasons.ts";
import { routingDeed } from "./routing-deeds.ts";
import { slaDeed } from "./sla-deed.ts";
import { ticketDeed } from "./ticket-deeds.ts";
import { priorityGrounds, ticketReason } from "./ticket-reasons.ts";
import { handoverReasons, inChinese, messageStatuses, priorities, statuses } from "./words.ts";

/** What was done, to be read after the name of who did it. */
export function deed(fact: Deed): string {
  switch (fact.kind) {
    case "opened":
      return `在队列 ${fact.queue} 中创建了工单，优先级：${inChinese(priorities, fact.priority)}${priorityGrounds(fact.priorityReasons)}。`;
    case "handed_over":
      return `转交人工客服：${inChinese(handoverReasons, fact.reason)}。`;
    case "moved":
      return `将工单由“${inChinese(statuses, fact.from)}”改为“${inChinese(statuses, fact.to)}”：${ticketReason(fact.reason)}。`;
    case "assigned": {
      const from = fact.from === null ? "" : `（原客服：${fact.from}）`;
      return `将工单分配给客服 ${fact.to}${from}：${ticketReason(fact.reason)}。`;
    }
    case "released":
      return `解除了客服 ${fact.from} 的工单分配：${ticketReason(fact.reason)}。`;
    case "offered":
    case "offer_ended":
    case "relaxed":
    case "overflowed":
      return routingDeed(fact);
    case "replied":
      return `回复了客户${fact.canned === undefined ? "" : `，使用快捷回复 ${fact.canned}`}。`;
    case "customer_wrote":
      return "发来了消息。";
    case "noted":
      return `添加了备注：${fact.text}`;
    case "prioritized":
      return `将优先级由“${inChinese(priorities, fact.from)}”改为“${inChinese(priorities, fact.to)}”${priorityGrounds(fact.reasons)}。`;
    case "escalated":
      return `将工单升级到第 ${fact.level} 级（第 ${fact.instance} 次升级）：${ticketReason(fact.reason)}。`;
    case "acknowledged":
      return `确认了第 ${fact.level} 级升级。`;
    case "unacknowledged":
      return `没有等到第 ${fact.level} 级（最后一级）的确认。`;
    case "sla":
      return slaDeed(fact);
    case "surveyed":
    case "survey_commented":
      return surveyDeed(fact);
    case "customer_merged":
      return `将归属由客户 ${fact.from} 改为客户 ${fact.to}：确认为同一人，依据 ${fact.identity}（${evidenceOf(fact)}）。`;
    case "customer_unmerged":
      return `将归属由客户 ${fact.from} 改回客户 ${fact.to}：实为两人。`;
    case "delivery": {
      const reason = fact.reason === null ? "未说明原因" : deliveryReason(fact.reason);
      return `记录到消息 ${fact.messageId} 的状态为“${inChinese(messageStatuses, fact.status)}”：${reason}。`;
    }
    case "message_edited":
      return `修改了消息 ${fact.messageId} 的文字。`;
    case "message_deleted":
      return `撤回了消息 ${fact.messageId}。`;
    case "linked":
    case "unlinked":
    case "merged":
    case "took_in":
    case "unmerged":
    case "gave_back":
    case "split":
    case "split_off":
    case "tagged":
    case "fields_set":
    case "retyped":
    case "transferred":
      return ticketDeed(fact);
    default:
      return fact satisfies never;
  }
}

function surveyDeed(fact: SurveyFact): string {
  switch (fact.kind) {
    case "surveyed":
      return `在满意度调查中评了 ${fact.score} 分（最高 ${fact.of ?? 5} 分）。`;
    case "survey_commented":
      return "在满意度调查中写下了意见。";
    default:
      return fact satisfies never;
  }
}

/** What the desk goes by when it merges customers itself; what a backend vouches for is in its own words. */
function evidenceOf({ evidence }: { readonly evidence: string }): string {
  return evidence === "both have this key" ? "双方都有此标识" : evidence;
}
