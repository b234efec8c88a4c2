import { equal, match } from "node:assert/strict";
import { says, type TutorialDesk, ticketOf } from "../desk.ts";
import type { Story } from "../story.ts";

/** What nobody taught the bot is not guessed at: a general agent gets it, and the customer is told. */
export async function offTopic(desk: TutorialDesk, story: Story): Promise<void> {
  const { service, webchat, telegram } = desk;
  await story.step("今天天气怎么样 becomes a ticket for the general agent", async () => {
    match(await says(desk, webchat, "chen", "今天天气怎么样"), /转接Wang/);
    const ticket = await ticketOf(desk, webchat, "chen");
    equal(ticket.queue, "general");
    equal(ticket.agentId, "wang");
    equal(ticket.subject, "今天天气怎么样");
  });
  await story.step('"tell me a joke" too, and the customer is told in English', async () => {
    match(await says(desk, telegram, "ada", "tell me a joke"), /handing you over to Wang/);
  });
  await story.step("Wang answers both, on the channel of each", async () => {
    const chen = await ticketOf(desk, webchat, "chen");
    const ada = await ticketOf(desk, telegram, "ada");
    await service.tickets.reply(chen.id, { agentId: "wang", text: "今天晴，适合出门。" });
    await service.tickets.reply(ada.id, { agentId: "wang", text: "A ticket walks into a bar. It is still open." });
    await service.idle();
    equal(webchat.sentTo("chen").at(-1), "今天晴，适合出门。");
    match(telegram.sentTo("ada").at(-1) ?? "", /walks into a bar/);
    equal((await service.tickets.get(chen.id)).status, "in_progress");
  });
}
