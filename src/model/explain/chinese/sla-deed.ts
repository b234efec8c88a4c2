import type { SlaFact } from "../../sla-fact.ts";
import { clockReason } from "./ticket-reasons.ts";
import { inChinese, metrics } from "./words.ts";

/** What the one who did it did. */
export function slaDeed(fact: SlaFact): string {
  const { policy, targetMinutes } = fact;
  const clock = `${inChinese(metrics, fact.metric)}计时（第 ${fact.instance} 次）`;
  const used = `已用 ${minutesIn(fact.elapsedMs)}/${targetMinutes} 分钟`;
  const due = fact.dueAt === null ? "没有到期时间" : `到期时间 ${timeOf(fact.dueAt)}`;
  const standing = `策略 ${policy}，${used}，${due}：${clockReason(fact.reason)}`;
  switch (fact.deed) {
    case "started":
      return `开始${clock}，${standing}。`;
    case "backdated":
      return `将${clock}的起点提前，${standing}。`;
    case "resumed":
      return `恢复${clock}，${standing}。`;
    case "retargeted":
      return `更改${clock}的目标，${standing}。`;
    case "paused":
      return `暂停${clock}，${used}：${clockReason(fact.reason)}。`;
    case "fulfilled":
      return `完成${clock}，${used}：${clockReason(fact.reason)}。`;
    case "cancelled":
      return `取消${clock}，${used}：${clockReason(fact.reason)}。`;
    case "warned":
      return `提醒${clock}即将用尽，${used}，${due}。`;
    case "breached":
      return `记录到${clock}已超时，${used}，${due}。`;
    default:
      return fact.deed satisfies never;
  }
}

function minutesIn(milliseconds: number): number {
  return Math.round(milliseconds / 600) / 100;
}

/** A time in ISO 8601, to the second, as people write it. */
function timeOf(iso: string): string {
  return `${iso.slice(0, 19).replace("T", " ")}（UTC）`;
}
