import { equal } from "node:assert/strict";
import { passes, says, type TutorialDesk, ticketOf } from "../desk.ts";
import type { Story } from "../story.ts";

/** The one who knows WeChat payments is not there. Ten minutes later anybody technical will do. */
export async function relaxedSkill(desk: TutorialDesk, story: Story): Promise<void> {
  const { service, telegram } = desk;
  await story.step("a WeChat issue waits for Chen, since Li does not know WeChat", async () => {
    await says(desk, telegram, "mei", "小程序支付失败");
    const ticket = await ticketOf(desk, telegram, "mei");
    equal(ticket.queue, "wechat");
    equal(ticket.agentId, null);
  });
  await story.step("after ten minutes the skill is not asked any more, and Li gets it", async () => {
    await passes(desk, { minutes: 10 });
    const ticket = await ticketOf(desk, telegram, "mei");
    equal(ticket.agentId, "li");
    equal(ticket.skills.find(({ skill }) => skill === "wechat")?.dropped, true);
    await service.tickets.close(ticket.id, { agentId: "li" });
  });
}
