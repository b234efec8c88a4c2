import type { Actor, AgentFilter, Decision, Fact } from "kefu";
import { describe, expect, test } from "vitest";
import { entriesOf, storyOf } from "../../src/model/explain.ts";
import { leavingOut, toldDecisions } from "./told-decisions.ts";
import { toldFacts } from "./told-facts.ts";
import { clock } from "./told-sla-facts.ts";
import { toldTicketFacts } from "./told-ticket-facts.ts";

const li: Actor = { kind: "agent", id: "li" };

function told(fact: Fact, language?: string, by = li): string {
  return storyOf(entriesOf([{ at: new Date(0), by, fact }], { language })).join("\n");
}

function decided(decision: Decision): Fact {
  return { kind: "decided", messageIds: [], decisions: [decision] };
}

const facts = Object.values({ ...toldFacts, ...toldTicketFacts }).flat();
const decisions = Object.values(toldDecisions).flat();

describe("a log", () => {
  test.each(facts)("tells %j in both languages", (fact, english, chinese) => {
    expect(told(fact)).toBe(`Agent li ${english}`);
    expect(told(fact, "zh-CN")).toBe(`客服 li ${chinese}`);
  });

  test.each(decisions)("tells the decision %j in both languages", (decision, english, chinese) => {
    expect(told(decided(decision))).toBe(english);
    expect(told(decided(decision), "zh-CN")).toBe(chinese);
  });

  test.each<[Actor, string, string]>([
    [{ kind: "agent", id: "小李" }, "Agent 小李 wrote.", "客服 小李 发来了消息。"],
    [{ kind: "customer", id: "c" }, "The customer wrote.", "客户发来了消息。"],
    [{ kind: "bot" }, "The bot wrote.", "机器人发来了消息。"],
    [{ kind: "system" }, "The desk wrote.", "系统发来了消息。"],
  ])("says who did it: %j", (by, english, chinese) => {
    const fact = { kind: "customer_wrote", messageId: "m" } as const;
    expect([told(fact, "en", by), told(fact, "zh", by)]).toEqual([english, chinese]);
  });

  test.each([
    ["zh", true],
    ["zh-CN", true],
    ["zh-TW", true],
    ["ZH-hans-cn", true],
    ["en", false],
    ["pt-BR", false],
    ["zha", false],
    ["", false],
    [undefined, false],
  ])("is told in Chinese for the language %j: %j", (language, isChinese) => {
    expect(/[\u4e00-\u9fff]/.test(told({ kind: "acknowledged", level: 1 }, language))).toBe(isChinese);
  });
});

describe("a reason that the desk wrote is told in Chinese", () => {
  const moved = (reason: string): Fact => ({ kind: "moved", from: "open", to: "escalated", reason });
  const start = "客服 li 将工单由“待处理”改为“已升级”：";

  test.each([
    ["answered", "回复客户"],
    ["accepted", "接受派单"],
    ["closed", "关闭"],
    ["resolved", "已解决"],
    ["dealt with", "已处理完毕"],
    ["reopened by hand", "手动重新打开"],
    ["it belongs there", "属于该队列"],
    ["no supervisor is needed", "无需主管介入"],
    ["handed back to the bot", "交还给机器人"],
    ["the agent answered", "客服已回复"],
    ["the customer wrote again", "客户再次发来消息"],
    ["the customer asked for the bot", "客户要求转回机器人"],
    ["its customer is erased", "客户资料已删除"],
    ["merged into T-2", "已并入工单 T-2"],
    ["agent li did not answer in 15 minutes", "客服 li 15 分钟内未回复"],
    ["agent li is offline", "客服 li 离线"],
    ["nobody wrote for 4 days after it was resolved", "解决后 4 天内无人留言"],
    ["no human answered in 60 minutes", "60 分钟内没有人工客服回复"],
    ["no human answered in 60 minutes of open hours", "60 分钟工作时间内没有人工客服回复"],
    ["SLA: the 60 minutes of first_response (policy gold) are used up", "SLA：首次响应的 60 分钟（策略 gold）已用完"],
    ["SLA: the 60 minutes of resolution (policy a b) are 80 % used up", "SLA：解决的 60 分钟（策略 a b）已用 80%"],
    ["the customer is vip", "客户是 vip"],
    ["anger, from: 气死", "客户不满，依据：气死"],
    ["complaint, from: rules", "客户投诉，依据：规则"],
    ["the customer wrote: 律师", "客户写道：律师"],
    ["the bot gave up 2 times", "机器人 2 次未能回答"],
    ["the customer is vip; anger, from: furious", "客户是 vip；客户不满，依据：furious"],
  ])("%s", (reason, chinese) => {
    expect(told(moved(reason), "zh")).toBe(`${start}${chinese}。`);
  });

  test.each([
    ["the customer's tier changed", "客户等级已变更"],
    ["it is not measured any more", "不再计时"],
    ["queue VIP desk", "队列改为 VIP desk"],
    ["type billing", "类型改为 billing"],
    ["priority low", "优先级改为低"],
    ["no answer is due any more: merged into T-2", "不再需要答复：已并入工单 T-2"],
  ])("when it is of a clock: %s", (reason, chinese) => {
    expect(told(clock("paused", reason), "zh")).toContain(`分钟：${chinese}。`);
  });

  test.each([
    ["safety or money at risk", "涉及安全或资金"],
    ["no hurry, as the customer says", "客户表示不急"],
    ["the customer is VIP", "客户是 VIP"],
    ["set by hand", "手动设定"],
    ["that of T-1", "沿用工单 T-1"],
    ["impact high, urgency -", "影响范围高，紧急程度未定"],
    ["classifier rules", "分类器 规则"],
  ])("when it is of a priority: %s", (reason, chinese) => {
    const fact: Fact = { kind: "prioritized", from: "high", to: "low", reasons: [reason] };
    expect(told(fact, "zh")).toBe(`客服 li 将优先级由“高”改为“低”（${chinese}）。`);
  });

  test.each([
    ["it is sent again", "再次发送"],
    ["part 2: failed", "第 2 部分：发送失败"],
    ["invalid: too long (parts sent before: 1)", "渠道不接受此消息：too long（此前已发出 1 部分）"],
    ["no channel 微信", "没有渠道 微信"],
    ["Channel web did not answer in 30 seconds.", "渠道 web 在 30 秒内没有响应"],
    ["invalid: Nothing of it can be sent on this channel.", "渠道不接受此消息：此渠道发不出其中任何内容"],
    [
      "window_closed: the customer wrote last more than 24 hours ago, and there is no template (option templateOutsideWindow).",
      "回复窗口已关闭：客户上次留言已超过 24 小时，且没有消息模板（选项 templateOutsideWindow）",
    ],
    ["Too Many Requests.", "Too Many Requests."],
  ])("when it is of a delivery: %s", (reason, chinese) => {
    const fact: Fact = { kind: "delivery", messageId: "m", status: "failed", reason };
    const end = /\.$/.test(chinese) ? "" : "。";
    expect(told(fact, "zh")).toBe(`客服 li 记录到消息 m 的状态为“发送失败”：${chinese}${end}`);
  });

  const rejections: Readonly<Record<AgentFilter, readonly (readonly [string, string])[]>> = {
    presence: [["is away", "在线状态：离开"]],
    channel: [["serves telegram, webchat, not whatsapp", "渠道：只负责 telegram、webchat，不负责 whatsapp"]],
    team: [
      ["is in no team, not in first or second", "团队：不属于任何团队，需属于 first 或 second"],
      ["is in night, not in first", "团队：属于 night，需属于 first"],
    ],
    skills: [["lacks technical 3, wechat", "技能：缺少 technical 3、wechat"]],
    language: [["writes en, fr, not zh-CN", "语言：使用 en、fr，不使用 zh-CN"]],
    capacity: [
      ["holds 5 of 5", "负载：已占 5/5"],
      ["holds 4 of 5, and it weighs 2", "负载：已占 4/5，此工单需 2"],
    ],
    passed: [["let it pass a moment ago", "已放过：刚刚放过此工单"]],
    strategy: [["is left out by the strategy", "策略：策略未列入"]],
  };
  const rejected = Object.entries(rejections).flatMap(([filter, told]) =>
    told.map(([reason, chinese]) => [filter as AgentFilter, reason, chinese] as const),
  );

  test.each(rejected)("when an agent is left out by %s: %s", (filter, reason, chinese) => {
    expect(told(decided(leavingOut({ filter, reason, agentIds: ["li"] })), "zh")).toContain(`排除：li（${chinese}）。`);
  });

  test("a reason that people typed stays as it is, also when it begins like one of the desk's", () => {
    for (const typed of ["constructor", "taken; by mistake", "queue is too long", "the customer is very angry"]) {
      expect(told(moved(typed), "zh")).toBe(`${start}${typed}。`);
    }
    expect(told({ kind: "retyped", from: "constructor", to: "taken" }, "zh")).toMatch("由“constructor”改为“taken”");
  });
});
