import { equal, ok } from "node:assert/strict";
import { passes, says, type TutorialDesk, ticketOf } from "../desk.ts";
import type { Story } from "../story.ts";

/** An escalated ticket has a reason and a time; the supervisor hears of it, then the manager, until somebody looks. */
export async function escalation(desk: TutorialDesk, story: Story): Promise<void> {
  const { service, clock, whatsapp, telegram, notifications } = desk;
  const { id } = await ticketOf(desk, whatsapp, "lin");
  await story.step("Li escalates, and the supervisor is notified", async () => {
    await service.tickets.escalate(id, { agentId: "li", reason: "需要后端团队排查" });
    await service.idle();
    const ticket = await service.tickets.get(id);
    equal(ticket.status, "escalated");
    equal(ticket.escalationReason, "需要后端团队排查");
    equal(ticket.escalatedAt?.getTime(), clock.now().getTime());
    ok(notifications.includes(`supervisor ${id}:1:1`));
    ok(!notifications.includes(`manager ${id}:2:1`));
  });
  await story.step("nobody acknowledges in 30 minutes, so the manager is notified", async () => {
    await passes(desk, { minutes: 30 });
    ok(notifications.includes(`manager ${id}:2:1`));
  });
  await story.step("the manager acknowledges, and Li goes on", async () => {
    await service.tickets.acknowledge(id);
    await service.tickets.reply(id, { agentId: "li", text: "已修复，请更新到 3.2.1。" });
    await service.idle();
    equal((await service.tickets.get(id)).status, "in_progress");
  });
  await story.step("a ticket that no human answers in an hour escalates by itself", async () => {
    await says(desk, telegram, "bob", "I have a suggestion for your company");
    const ticket = await ticketOf(desk, telegram, "bob");
    await passes(desk, { minutes: 60 });
    equal((await service.tickets.get(ticket.id)).status, "escalated");
    ok(notifications.includes(`supervisor ${ticket.id}:1:1`));
    await service.tickets.reply(ticket.id, { agentId: "wang", text: "Thank you, we will look into it." });
    await service.idle();
  });
}
