import { type CustomerService, memoryTicketStore } from "kefu";
import { describe, expect, onTestFinished, test } from "vitest";
import { type TutorialDesk, tutorialDesk } from "../../examples/tutorial/desk.ts";
import { rulesDesk } from "../../examples/tutorial/rules-desk.ts";
import { escalation } from "../../examples/tutorial/scenes/escalation.ts";
import { missedOffer } from "../../examples/tutorial/scenes/missed-offer.ts";
import { offTopic } from "../../examples/tutorial/scenes/off-topic.ts";
import { onePerson } from "../../examples/tutorial/scenes/one-person.ts";
import { questions } from "../../examples/tutorial/scenes/questions.ts";
import { relaxedSkill } from "../../examples/tutorial/scenes/relaxed-skill.ts";
import { reopened } from "../../examples/tutorial/scenes/reopened.ts";
import { satisfaction } from "../../examples/tutorial/scenes/satisfaction.ts";
import { slaBreach } from "../../examples/tutorial/scenes/sla-breach.ts";
import { technicalIssue } from "../../examples/tutorial/scenes/technical-issue.ts";
import { waiting } from "../../examples/tutorial/scenes/waiting.ts";
import { Story } from "../../examples/tutorial/story.ts";
import { technicalIssue as crash, desk } from "../harness.ts";

describe("explaining in Chinese", () => {
  test("a ticket's story is told in Chinese; what people typed stays as they typed it", async () => {
    const { say, ticketOf, service, pass } = await desk({ store: memoryTicketStore() });
    await say("ada", "App 闪退，很紧急");
    const { id } = await ticketOf("ada");
    const { tickets } = service;
    await tickets.take(id, { agentId: "li" });
    await tickets.note(id, { agentId: "li", text: "seen before" });
    await tickets.escalate(id, { agentId: "li", reason: "needs the database team" });
    await tickets.assign(id, { agentId: "wang", to: "wang" });
    await tickets.reply(id, { agentId: "wang", text: "已修复。" });
    await tickets.resolve(id, { agentId: "wang" });
    await pass({ days: 5 });
    await say("ada", "4");
    const { story } = await service.explain(id, { language: "zh-CN" });
    for (const sentence of [
      "自动回复：未回答，此类问题由人工客服处理（阈值 0.5）。",
      "转人工：新建工单，原因：此类问题由人工客服处理；队列 technical，技能 technical，优先级：紧急（要求紧急处理）。",
      "分配客服：选定 li，策略：按技能分配；合适：li；排除：wang（技能：缺少 technical）。",
      "机器人将工单分配给客服 li：自动分配。",
      "客服 li 将工单由“待处理”改为“处理中”：接手。",
      "客服 li 添加了备注：seen before",
      "客服 li 将工单升级到第 1 级（第 1 次升级）：needs the database team。",
      "客服 wang 将工单分配给客服 wang（原客服：li）：手动分配。",
      "客服 wang 回复了客户。",
      "客服 wang 将工单由“处理中”改为“已解决”：已处理完毕。",
      "系统将工单由“已解决”改为“已关闭”：解决后 4 天内无人留言。",
      "满意度调查：询问客户（第 1 次关闭），原因：工单已关闭。",
      "客户在满意度调查中评了 4 分（最高 5 分）。",
    ]) {
      expect(story).toContain(sentence);
    }
  });

  test("each entry is told with who and when, in either language", async () => {
    const { say, ticketOf, service, pass } = await desk({ store: memoryTicketStore() });
    await say("ada", crash);
    const { id } = await ticketOf("ada");
    await pass({ minutes: 5 });
    await service.tickets.take(id, { agentId: "li" });
    for (const [language, sentence] of [
      [undefined, "Agent li moved the ticket from open to in_progress: taken."],
      ["zh-CN", "客服 li 将工单由“待处理”改为“处理中”：接手。"],
    ] as const) {
      const { entries, log, story } = await service.explain(id, { language });
      expect(entries.map(({ at, by }) => ({ at, by }))).toEqual(log.map(({ at, by }) => ({ at, by })));
      expect(entries.flatMap(({ sentences }) => sentences)).toEqual(story);
      const { updatedAt: at } = await ticketOf("ada");
      expect(entries).toContainEqual({ at, by: { kind: "agent", id: "li" }, sentences: [sentence] });
    }
  });

  test("a conversation without a ticket is told in Chinese", async () => {
    const { say, conversationOf, service } = await desk({ store: memoryTicketStore() });
    await say("ada", "refund policy");
    const { id } = await conversationOf("ada");
    expect(await service.conversations.explain(id, { language: "zh-TW" })).toEqual([
      expect.stringMatching(/^识别客户：telegram:ada 是新客户 \w+。$/),
      expect.stringMatching(/^问题分类：简单问题（置信度 0\.\d\d），由规则判断，依据：/),
      expect.stringMatching(/^自动回复：由知识库回答（置信度 \d\.\d\d，阈值 0\.5）；候选：/),
    ]);
  });
});

type Scene = (desk: TutorialDesk, story: Story) => Promise<void>;

/** Plays the scenes, and tells all that was decided and done, with the ids taken out. */
async function toldInChinese(played: TutorialDesk, scenes: readonly Scene[]): Promise<readonly string[]> {
  const { service } = played;
  onTestFinished(() => service.stop());
  const ids = idsIn(service);
  await service.start();
  const story = new Story(
    () => {},
    async () => [],
  );
  for (const scene of scenes) await scene(played, story);
  const options = { language: "zh-CN" };
  const told: string[] = [];
  for (const id of ids.conversations) told.push(...(await service.conversations.explain(id, options)));
  for (const id of ids.tickets) told.push(...(await service.explain(id, options)).story);
  return told.map((sentence) => sentence.replaceAll(/T-[0-9A-Z]{12}|\b[0-9a-z]{26}\b/g, ""));
}

function idsIn(service: CustomerService) {
  const [tickets, conversations] = [new Set<string>(), new Set<string>()];
  service.onAny(({ payload }) => {
    if ("ticket" in payload) tickets.add(payload.ticket.id);
    if ("conversation" in payload) conversations.add(payload.conversation.id);
  });
  return { tickets, conversations };
}

/** Queues and skills, agents, identities, and what a backend said it goes by. */
const names =
  /\b(?:technical|general|wechat|li|wang|zhao|chen|UTC|SLA|(?:telegram|webchat|whatsapp):[a-z]+(?: lovelace)?|key\/phone|one-time code)\b/g;

/** Words that customers wrote, and the ids of answers. */
const typed = /依据：.*?(?=；客户要求|。$)|候选：.*(?=。$)/g;

test.each([
  ["the tutorial", tutorialDesk, [questions, offTopic, technicalIssue, escalation, satisfaction, waiting]],
  ["a desk with rules of its own", rulesDesk, [slaBreach, reopened, relaxedSkill, missedOffer, onePerson]],
] as const)("the whole story of %s is told in Chinese, without a word of English", async (_, deskOn, scenes) => {
  const told = await toldInChinese(deskOn(memoryTicketStore()), scenes);
  expect(told.length).toBeGreaterThan(50);
  const bare = told.map((sentence) => sentence.replaceAll(typed, "").replaceAll(names, ""));
  expect(bare.filter((sentence) => /[a-z]|undefined|null/i.test(sentence))).toEqual([]);
});
