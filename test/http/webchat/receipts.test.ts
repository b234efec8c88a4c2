import { expect, test } from "vitest";
import { browser, chatDesk } from "./chat-desk.ts";

const question = "如何重置密码";

test("what was brought and what was read is told to the desk, and only goes forward", async () => {
  const { handler, service, told } = await chatDesk();
  const page = await browser(handler);
  await page.say(question);
  await service.idle();
  const { messages } = await page.snapshot();
  const answer = messages.find(({ from }) => from === "bot")?.sequence ?? 0;
  const statusNow = async () => {
    const id = told("message.sent")[0]?.message.conversationId ?? "";
    return (await service.conversations.messages(id)).find(({ sequence }) => sequence === answer)?.status;
  };
  expect((await page.post("/read", { delivered: answer })).status).toBe(204);
  expect(await statusNow()).toBe("delivered");
  await page.post("/read", { read: answer });
  expect(await statusNow()).toBe("read");
  await page.post("/read", { delivered: answer });
  await page.post("/read", { read: answer + 100 });
  expect(await statusNow()).toBe("read");
  expect(told("message.read").filter(({ message }) => message.sequence === answer)).toHaveLength(1);
  expect((await page.snapshot()).conversation.readUpTo).toBeGreaterThanOrEqual(answer);
});

test("what was read in one tab is told in the others", async () => {
  const { handler, service } = await chatDesk();
  const page = await browser(handler);
  await page.say(question);
  await service.idle();
  const { cursor, messages } = await page.snapshot();
  await page.post("/read", { read: messages.at(-1)?.sequence });
  const { events } = await page.poll(cursor);
  expect(events).toMatchObject([{ type: "conversation", conversation: { readUpTo: messages.at(-1)?.sequence } }]);
});

test("a receipt of one who wrote nothing, or of nothing, changes nothing", async () => {
  const { handler } = await chatDesk();
  const page = await browser(handler);
  expect((await page.post("/read", { read: 5 })).status).toBe(204);
  expect((await page.post("/read", {})).status).toBe(204);
  expect((await page.post("/read", { read: -1 })).status).toBe(422);
  expect((await page.post("/read", { read: 1.5 })).status).toBe(422);
});
