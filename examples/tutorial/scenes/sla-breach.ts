import { equal, match, ok } from "node:assert/strict";
import { passes, says, type TutorialDesk, ticketOf } from "../desk.ts";
import type { Story } from "../story.ts";

/** An hour to answer, of working hours: the lunch break does not count. Nobody answers, and two levels hear of it. */
export async function slaBreach(desk: TutorialDesk, story: Story): Promise<void> {
  const { service, whatsapp, notifications } = desk;
  await passes(desk, { minutes: 90 });
  await story.step("at 11:30 a customer is promised an answer in an hour: 14:00, after lunch", async () => {
    match(await says(desk, whatsapp, "lin", "APP 一打开就闪退"), /转接Li/);
    const { clocks } = await service.tickets.sla((await ticketOf(desk, whatsapp, "lin")).id);
    equal(clocks[0]?.dueAt?.toISOString(), "2026-03-02T06:00:00.000Z");
  });
  const { id } = await ticketOf(desk, whatsapp, "lin");
  await story.step(
    "at 13:48 a warning is due, and at 14:00 the promise is broken: the supervisor is told",
    async () => {
      await passes(desk, { minutes: 149 });
      equal((await service.tickets.get(id)).status, "open");
      await passes(desk, { minutes: 1 });
      equal((await service.tickets.get(id)).status, "escalated");
      ok(notifications.includes(`supervisor ${id}:1:1`));
    },
  );
  await story.step("the supervisor does not acknowledge in 15 minutes, so the manager is told", async () => {
    await passes(desk, { minutes: 15 });
    ok(notifications.includes(`manager ${id}:2:1`));
  });
  await story.step("Li answers and resolves; each was told once", async () => {
    await service.tickets.reply(id, { agentId: "li", text: "请更新到 3.2.1。" });
    await service.tickets.resolve(id, { agentId: "li" });
    await passes(desk, { hours: 2 });
    equal(notifications.filter((one) => one.includes(id)).length, 2);
  });
}
