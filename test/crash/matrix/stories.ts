import { ChannelError, type Notifier } from "kefu";
import type { Scene, Story } from "./scene.ts";

const question = "refund policy";
const technicalIssue = "The app crashes with an error";

const faq = { "Refund policy": "Please see our refund policy page" };
const agents = [
  { id: "li", name: "Li", skills: ["technical"] },
  { id: "wang", name: "Wang", skills: ["general"] },
];
const options = { faq, agents };

/** Ways through the desk that together touch every commit and every send. */
export const stories: readonly Story[] = [
  {
    name: "a question is answered",
    options,
    async play(scene) {
      await scene.says("ada", "hello", "ada-1");
      await scene.says("ada", question, "ada-2");
      await scene.tells("ada", "delivered");
      await scene.tells("ada", "read");
    },
  },
  {
    name: "a webhook comes again",
    options,
    async play(scene) {
      await scene.says("ada", question, "ada-1");
      await scene.says("ada", question, "ada-1");
      await scene.says("ada", technicalIssue, "ada-2");
      await scene.says("ada", question, "ada-1");
      await scene.says("ada", technicalIssue, "ada-2");
    },
  },
  {
    name: "a ticket from handover to closure",
    options: { ...options, survey: false },
    async play(scene) {
      await scene.says("ada", technicalIssue, "ada-1");
      await scene.says("ada", "on my phone", "ada-2");
      await reply(scene);
      await scene.says("ada", "still broken", "ada-3");
      await scene.desk(
        "ada",
        ({ status }) => status === "resolved",
        (service, { id }) => service.tickets.resolve(id, { agentId: "li" }),
      );
      await scene.says("ada", technicalIssue, "ada-4");
      await close(scene);
    },
  },
  {
    name: "a ticket waits in its queue",
    options: { ...options, agents: agents.map((agent) => ({ ...agent, capacity: 1 })), survey: false },
    async play(scene) {
      await scene.says("ada", technicalIssue, "ada-1");
      await scene.says("bob", technicalIssue, "bob-1");
      await close(scene);
      await scene.desk(
        "bob",
        ({ status }) => status === "pending",
        (service, { id }) => service.tickets.handBack(id, { agentId: "li" }),
      );
      await scene.says("bob", question, "bob-2");
    },
  },
  {
    name: "a survey is asked and answered",
    options,
    async play(scene) {
      await scene.says("ada", technicalIssue, "ada-1");
      await reply(scene);
      await close(scene);
      const choice = scene.lastContentTo("ada").options?.[4];
      await scene.says("ada", { text: "", choice }, "ada-2");
      await scene.says("ada", "thanks", "ada-3");
    },
  },
  {
    name: "nobody answers: it escalates, level by level",
    options: {
      ...options,
      notifiers: [named("first"), named("second")],
      unansweredMinutes: 4,
      escalation: { acknowledgeMinutes: 3, levels: [["first"], ["second"]] },
      autoCloseDays: 1,
    },
    async play(scene) {
      await scene.says("ada", technicalIssue, "ada-1");
      await scene.passes({ minutes: 5 });
      await scene.passes({ minutes: 4 });
      await scene.desk(
        "ada",
        ({ acknowledgedAt }) => acknowledgedAt !== null,
        (service, { id }) => service.tickets.acknowledge(id, { agentId: "li" }),
      );
      await scene.desk(
        "ada",
        ({ status }) => status !== "escalated",
        (service, { id }) => service.tickets.resolve(id, { agentId: "li" }),
      );
      await scene.isClosedFor({ days: 1 });
      await scene.passes({ minutes: 1 });
    },
  },
  {
    name: "the channel fails",
    options: { ...options, texts: { en: { answer: `{answer} ${"and more ".repeat(500)}` } } },
    refusal({ address }, tries) {
      if (address === "bob") return new ChannelError("blocked", "bob has blocked us");
      if (address === "cem" && tries === 1) return new ChannelError("rate_limited", "slower", { retryAfterMs: 3_000 });
      return tries === 1 ? new ChannelError("transient", "the line broke") : null;
    },
    async play(scene) {
      await scene.says("ada", question, "ada-1");
      await scene.passes({ minutes: 1 });
      await scene.says("bob", question, "bob-1");
      await scene.says("cem", technicalIssue, "cem-1");
      await scene.passes({ minutes: 1 });
    },
  },
];

function reply(scene: Scene): Promise<void> {
  return scene.desk(
    "ada",
    ({ firstRepliedAt }) => firstRepliedAt !== null,
    (service, { id }) => service.tickets.reply(id, { agentId: "li", text: "Have you tried to restart it?" }),
  );
}

function close(scene: Scene): Promise<void> {
  return scene.desk(
    "ada",
    ({ status }) => status === "closed",
    (service, { id }) => service.tickets.close(id, { agentId: "li" }),
  );
}

/** The scene listens in its place. */
function named(id: string): Notifier {
  return { id, notify: async () => {} };
}
