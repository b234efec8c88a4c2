import { type Phrasebook, phrasebook } from "./phrasebook.ts";
import { deciderName, inChinese, metrics, presences, priorities, severities, signals } from "./words.ts";

const reasons: Phrasebook = phrasebook(
  {
    // What people do, when they give no reason of their own.
    taken: "接手",
    answered: "回复客户",
    accepted: "接受派单",
    declined: "拒绝派单",
    closed: "关闭",
    resolved: "已解决",
    transferred: "转队列",
    "dealt with": "已处理完毕",
    "assigned by hand": "手动分配",
    "reopened by hand": "手动重新打开",
    "it belongs there": "属于该队列",
    "the same issue": "同一个问题",
    "an issue of its own": "是另一个问题",
    "no supervisor is needed": "无需主管介入",
    "waits for the customer": "等待客户",
    "handed back to the bot": "交还给机器人",
    // What follows from what customers and agents do.
    routing: "自动分配",
    "an agent is free": "有客服空闲",
    "the agent answered": "客服已回复",
    "the customer wrote": "客户发来消息",
    "the customer wrote again": "客户再次发来消息",
    "the customer asked for the bot": "客户要求转回机器人",
    "it was not accepted in time": "未及时接受",
    "its customer is erased": "客户资料已删除",
  },
  [
    [/^merged into (\S+)$/, (ticket) => `已并入工单 ${ticket}`],
    [/^escalation level (\d+)$/, (level) => `升级到第 ${level} 级`],
    [/^agent (.+) is (online|away|offline)$/, (agent, presence) => `客服 ${agent} ${inChinese(presences, presence)}`],
    [/^agent (.+) did not answer in (\S+) minutes$/, (agent, minutes) => `客服 ${agent} ${minutes} 分钟内未回复`],
    [/^nobody wrote for (\S+) days after it was resolved$/, (days) => `解决后 ${days} 天内无人留言`],
    [/^no human answered in (\S+) minutes$/, (minutes) => `${minutes} 分钟内没有人工客服回复`],
    [/^no human answered in (\S+) minutes of open hours$/, (minutes) => `${minutes} 分钟工作时间内没有人工客服回复`],
    [
      /^level (\d+) did not acknowledge in (\S+) minutes$/,
      (level, minutes) => `第 ${level} 级 ${minutes} 分钟内未确认`,
    ],
    [
      /^SLA: the (\S+) minutes of (\S+) \(policy (.+)\) are (?:(\d+) % )?used up$/,
      (minutes, metric, policy, share) =>
        `SLA：${inChinese(metrics, metric)}的 ${minutes} 分钟（策略 ${policy}）已用${share === undefined ? "完" : ` ${share}%`}`,
    ],
    // What escalates a ticket by itself. Word for word, since people may write the same.
    [/^the customer is (\S+)$/, (tier) => `客户是 ${tier}`],
    [/^the customer wrote: (.+)$/s, (word) => `客户写道：${word}`],
    [
      /^(anger|complaint), from: (.+)$/s,
      (signal, words) => `${inChinese(signals, signal)}，依据：${deciderName(words)}`,
    ],
    [/^the bot gave up (\d+) times$/, (times) => `机器人 ${times} 次未能回答`],
  ],
);

/** Why something was done to a ticket. Several causes of an escalation stand in one reason. */
export function ticketReason(reason: string): string {
  const causes = reason.split("; ").map(reasons);
  return causes.every((cause) => cause !== null) ? causes.join("；") : (reasons(reason) ?? reason);
}

const clockReasons = phrasebook(
  {
    "the ticket was opened": "工单已创建",
    "a human answered": "人工客服已回复",
    "the customer's tier changed": "客户等级已变更",
    "it is not measured any more": "不再计时",
  },
  [
    [/^queue (.+)$/, (queue) => `队列改为 ${queue}`],
    [/^type (.+)$/, (type) => `类型改为 ${type}`],
    [/^priority (low|normal|high|urgent)$/, (priority) => `优先级改为${inChinese(priorities, priority)}`],
    [/^(\S+) was merged into it$/, (ticket) => `工单 ${ticket} 已并入`],
    [/^no answer is due any more: (.+)$/s, (reason) => `不再需要答复：${ticketReason(reason)}`],
  ],
);

/** Why something happened to an SLA clock: often for what was done to its ticket. */
export function clockReason(reason: string): string {
  return clockReasons(reason) ?? ticketReason(reason);
}

const priorityReasons = phrasebook(
  {
    "safety or money at risk": "涉及安全或资金",
    "asks for urgency": "要求紧急处理",
    "service is down": "服务不可用",
    "cannot go on": "无法继续使用",
    complaint: "客户投诉",
    "no hurry, as the customer says": "客户表示不急",
    "the customer is VIP": "客户是 VIP",
    "set by hand": "手动设定",
  },
  [
    [/^classifier (.+)$/, (classifier) => `分类器 ${deciderName(classifier)}`],
    [/^that of (\S+)$/, (ticket) => `沿用工单 ${ticket}`],
    [
      /^impact (high|medium|low|-), urgency (high|medium|low|-)$/,
      (impact, urgency) => `影响范围${inChinese(severities, impact)}，紧急程度${inChinese(severities, urgency)}`,
    ],
  ],
);

/** Why a ticket is as urgent as it is, in brackets. */
export function priorityGrounds(reasons: readonly string[] = []): string {
  return reasons.length === 0 ? "" : `（${reasons.map((reason) => priorityReasons(reason) ?? reason).join("、")}）`;
}
