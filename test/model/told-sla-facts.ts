import type { SlaDeed, SlaFact } from "kefu";
import type { Told } from "./told.ts";

const terms = { metric: "next_response", instance: 2, policy: "gold", calendar: null, targetMinutes: 60 } as const;
const stood = { kind: "sla", ...terms, elapsedMs: 90_000, dueAt: "2026-01-05T09:30:00.000Z" } as const;

/** What happened to a clock. */
export function clock(deed: SlaDeed, reason: string): SlaFact {
  return { ...stood, deed, reason };
}

const rest = "policy gold, 1.5 of 60 minutes used, due 2026-01-05T09:30:00.000Z";
const 其余 = "策略 gold，已用 1.5/60 分钟，到期时间 2026-01-05 09:30:00（UTC）";

/** Everything that can happen to a clock, as what "Agent li" did. */
export const toldSlaFacts: Readonly<Record<SlaDeed, Told<SlaFact>>> = {
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
