import type { Texts } from "./texts.ts";

export const zhCN: Texts = {
  answer: "{answer}",
  greeting: "您好！请问有什么可以帮您？",
  thanks: "不客气！",
  handoverAssigned: "正在为您转接{agent}，稍后将在这里回复您。工单号：{ticket}。",
  handoverQueued: "正在为您转接人工客服，客服空闲后会在这里回复您。工单号：{ticket}。",
  queuePosition: "您当前排在第 {position} 位。",
  handoverOutOfHours: "已为您转接人工客服。我们将于{opensAt}上班，届时会在这里回复您。工单号：{ticket}。",
  apology: "抱歉，我们这边出了点问题，客服同事会查看您的消息。工单号：{ticket}。",
  failed: "抱歉，我们这边出了点问题，请几分钟后再给我们留言。",
  agentJoined: "{agent}已接入，为您服务（工单 {ticket}）。",
  escalated: "您的工单 {ticket} 已升级给主管优先处理。",
  resolved: "您的工单 {ticket} 已解决。如还有问题，直接在这里回复即可。",
  returnedToBot: "智能助手已接入，您可以随时要求转人工。",
  survey: "您对工单 {ticket} 的服务满意吗？请回复 1 到 5 分，或点击：{url}",
  surveyScores: ["非常不满意", "不满意", "一般", "满意", "非常满意"],
  surveyThanks: "感谢您的评价！",
  surveyOver: "本次评价已结束，感谢您的参与！",
  surveyScale: "请回复 1（非常不满意）到 5（非常满意）。",
  chooseByNumber: "请回复数字。",
  handoverSummary:
    "{type} / {priority} / {reason}：{subject}\n客户：{customer}（{tier}，{language}，{channel}）\n留言：{messages}\n机器人候选答案：{candidates}",
  notificationTitle: "工单 {ticket} 已升级（第 {level} 级）",
  notificationText: "{subject}\n原因：{reason}\n优先级：{priority}\n客服：{agent}",
};
