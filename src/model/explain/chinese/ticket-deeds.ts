import type { TicketLinkKind } from "../../ticket.ts";
import type { TicketFact } from "../../ticket-facts.ts";
import { ticketReason } from "./ticket-reasons.ts";
import { inChinese, issueTypes } from "./words.ts";

/** What was done, to be read after the name of who did it. */
export function ticketDeed(fact: TicketFact): string {
  switch (fact.kind) {
    case "linked":
      return `关联了工单：本工单${links[fact.link](fact.ticketId)}。`;
    case "unlinked":
      return `取消了关联：本工单${links[fact.link](fact.ticketId)}。`;
    case "merged":
      return `将工单并入 ${fact.into}：${ticketReason(fact.reason)}。`;
    case "took_in":
      return `将工单 ${fact.ticketId}（“${fact.subject}”）并入本工单${tagsOf(fact)}。`;
    case "unmerged":
      return `将工单从 ${fact.from} 中重新分出：${ticketReason(fact.reason)}。`;
    case "gave_back":
      return `将工单 ${fact.ticketId} 从本工单中重新分出${tagsOf(fact)}。`;
    case "split":
      return `将本工单的 ${fact.messageIds.length} 条消息拆分为工单 ${fact.into}。`;
    case "split_off":
      return `由 ${fact.ticketId} 的 ${fact.messageIds.length} 条消息拆分出本工单。`;
    case "tagged":
      return `修改了标签：${[...fact.added.map((tag) => `+${tag}`), ...fact.removed.map((tag) => `-${tag}`)].join(" ")}。`;
    case "fields_set":
      return `将字段 ${Object.entries(fact.fields)
        .map(([name, value]) => `${name} 设为 ${JSON.stringify(value)}`)
        .join("，")}。`;
    case "retyped":
      return `将类型由“${inChinese(issueTypes, fact.from)}”改为“${inChinese(issueTypes, fact.to)}”。`;
    case "transferred":
      return `将工单由队列 ${fact.from} 转到 ${fact.to}：${ticketReason(fact.reason)}。`;
    default:
      return fact satisfies never;
  }
}

const links: Readonly<Record<TicketLinkKind, (ticketId: string) => string>> = {
  related: (id) => `与 ${id} 相关`,
  duplicate_of: (id) => `与 ${id} 重复，以 ${id} 为准`,
  duplicated_by: (id) => `有重复工单 ${id}`,
  follow_up_of: (id) => `是 ${id} 的后续`,
  followed_up_by: (id) => `的后续是 ${id}`,
  split_from: (id) => `由 ${id} 拆分而来`,
  split_into: (id) => `拆分出 ${id}`,
  merged_into: (id) => `并入 ${id}`,
  merged_from: (id) => `包含 ${id}`,
};

function tagsOf({ tags }: { readonly tags: readonly string[] }): string {
  return tags.length === 0 ? "" : `，连同标签 ${tags.join("、")}`;
}
