import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { isCode } from "kefu";
import { passes, says, type TutorialDesk, ticketOf } from "../desk.ts";
import type { Story } from "../story.ts";

/** Closed tickets are asked about on their own channel, and answered by a button, a number, or on a page. */
export async function satisfaction(desk: TutorialDesk, story: Story): Promise<void> {
  const { service, whatsapp, telegram, webchat, archived } = desk;
  const lin = await ticketOf(desk, whatsapp, "lin");
  const ada = await ticketOf(desk, telegram, "ada");
  const chen = await ticketOf(desk, webchat, "chen");

  await story.step("Li closes the ticket: the survey goes out on WhatsApp, as a template with the link", async () => {
    await service.tickets.resolve(lin.id, { agentId: "li", reason: "已修复" });
    await service.tickets.close(lin.id, { agentId: "li" });
    await service.idle();
    const url = await service.surveys.linkOf(lin.id);
    match(url, new RegExp(`^https://survey.example.com/${lin.id}\\?s=`));
    const survey = whatsapp.sent.at(-1);
    deepEqual(survey?.content.template, {
      name: "survey",
      language: "zh-CN",
      parameters: { ticketId: lin.id, url },
    });
    ok(survey?.content.text.endsWith(url));
  });
  await story.step("Lin answers with a button", async () => {
    const button = whatsapp.sent.at(-1)?.content.options?.at(-1);
    match(await says(desk, whatsapp, "lin", { choice: button, text: "" }), /感谢您的评价/);
    equal((await service.surveys.listOf(lin.id))[0]?.score, 5);
  });
  await story.step("resolved and quiet for four days, tickets close by themselves and are asked about", async () => {
    for (const { id } of [ada, chen]) await service.tickets.resolve(id, { agentId: "wang" });
    await passes(desk, { days: 4 });
    equal((await service.tickets.get(ada.id)).closedBy, "system");
    match(telegram.sentTo("ada").at(-1) ?? "", new RegExp(`https://survey.example.com/${ada.id}`));
    match(webchat.sentTo("chen").at(-1) ?? "", /^5 非常满意$/m);
  });
  await story.step("Ada answers with a number, and says why", async () => {
    match(await says(desk, telegram, "ada", "4"), /Thank you for your rating/);
    match(await says(desk, telegram, "ada", "Wang was kind"), /we will read it/);
  });
  await story.step("Chen answers on the page of the signed link, once and no more", async () => {
    const { pathname, searchParams } = new URL(await service.surveys.linkOf(chen.id));
    const link = { ticketId: pathname.slice(1), token: searchParams.get("s") ?? "" };
    equal((await service.surveys.open(link)).state, "open");
    await service.surveys.answer(link, { score: 2, comment: "回复太慢" });
    const again = service.surveys.answer(link, { score: 5 });
    await rejects(again, (error) => isCode(error, "survey.refused"));
  });
  await story.step("two of three are satisfied: CSAT is 67 %", async () => {
    const { asked, answered, csat } = await service.surveys.statistics();
    deepEqual({ asked, answered, csat: Math.round((csat ?? 0) * 100) }, { asked: 3, answered: 3, csat: 67 });
  });
  await story.step("the workflow on ticket.closed ran for each of them", async () => {
    deepEqual([...archived].sort(), [lin.id, ada.id, chen.id].sort());
  });
}
