import type { Survey } from "kefu";
import { expect, test } from "vitest";
import { stores } from "../../harness.ts";
import { browser, type ChatDeskOptions, chatDesk } from "./chat-desk.ts";

/** A visitor whose ticket was closed, and who was asked how it was. */
async function askedHowItWas(wish: string, options: ChatDeskOptions = {}) {
  const made = await chatDesk(options);
  const { handler, service } = made;
  const page = await browser(handler);
  await page.say(wish);
  await service.idle();
  const [ticket] = await service.tickets.listOf("agent-7");
  const ticketId = ticket?.id ?? "";
  await service.tickets.reply(ticketId, { text: "Done.", agentId: "agent-7" });
  await service.tickets.close(ticketId, { agentId: "agent-7" });
  await service.idle();
  const survey = async (): Promise<Survey | undefined> => (await service.surveys.listOf(ticketId))[0];
  return { ...made, page, survey };
}

test.each(stores)(
  "the survey is asked with its scores, and takes one answer and a comment on $name",
  async ({ open }) => {
    for (const wish of ["转人工", "I want to talk to a human"]) {
      const { page, survey, service } = await askedHowItWas(wish, { store: open() });
      const asked = (await page.snapshot()).messages.at(-1);
      expect(asked?.rating).toEqual({ surveyId: (await survey())?.id });
      expect(asked?.options).toHaveLength(5);
      const rating = { score: 4, comment: wish === "转人工" ? "李很有耐心" : "Ada was patient" };
      expect((await page.post("/rating", rating)).status).toBe(204);
      await service.idle();
      expect(await survey()).toMatchObject({ status: "answered", ...rating });
      const said = await page.texts();
      expect((await page.post("/rating", { score: 1, comment: "changed my mind" })).status).toBe(204);
      await service.idle();
      expect(await survey()).toMatchObject(rating);
      expect(await page.texts()).toEqual(said);
      const { messages } = await page.snapshot();
      const chosen = messages.find(({ choice }) => choice !== null);
      expect(chosen).toMatchObject({ from: "visitor", clientId: null, choice: { id: asked?.options[3]?.id } });
    }
  },
);

test("a score that is pressed is the same answer, by the name that stood on it", async () => {
  const { page, survey, service } = await askedHowItWas("转人工");
  const { options = [] } = (await page.snapshot()).messages.at(-1) ?? {};
  const [, , , , five] = options;
  await page.post("/messages", { clientId: "client-five", choice: { id: five?.id } });
  await service.idle();
  expect(await survey()).toMatchObject({ status: "answered", score: 5 });
  const chosen = (await page.snapshot()).messages.find(({ clientId }) => clientId === "client-five");
  expect(chosen?.choice).toEqual(five);
});

test("a score that was not offered is refused, and a right one is taken then", async () => {
  const { page, survey, service } = await askedHowItWas("转人工");
  for (const score of [0, 6, 2.5]) expect((await page.post("/rating", { score })).status).toBe(422);
  await service.idle();
  expect(await survey()).toMatchObject({ status: "sent" });
  expect((await page.post("/rating", { score: 2 })).status).toBe(204);
  await service.idle();
  expect(await survey()).toMatchObject({ score: 2 });
});

test("who was not asked has nothing to rate, and cannot rate for somebody else", async () => {
  const { handler, page, survey, service } = await askedHowItWas("转人工");
  const eve = await browser(handler);
  expect((await eve.post("/rating", { score: 1 })).status).toBe(409);
  const { options = [] } = (await page.snapshot()).messages.at(-1) ?? {};
  await eve.post("/messages", { clientId: "client-0001", choice: { id: options[0]?.id } });
  await service.idle();
  expect(await survey()).toMatchObject({ status: "sent" });
});
