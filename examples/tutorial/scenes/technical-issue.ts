import { deepEqual, equal, match } from "node:assert/strict";
import { says, type TutorialDesk, ticketOf } from "../desk.ts";
import type { Story } from "../story.ts";

const complaint = "紧急！我的应用崩溃了，无法登录。每次打开都闪退，重装也没有用。";
/** Its hundredth character is a family of three people and the two joiners between them, which a subject keeps whole. */
const subject = `${complaint.repeat(4).slice(0, 99)}👨‍👩‍👧`;
const report = `${subject}我们全家都在用，请尽快处理。`;

/** A technical issue finds the technical agent; while a human has it, the bot keeps quiet. */
export async function technicalIssue(desk: TutorialDesk, story: Story): Promise<void> {
  const { service, whatsapp } = desk;
  await story.step(
    "it goes to the technical agent, with a subject of 100 characters and an urgent priority",
    async () => {
      match(await says(desk, whatsapp, "lin", report), /转接Li/);
      const ticket = await ticketOf(desk, whatsapp, "lin");
      equal(ticket.type, "technical");
      equal(ticket.agentId, "li");
      equal(ticket.status, "open");
      equal(ticket.priority, "urgent");
      equal(ticket.subject, subject);
      equal(ticket.description, report);
    },
  );
  await story.step("while a human has it, the bot says nothing, not even what it knows", async () => {
    equal(await says(desk, whatsapp, "lin", "如何重置密码"), "");
  });
  await story.step("Li takes it, notes something for colleagues, and answers", async () => {
    const { id } = await ticketOf(desk, whatsapp, "lin");
    await service.tickets.take(id, { agentId: "li" });
    await service.tickets.note(id, { agentId: "li", text: "疑似 3.2 版本的问题" });
    await service.tickets.reply(id, { agentId: "li", text: "请问您用的是哪个版本？" });
    await service.idle();
    deepEqual(whatsapp.sentTo("lin").slice(-1), ["请问您用的是哪个版本？"]);
    equal((await service.tickets.get(id)).status, "in_progress");
  });
}
