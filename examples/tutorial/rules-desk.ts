import { CustomerService, type Notifier, ruleClassifier, type TicketStore } from "kefu";
import { scriptedChannel, seededRandom, simulatedClock } from "kefu/testing";
import { Chronicle } from "./chronicle.ts";
import type { TutorialDesk } from "./desk.ts";

/**
 * A desk with rules of its own: working hours with a lunch break, an SLA, skills that are dropped after a wait, and agents
 * who have a minute to accept a ticket.
 */
export function rulesDesk(store: TicketStore): TutorialDesk {
  // A Monday, 10:00 in Shanghai.
  const clock = simulatedClock(new Date("2026-03-02T02:00:00Z"));
  const whatsapp = scriptedChannel({ id: "whatsapp", kind: "whatsapp" });
  const telegram = scriptedChannel({ id: "telegram", kind: "telegram" });
  const webchat = scriptedChannel({ id: "webchat", kind: "webchat" });
  const notifications: string[] = [];
  const notifier = (id: string): Notifier => ({
    id,
    async notify(notification) {
      notifications.push(`${id} ${notification.key}`);
      chronicle.notified(id, notification);
    },
  });
  const service = new CustomerService({
    channels: [whatsapp, telegram, webchat],
    classifiers: [ruleClassifier({ examples: { wechat: ["小程序支付失败", "微信支付没有反应"] } })],
    faq: { 退款政策: "14 天内可退款。" },
    agents: [
      { id: "li", name: "Li", skills: { technical: 2 } },
      { id: "wang", name: "Wang", skills: ["general"] },
      { id: "chen", name: "Chen", skills: { technical: 5, wechat: 3, general: 1 }, presence: "offline" },
    ],
    routes: {
      technical: { queue: "technical", skills: ["technical"] },
      wechat: { queue: "wechat", skills: ["technical", { skill: "wechat", level: 3, relaxAfterMinutes: 10 }] },
      general: { queue: "general", skills: [] },
    },
    queues: { general: { reservationSeconds: 60 } },
    businessHours: {
      zone: "Asia/Shanghai",
      periods: [
        { days: [1, 2, 3, 4, 5], from: "09:00", to: "12:00" },
        { days: [1, 2, 3, 4, 5], from: "13:30", to: "18:00" },
      ],
      holidays: ["2026-10-01"],
      workdays: [{ date: "2026-10-10", from: "09:00", to: "18:00" }],
    },
    sla: [{ name: "technical", when: { queues: ["technical"] }, calendar: "default", firstResponseMinutes: 60 }],
    notifiers: [notifier("supervisor"), notifier("manager")],
    escalation: { levels: [["supervisor"], ["manager"]], acknowledgeMinutes: 15 },
    unansweredMinutes: null,
    survey: false,
    language: "zh-CN",
    ...{ store, clock, random: seededRandom(20260302) },
  });
  const chronicle = new Chronicle(service);
  return { service, clock, whatsapp, telegram, webchat, chronicle, notifications, archived: [] };
}
