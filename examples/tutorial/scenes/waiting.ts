import { equal, match } from "node:assert/strict";
import { says, type TutorialDesk, ticketOf } from "../desk.ts";
import type { Story } from "../story.ts";

/** When nobody is there, tickets wait, the urgent ones in front, and find whoever comes. */
export async function waiting(desk: TutorialDesk, story: Story): Promise<void> {
  const { service, telegram, webchat } = desk;
  await story.step("Li and Wang go home; two customers are told that they wait", async () => {
    await service.agents.setPresence("li", "offline");
    await service.agents.setPresence("wang", "offline");
    match(await says(desk, webchat, "mei", "我要投诉，服务态度太差"), /转接人工客服/);
    match(await says(desk, telegram, "tom", "URGENT: my account was hacked"), /next one free will answer/);
    equal((await service.tickets.list({ waiting: true })).length, 2);
  });
  const mei = await ticketOf(desk, webchat, "mei");
  const tom = await ticketOf(desk, telegram, "tom");
  await story.step("Zhao comes, who has time for one: it is the urgent one, though it came later", async () => {
    await service.agents.setPresence("zhao", "online");
    await service.idle();
    equal((await service.tickets.get(tom.id)).agentId, "zhao");
    equal((await service.tickets.get(mei.id)).agentId, null);
    match(telegram.sentTo("tom").at(-1) ?? "", /Zhao is with you now/);
  });
  await story.step("when it is done, the other one gets Zhao, and nobody waits", async () => {
    await service.tickets.reply(tom.id, { agentId: "zhao", text: "We have locked your account and sent you a link." });
    await service.tickets.resolve(tom.id, { agentId: "zhao" });
    await service.idle();
    equal((await service.tickets.get(mei.id)).agentId, "zhao");
    equal((await service.tickets.list({ waiting: true })).length, 0);
  });
  await story.step("handed back, the bot answers again what it knows", async () => {
    await service.tickets.handBack(mei.id, { agentId: "zhao" });
    match(await says(desk, webchat, "mei", "退款政策"), /退款政策页面/);
  });
}
