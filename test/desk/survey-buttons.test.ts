import type { SentMessage } from "kefu/testing";
import { describe, expect, test } from "vitest";
import { desk, last, offTopic, stores, type TestDesk, technicalIssue } from "../harness.ts";

const thanks = "Thank you for your rating!\nWould you like to say why? Just write it here.";

const over = "This survey is over. Thank you all the same!";

/** Closes Ada's ticket, and resolves with the survey that goes out. */
async function closeTicket({ service, ticketOf, channel }: TestDesk): Promise<SentMessage> {
  await service.tickets.close((await ticketOf("ada")).id, { agentId: "li" });
  await service.idle();
  return last(channel.sent);
}

/** Ada presses the survey's button with this score, in the message where it stands. */
async function press({ say }: TestDesk, survey: SentMessage, score: number): Promise<void> {
  const choice = survey.content.options?.[score - 1];
  if (choice === undefined) throw new Error(`The survey has no button for ${score}.`);
  await say("ada", { text: "", choice });
}

describe.each(stores)("buttons of surveys on $name", ({ open }) => {
  async function asked(): Promise<TestDesk & { id: string; survey: SentMessage }> {
    const made = await desk({ store: open() });
    await made.say("ada", technicalIssue);
    const { id } = await made.ticketOf("ada");
    return { ...made, id, survey: await closeTicket(made) };
  }

  test("a button pressed again changes nothing and reopens nothing, and the customer is told", async () => {
    const made = await asked();
    await press(made, made.survey, 5);
    await press(made, made.survey, 1);
    expect(made.channel.sentTo("ada").slice(-2)).toEqual([thanks, over]);
    expect(await made.service.surveys.listOf(made.id)).toMatchObject([{ status: "answered", score: 5 }]);
    expect(made.told("survey.answered")).toHaveLength(1);
    expect(made.told("ticket.reopened")).toEqual([]);
    expect(made.told("ticket.opened")).toHaveLength(1);
  });

  test("a button pressed when the survey has expired reopens nothing, and the customer is told", async () => {
    const made = await asked();
    await made.pass({ days: 15 });
    await press(made, made.survey, 5);
    expect(last(made.channel.sentTo("ada"))).toBe(over);
    expect(made.told("survey.answered")).toEqual([]);
    expect(made.told("ticket.opened")).toHaveLength(1);
    expect(await made.ticketOf("ada")).toMatchObject({ id: made.id, status: "closed" });
  });

  test("a button of an older survey that is still open rates the closure it asked about", async () => {
    const made = await asked();
    await made.say("ada", "The app crashes again");
    const second = await closeTicket(made);
    await press(made, made.survey, 2);
    await press(made, second, 4);
    expect(await made.service.surveys.listOf(made.id)).toMatchObject([
      { closure: 1, score: 2 },
      { closure: 2, score: 4 },
    ]);
    expect(made.told("ticket.reopened")).toHaveLength(1);
  });

  test("a button of an older survey that has its answer is over, and the newer one stays open", async () => {
    const made = await asked();
    await press(made, made.survey, 5);
    await made.say("ada", "The app crashes again");
    await closeTicket(made);
    await press(made, made.survey, 1);
    expect(last(made.channel.sentTo("ada"))).toBe(over);
    await made.say("ada", "3");
    expect(await made.service.surveys.listOf(made.id)).toMatchObject([{ score: 5 }, { score: 3 }]);
  });

  test("a button pressed while a human has the conversation is taken, and the human keeps it", async () => {
    const made = await asked();
    await made.say("ada", "The app crashes again");
    expect(await made.conversationOf("ada")).toMatchObject({ state: "human", agentId: "li" });
    await press(made, made.survey, 4);
    expect(await made.service.surveys.listOf(made.id)).toMatchObject([{ status: "answered", score: 4 }]);
    expect(last(made.channel.sentTo("ada"))).toBe("Thank you for your rating!");
    expect(await made.conversationOf("ada")).toMatchObject({ state: "human", agentId: "li", ticketId: made.id });
    expect(made.told("ticket.customer_wrote")).toEqual([]);
  });

  test("a lone number while a human has the conversation is for the human", async () => {
    const made = await asked();
    await made.say("ada", "The app crashes again");
    await made.say("ada", "5");
    expect(made.told("survey.answered")).toEqual([]);
    expect(made.told("ticket.customer_wrote")).toMatchObject([{ message: { content: { text: "5" } } }]);
  });

  test("another customer's button is over", async () => {
    const made = await asked();
    const choice = made.survey.content.options?.[0] ?? { id: "", title: "" };
    await made.say("eve", { text: "", choice });
    expect(last(made.channel.sentTo("eve"))).toBe(over);
    expect(made.told("survey.answered")).toEqual([]);
    expect(await made.service.surveys.listOf(made.id)).toMatchObject([{ status: "sent", score: null }]);
  });

  test("the conversation that the answer took up has ended with it, and says so", async () => {
    const made = await asked();
    expect(made.told("conversation.ended")).toHaveLength(1);
    await press(made, made.survey, 5);
    expect(await made.conversationOf("ada")).toMatchObject({ state: "ended", agentId: null });
    expect(made.told("conversation.ended")).toHaveLength(2);
    await made.pass({ minutes: 31 });
    await made.say("ada", offTopic);
    expect(made.told("ticket.reopened")).toHaveLength(1);
  });
});
