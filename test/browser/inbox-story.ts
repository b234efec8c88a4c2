import type { FakeDesk } from "./fake-inbox-desk.ts";
import { inMinutes } from "./fake-inbox-desk.ts";

/** A desk at work: tickets in every state, in both languages. Returns the one that has everything in it. */
export function busyDesk(desk: FakeDesk): string {
  const zh = { language: "zh-CN", customerName: "陈小雨", channelKind: "whatsapp", channelId: "whatsapp" } as const;
  const due = (count: number, metric = "first_response") => ({ metric, at: inMinutes(count), breached: count < 0 });
  const { ticket } = desk.open({
    ...zh,
    id: "refund",
    text: "订单 A-204118 的退款什么时候到账？已经等了一个星期了。",
    subject: "退款什么时候到账",
    queue: "退款",
    agentId: "li",
    status: "in_progress",
    priority: "high",
    due: due(8, "next_response"),
    tags: ["退款", "A-204118"],
    createdAt: inMinutes(-60 * 26),
  });
  story(desk, ticket.id);
  desk.open({ text: "The app crashes when I log in", agentId: "li", status: "in_progress", due: due(42) });
  desk.open({ text: "发票抬头写错了，能重开吗？", ...zh, reservedFor: "li", customerName: "刘洋", due: due(3) });
  desk.open({
    text: "My parcel never arrived",
    priority: "urgent",
    queue: "general",
    due: due(-4),
    customerName: null,
  });
  desk.open({ text: "怎么修改收货地址", ...zh, channelKind: "telegram", channelId: "telegram", queue: "general" });
  desk.open({
    text: "Third time I ask: where is my money?",
    agentId: "wang",
    status: "escalated",
    escalationLevel: 1,
    escalationReason: "anger",
    priority: "urgent",
    due: due(-31, "resolution"),
    customerName: "Grace Hopper",
  });
  desk.open({ text: "Can I change my plan?", agentId: "wang", status: "pending", customerName: "Alan" });
  desk.open({ text: "谢谢，问题解决了", ...zh, agentId: "li", status: "closed", awaitingReplySince: null });
  return ticket.id;
}

function story(desk: FakeDesk, id: string): void {
  const agent = { from: "agent", name: "Li" } as const;
  const customer = { from: "customer", name: "陈小雨" } as const;
  const yesterday = (count: number) => inMinutes(-60 * 26 + count);
  desk.say(id, {
    from: "bot",
    text: "您好！请问您想了解哪方面的退款？",
    options: ["退款进度", "退款政策", "转人工"],
    status: "read",
    at: yesterday(1),
  });
  desk.say(id, { ...customer, text: "转人工", choice: "转人工", at: yesterday(2) });
  desk.say(id, { from: "desk", text: "已为您转接人工客服，您排在第 2 位。", status: "delivered", at: yesterday(2) });
  desk.say(id, { ...agent, text: "您好，我是小李，正在为您查询。", status: "read", at: yesterday(9), reaction: "👍" });
  desk.say(id, {
    ...agent,
    text: "查到了：退款已于昨天提交到银行。",
    status: "delivered",
    at: yesterday(10),
    edited: true,
  });
  desk.say(id, {
    ...customer,
    text: "这是银行的截图，详见 https://bank.example/orders?id=204118。",
    files: [{ index: 0, kind: "image", name: "银行截图.png" }],
    at: inMinutes(-14),
  });
  desk.say(id, { ...customer, text: "", deleted: true, at: inMinutes(-13) });
  desk.say(id, {
    ...agent,
    text: "收到，我马上核实。",
    status: "failed",
    statusReason: "window closed",
    at: inMinutes(-12),
  });
  desk.say(id, { ...customer, text: "还在吗？", at: inMinutes(-6) });
  const { customer: card } = desk.get(id);
  const past = {
    id: "past",
    number: 998,
    subject: "忘记密码",
    status: "closed",
    createdAt: inMinutes(-60 * 24 * 30),
  } as const;
  desk.change(
    id,
    {},
    {
      notes: [{ text: "银行确认 3 个工作日到账，别再催财务了。", by: "wang", at: inMinutes(-11) }],
      customer: {
        ...card,
        identities: [
          { id: "whatsapp:8613800138000", verified: true },
          { id: "email:chen@example.com", verified: false },
        ],
        conversations: [...card.conversations, { id: "other", channelId: "webchat", channelKind: "webchat" }],
        tickets: [past],
      },
      clocks: [
        { metric: "first_response", state: "fulfilled", dueAt: null, breached: false, targetMinutes: 30 },
        { metric: "next_response", state: "running", dueAt: inMinutes(8), breached: false, targetMinutes: 60 },
        { metric: "resolution", state: "running", dueAt: inMinutes(60 * 5), breached: false, targetMinutes: 1440 },
      ],
      surveys: [{ kind: "csat", status: "answered", score: 4, comment: "回复有点慢", answeredAt: yesterday(30) }],
      why: [
        { at: yesterday(0), sentences: ["classify: general (0.82) by rules, from: 退款."] },
        {
          at: yesterday(2),
          sentences: ["route: ticket opened because of route_to_agents; queue 退款.", "assign: li, by skill_based."],
        },
      ],
    },
  );
}
