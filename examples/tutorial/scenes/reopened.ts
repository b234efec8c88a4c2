import { equal, match } from "node:assert/strict";
import { passes, says, type TutorialDesk, ticketOf } from "../desk.ts";
import type { Story } from "../story.ts";

/** A customer who writes soon after the end has the same ticket again; much later it is a follow-up. */
export async function reopened(desk: TutorialDesk, story: Story): Promise<void> {
  const { service, whatsapp } = desk;
  const { id } = await ticketOf(desk, whatsapp, "lin");
  await story.step("the next day it crashes again: the same ticket is open again, and goes back to Li", async () => {
    await passes(desk, { days: 1 });
    await says(desk, whatsapp, "lin", "更新以后还是闪退");
    const ticket = await ticketOf(desk, whatsapp, "lin");
    equal(ticket.id, id);
    equal(ticket.agentId, "li");
  });
  await story.step("three weeks after it was closed, a new ticket follows it up", async () => {
    await service.tickets.reply(id, { agentId: "li", text: "3.2.2 修好了。" });
    await service.tickets.close(id, { agentId: "li" });
    await passes(desk, { days: 21 });
    await says(desk, whatsapp, "lin", "又闪退了，无法登录");
    const ticket = await ticketOf(desk, whatsapp, "lin");
    equal(ticket.links[0]?.kind, "follow_up_of");
    equal(ticket.links[0]?.ticketId, id);
    match((await service.explain(ticket.id)).story.join("\n"), /follow/);
    await service.tickets.close(ticket.id, { agentId: "li" });
  });
}
