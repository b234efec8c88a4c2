import type { OfferEnd, RoutingFact } from "../../routing-facts.ts";
import { ticketReason } from "./ticket-reasons.ts";
import { list } from "./words.ts";

/** What follows who did it. */
export function routingDeed(fact: RoutingFact): string {
  switch (fact.kind) {
    case "offered":
      return `向客服 ${fact.to} 派单，限 ${fact.seconds} 秒内接受：${ticketReason(fact.reason)}。`;
    case "offer_ended":
      return `${endings[fact.how](fact.from)}：${ticketReason(fact.reason)}。`;
    case "relaxed":
      return `不再要求 ${list(fact.skills)}：已等待 ${fact.minutes} 分钟。`;
    case "overflowed":
      return `将工单由队列 ${fact.from} 移到 ${fact.to}：已等待 ${fact.minutes} 分钟。`;
    default:
      return fact satisfies never;
  }
}

const endings: Readonly<Record<OfferEnd, (from: string) => string>> = {
  declined: (from) => `拒绝了派给客服 ${from} 的工单`,
  missed: (from) => `收回了派给客服 ${from} 的工单`,
  withdrawn: (from) => `撤回了派给客服 ${from} 的工单`,
};
