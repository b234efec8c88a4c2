import { CustomerService } from "kefu";
import { postgresTicketStore } from "kefu/postgres";
import { webchatChannel, webchatHandler } from "kefu/webchat";
import { expect, onTestFinished, test } from "vitest";
import { faq } from "../../harness.ts";
import { lendTables } from "../../postgres/lent-tables.ts";
import { ada, browser, browserOf, secret } from "./chat-desk.ts";

/** As many processes of one desk as are asked for, each with the clock of the machine. */
async function processes(count: number) {
  const { pool, schema, ready } = lendTables();
  await ready();
  const made = Array.from({ length: count }, () => {
    const store = postgresTicketStore({ pool, schema });
    const service = new CustomerService({ channels: [webchatChannel()], agents: [ada], faq, store });
    onTestFinished(() => service.stop({ graceMs: 0 }));
    return { service, handler: webchatHandler(service, { secrets: secret }) };
  });
  for (const { service } of made) await service.start();
  return made;
}

test("what one process stores reaches the streams of another, and a session of one is good in the other", async () => {
  const [here, there] = await processes(2);
  if (here === undefined || there === undefined) throw new Error("There are two.");
  const page = await browser(here.handler);
  const elsewhere = browserOf(there.handler, page.session);
  const feed = await elsewhere.listen();
  await page.say("如何重置密码");
  await feed.hears("如何重置密码");
  await feed.hears("请访问 https://example.com/reset");
  await page.say("I want to talk to a human");
  await feed.hears("Ada");
  const [ticket] = await here.service.tickets.listOf("agent-7");
  await here.service.tickets.reply(ticket?.id ?? "", { text: "from the other process", agentId: "agent-7" });
  await feed.hears("from the other process");
  const sequences = feed.messages.map(({ sequence }) => sequence);
  expect(sequences).toEqual(sequences.map((_, index) => index + 1));
  await here.service.conversations.signal(ticket?.conversationId ?? "", { typing: true, agentId: "agent-7" });
  await expect.poll(() => feed.events.at(-1)).toMatchObject({ type: "typing", agentName: "Ada" });
  await feed.leave();
});
