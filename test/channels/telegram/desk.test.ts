import { memoryTicketStore } from "kefu";
import { telegramChannel } from "kefu/telegram";
import { describe, expect, test } from "vitest";
import { desk, faq, technicalIssue, until } from "../../harness.ts";
import { fakeBotApi } from "./fake-bot-api.ts";
import { messageUpdate, type RecordedUpdate } from "./recorded.ts";
import { optionsFor, webhookRequest } from "./started-channel.ts";

/** A desk on Telegram, to which updates are posted. */
async function deskOnTelegram() {
  const api = await fakeBotApi();
  const made = await desk({ store: memoryTicketStore(), channels: [telegramChannel(optionsFor(api))] });
  const post = async (update: RecordedUpdate) => {
    const response = await made.service.handle("telegram", webhookRequest(JSON.stringify(update)));
    expect(response.status).toBe(200);
    await made.service.idle();
  };
  const conversation = async (address: string) => {
    const found = await made.service.conversations.find("telegram", address);
    if (found === null) throw new Error(`There is no conversation at ${address}.`);
    return found;
  };
  const messages = async (address: string) => made.service.conversations.messages((await conversation(address)).id);
  return { ...made, api, post, conversation, messages };
}

describe("a desk on Telegram", () => {
  test("answers what its FAQ knows, in the chat or the topic where it was asked", async () => {
    const { post, api } = await deskOnTelegram();
    const question = { text: "How do I reset my password?" };
    await post(messageUpdate(1, question));
    const topic = { chat: { id: -1001, type: "supergroup" }, is_topic_message: true, message_thread_id: 5 };
    await post(messageUpdate(2, { ...question, ...topic }));
    const text = faq["How do I reset my password"];
    expect(api.callsOf("sendMessage")).toMatchObject([
      { chat_id: 7, text: expect.stringContaining(text) },
      { chat_id: -1001, message_thread_id: 5, text: expect.stringContaining(text) },
    ]);
  });

  test("keeps edits, reactions, blocks and moves as what they are", async () => {
    const { post, messages, conversation } = await deskOnTelegram();
    const chat = { id: 7, type: "private" };
    await post(messageUpdate(1, { message_id: 11, text: technicalIssue }));
    await post({ update_id: 2, edited_message: { message_id: 11, chat, from: { id: 7 }, text: "It works again" } });
    const reaction = {
      chat,
      message_id: 11,
      date: 0,
      old_reaction: [],
      new_reaction: [{ type: "emoji", emoji: "👍" }],
    };
    await post({ update_id: 3, message_reaction: reaction });
    await post({ update_id: 4, my_chat_member: { chat, from: { id: 7 }, new_chat_member: { status: "kicked" } } });
    expect((await messages("7"))[0]).toMatchObject({ content: { text: "It works again" }, reaction: "👍" });
    expect(await conversation("7")).toMatchObject({ reachable: false });

    const group = { id: -5, type: "group" };
    await post(messageUpdate(5, { chat: group, text: "hello" }));
    const { id } = await conversation("-5");
    await post(messageUpdate(6, { chat: group, migrate_to_chat_id: -1005 }));
    expect(await conversation("-1005")).toMatchObject({ id });
  });

  test("asks for a rating with buttons, and takes the one that is pressed", async () => {
    const { post, api, service, conversation } = await deskOnTelegram();
    await post(messageUpdate(1, { text: technicalIssue }));
    const [ticket] = await service.tickets.list({ conversationId: (await conversation("7")).id });
    await service.tickets.close(ticket?.id ?? "", { agentId: "li" });
    await service.idle();
    const { reply_markup } = api.callsOf("sendMessage").at(-1) ?? {};
    const buttons = (reply_markup as { inline_keyboard: { callback_data: string }[][] }).inline_keyboard.flat();
    expect(buttons).toHaveLength(5);
    const message = { message_id: 1, date: 0, chat: { id: 7, type: "private" }, reply_markup };
    const from = { id: 7, first_name: "Ada" };
    const press = { id: "q", from, message, data: buttons[4]?.callback_data, chat_instance: "c" };
    await post({ update_id: 2, callback_query: press });
    expect(await service.surveys.listOf(ticket?.id ?? "")).toMatchObject([{ status: "answered", score: 5 }]);
    await until(() => api.callsOf("answerCallbackQuery").length === 1);
  });
});
