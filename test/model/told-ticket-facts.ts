import type { TicketFact, TicketLinkKind } from "kefu";
import type { ToldKinds } from "./told.ts";

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

/** Every kind of fact about a ticket as a file, as what "Agent li" did. */
export const toldTicketFacts: ToldKinds<TicketFact> = {
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
