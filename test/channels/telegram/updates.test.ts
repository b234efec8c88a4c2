import { describe, expect, test } from "vitest";
import { fieldsOf } from "./bot-api-description.ts";
import { messageUpdate, recorded } from "./recorded.ts";
import { startedChannel } from "./started-channel.ts";

/** What the desk is told of one update. */
async function toldOf(update: unknown) {
  const { post, received } = await startedChannel();
  const response = await post(update);
  expect(response.status).toBe(200);
  expect(received).toHaveLength(1);
  return received[0];
}

const toldOfMessage = (parts: Readonly<Record<string, unknown>>) => toldOf(messageUpdate(1, parts));

const file2015 = "AwADBAADbXXXXXXXXXXXGBdhD2l6_XX";
const photo2025 = "AgACAgUAAxkBAAMRaH8qXw-VQSGAG4X4VoCg9A5nE50AAvLGMRtBGPlXGt4-FX4l2_oBAAMCAAN5AAM2BA";

/** What the desk is told of each recorded update. */
const expectedOf: Readonly<Record<string, object>> = {
  "callback_query_inline_message.json": { type: "message", choice: { id: "Data from button callback" } },
  "chosen_inline_result.json": { type: "notice", name: "chosen_inline_result", data: { result_id: "12" } },
  "edited_message.json": { type: "edit", address: "1111111", messageId: "1365", text: "Edited text" },
  "inline_query.json": { type: "notice", name: "inline_query", data: { query: "inline query" } },
  "message_audio.json": { type: "message", media: [{ kind: "audio", id: file2015, mimeType: "audio/mpeg" }] },
  "message_document.json": { type: "message", media: [{ kind: "document", id: file2015, fileName: "Testfile.pdf" }] },
  "message_entities.json": { type: "message", text: "Bold and italics" },
  "message_forwarded.json": { type: "message", text: "/start", from: { ids: ["1111111"] } },
  "message_forwarded_channel.json": { type: "message", text: "/start", from: { ids: ["1111111"] } },
  "message_reply.json": { type: "message", text: "/start", replyTo: "1334" },
  "message_text.json": { type: "message", text: "/start", address: "1111111", messageId: "1365" },
  "message_voice.json": { type: "message", media: [{ kind: "audio", id: file2015, mimeType: "audio/ogg" }] },
  "photo_message.json": { type: "message", text: "", media: [{ kind: "image", id: photo2025 }] },
  mention: { type: "message", text: "@vercelchatsdkbot hi", from: { ids: ["7527593"], name: "Test User" } },
  followUp: { type: "message", text: "how are you" },
};

describe("recorded updates", () => {
  test.each(recorded)("%s reaches the desk as one event", async (name, update) => {
    const event = await toldOf(update);
    expect(event?.eventId).toBe(`update:123456:${update.update_id}`);
    expect(event).toMatchObject(expectedOf[name] ?? {});
    expect(Object.keys(expectedOf)).toContain(name);
  });

  test("a press on an inline message of 2015 leads to the person's own chat", async () => {
    const [, update] = recorded.find(([name]) => name === "callback_query_inline_message.json") ?? [];
    expect(await toldOf(update)).toEqual({
      type: "message",
      eventId: "update:123456:10000",
      address: "1111111",
      from: { ids: ["1111111"], name: "Test Firstname Test Lastname", verified: true },
      choice: { id: "Data from button callback" },
    });
  });
});

describe("a message", () => {
  test("is by the person with this number, in their chat", async () => {
    expect(await toldOfMessage({ text: "/start campaign-7" })).toEqual({
      type: "message",
      eventId: "update:123456:1",
      messageId: "1001",
      address: "7",
      from: { ids: ["7"], name: "Ada Lovelace", verified: true },
      text: "/start campaign-7",
    });
  });

  const file = { file_id: "f", file_unique_id: "u" };
  test.each<[string, object, object]>([
    [
      "photo",
      {
        photo: [
          { ...file, file_id: "small", width: 1, height: 1 },
          { ...file, width: 9, height: 9 },
        ],
      },
      { kind: "image", id: "f" },
    ],
    ["voice", { voice: { ...file, mime_type: "audio/ogg" } }, { kind: "audio", id: "f", mimeType: "audio/ogg" }],
    ["audio", { audio: { ...file, file_name: "a.mp3" } }, { kind: "audio", id: "f", fileName: "a.mp3" }],
    ["video", { video: file }, { kind: "video", id: "f" }],
    ["video note", { video_note: file }, { kind: "video", id: "f" }],
    ["animation", { animation: file, document: { ...file, file_id: "same" } }, { kind: "video", id: "f" }],
    ["sticker", { sticker: file }, { kind: "sticker", id: "f" }],
    ["document", { document: file }, { kind: "document", id: "f" }],
    ["live photo", { live_photo: file }, { kind: "video", id: "f" }],
  ])("with a %s names the file, with its caption as text", async (_, parts, media) => {
    const event = await toldOfMessage({ ...parts, caption: "look" });
    expect(event).toMatchObject({ type: "message", text: "look", media: [media], unsupported: undefined });
  });

  test.each<[string, object, object]>([
    ["a location", { location: { latitude: 1, longitude: 2 } }, { location: { latitude: 1, longitude: 2 }, text: "" }],
    [
      "a venue",
      { location: { latitude: 1, longitude: 2 }, venue: { title: "Home", address: "Street 1" } },
      { location: { latitude: 1, longitude: 2 }, text: "Home\nStreet 1" },
    ],
    [
      "a contact",
      { contact: { phone_number: "+441234", first_name: "Bob" } },
      { text: "Bob +441234", unsupported: "contact" },
    ],
    [
      "a poll",
      { poll: { id: "1", question: "Tea?", options: [{ text: "yes" }, { text: "no" }] } },
      { text: "Tea?\n- yes\n- no", unsupported: "poll" },
    ],
    ["a dice", { dice: { emoji: "🎲", value: 4 } }, { text: "🎲 4", unsupported: "dice" }],
    ["a story", { story: { id: 1 } }, { text: "", unsupported: "story" }],
    ["what comes next year", { hologram: { id: 1 } }, { text: "", unsupported: "hologram" }],
    ["a photo in a shape unheard of", { photo: "?" }, { text: "", unsupported: "photo" }],
    [
      "a photo whose file has too long an id",
      { caption: "look", photo: [{ file_id: "x".repeat(513) }] },
      { text: "look", unsupported: "photo" },
    ],
    ["an album's part", { photo: [file], media_group_id: "9" }, { albumId: "9" }],
    ["an answer", { text: "yes", reply_to_message: { message_id: 3 } }, { replyTo: "3" }],
    [
      "a topic of a forum",
      {
        ...{ text: "hi", chat: { id: -1001, type: "supergroup" }, is_topic_message: true, message_thread_id: 5 },
        reply_to_message: { message_id: 5, forum_topic_created: {} },
      },
      { address: "-1001/5" },
    ],
    [
      "a thread of answers that is no topic",
      {
        text: "hi",
        chat: { id: -1001, type: "supergroup" },
        message_thread_id: 5,
        reply_to_message: { message_id: 5 },
      },
      { address: "-1001", replyTo: "5" },
    ],
    ["odd parts beside its text", { text: "hi", photo: 3, voice: [], from: { id: 7, first_name: 1 } }, { text: "hi" }],
    [
      "nobody named in a private chat",
      { text: "hi", from: undefined },
      { from: { ids: ["7"], name: "Ada Lovelace", verified: true } },
    ],
  ])("with %s keeps what it says", async (_, parts, expected) => {
    expect(await toldOfMessage({ ...parts })).toMatchObject({ type: "message", ...expected });
  });

  test("in a topic answers nothing by standing in it, and answers what it answers", async () => {
    const topic = { text: "hi", chat: { id: -1001, type: "supergroup" }, is_topic_message: true, message_thread_id: 5 };
    expect(await toldOfMessage({ ...topic, reply_to_message: { message_id: 5 } })).not.toHaveProperty("replyTo");
    expect(await toldOfMessage({ ...topic, reply_to_message: { message_id: 6 } })).toMatchObject({ replyTo: "6" });
  });

  test("in a group is by whoever wrote it", async () => {
    const chat = { id: -5, type: "group", title: "Team" };
    const { post, received } = await startedChannel();
    await post(messageUpdate(1, { chat, text: "one" }));
    await post(messageUpdate(2, { chat, text: "two", from: { id: 8, first_name: "Bob" } }));
    expect(received).toMatchObject([
      { address: "-5", from: { ids: ["7"] } },
      { address: "-5", from: { ids: ["8"], name: "Bob" } },
    ]);
  });

  test.each<[string, object]>([
    ["a bot", { from: { id: 9, is_bot: true, first_name: "Bot" }, text: "hi" }],
    ["a channel in a group", { sender_chat: { id: -100, type: "channel" }, text: "hi" }],
    ["nobody, in a group", { from: undefined, chat: { id: -5, type: "group" }, text: "hi" }],
    ["nobody: somebody joined", { new_chat_members: [{ id: 9 }], new_chat_member: { id: 9 } }],
    ["nobody: a payment", { successful_payment: { currency: "EUR" } }],
  ])("of %s is a notice", async (_, parts) => {
    expect(await toldOfMessage({ ...parts })).toMatchObject({ type: "notice", name: "message" });
  });
});

describe("other updates", () => {
  const chat = { id: 7, type: "private", first_name: "Ada" };
  const from = { id: 7, first_name: "Ada" };
  const button = (text: string, data: string) => [{ text, callback_data: data }];
  const pressed = { message_id: 3, chat, reply_markup: { inline_keyboard: [button("Tea", "t"), button("Milk", "m")] } };
  const reaction = { chat, message_id: 3, date: 0, old_reaction: [] };

  test.each<[string, object, object]>([
    [
      "an edit",
      { edited_message: { message_id: 3, chat, from, text: "new" } },
      { type: "edit", address: "7", messageId: "3", text: "new" },
    ],
    [
      "an edited caption",
      { edited_message: { message_id: 3, chat, from, photo: [], caption: "new" } },
      { type: "edit", messageId: "3", text: "new" },
    ],
    [
      "a press",
      { callback_query: { id: "q", from, message: pressed, data: "m", chat_instance: "c" } },
      { type: "message", address: "7", choice: { id: "m", title: "Milk" }, replyTo: "3", from: { ids: ["7"] } },
    ],
    [
      "a press on a message that is too old",
      { callback_query: { id: "q", from, message: { chat: { id: -5 }, message_id: 3, date: 0 }, data: "m" } },
      { type: "message", address: "-5", choice: { id: "m" } },
    ],
    ["a press that starts a game", { callback_query: { id: "q", from, game_short_name: "g" } }, { type: "notice" }],
    [
      "a reaction",
      { message_reaction: { ...reaction, new_reaction: [{ type: "emoji", emoji: "👍" }] } },
      { type: "reaction", address: "7", messageId: "3", emoji: "👍" },
    ],
    [
      "a reaction taken off",
      { message_reaction: { ...reaction, new_reaction: [] } },
      { type: "reaction", emoji: null },
    ],
    [
      "a reaction with an emoji of one's own",
      { message_reaction: { ...reaction, new_reaction: [{ type: "custom_emoji", custom_emoji_id: "1" }] } },
      { type: "reaction", emoji: "custom_emoji" },
    ],
    [
      "a block",
      { my_chat_member: { chat, from, date: 0, new_chat_member: { status: "kicked" } } },
      { type: "reachability", address: "7", reachable: false },
    ],
    [
      "the end of a block",
      { my_chat_member: { chat, from, date: 0, new_chat_member: { status: "member" } } },
      { type: "reachability", address: "7", reachable: true },
    ],
    [
      "the bot's entry into a group",
      { my_chat_member: { chat: { id: -5, type: "group" }, from, new_chat_member: { status: "member" } } },
      { type: "notice", name: "my_chat_member" },
    ],
    [
      "a group's new id, told in the old one",
      { message: { message_id: 3, chat: { id: -5, type: "group" }, from, migrate_to_chat_id: -1005 } },
      { type: "move", address: "-5", to: "-1005" },
    ],
    [
      "a group's new id, told in the new one",
      { message: { message_id: 3, chat: { id: -1005, type: "supergroup" }, from, migrate_from_chat_id: -5 } },
      { type: "move", address: "-5", to: "-1005" },
    ],
    [
      "messages deleted in a business account",
      { deleted_business_messages: { business_connection_id: "b", chat, message_ids: [1] } },
      { type: "notice", name: "deleted_business_messages", data: { message_ids: [1] } },
    ],
    [
      "a channel's post",
      { channel_post: { message_id: 3, chat, text: "news" } },
      { type: "notice", name: "channel_post" },
    ],
    ["what comes next year", { telepathy: ["?"] }, { type: "notice", name: "telepathy", data: ["?"] }],
  ])("%s is told", async (_, parts, expected) => {
    expect(await toldOf({ update_id: 1, ...parts })).toMatchObject({ eventId: "update:123456:1", ...expected });
  });

  test.each(fieldsOf("Update").filter((name) => name !== "update_id"))("%s is never lost", async (name) => {
    for (const thing of [{}, { id: "1", from, chat, message_id: 1 }, [], "text", 1, null]) {
      await toldOf({ update_id: 1, [name]: thing });
    }
  });

  test("two things in one update are two events", async () => {
    const { post, received } = await startedChannel();
    await post({ ...messageUpdate(1, { text: "hi" }), telepathy: 1 });
    expect(new Set(received.map(({ eventId }) => eventId)).size).toBe(2);
    expect(received).toMatchObject([{ type: "message" }, { type: "notice", name: "telepathy" }]);
  });
});

test("of whatever a message may hold, what nobody said is a notice, and all else a message", async () => {
  const { post, received } = await startedChannel();
  const fields = fieldsOf("Message").filter((field) => !["message_id", "date", "chat", "from"].includes(field));
  for (const [index, name] of fields.entries()) await post(messageUpdate(index, { [name]: { odd: true } }));
  const notices = fields.filter((_, index) => received[index]?.type === "notice");
  expect(received).toHaveLength(fields.length);
  expect(fields.filter((_, index) => !/^(?:message|notice)$/.test(received[index]?.type ?? ""))).toEqual([]);
  expect(notices.join(" ")).toBe(
    "new_chat_members left_chat_member chat_owner_left chat_owner_changed new_chat_title new_chat_photo " +
      "delete_chat_photo group_chat_created supergroup_chat_created channel_chat_created " +
      "message_auto_delete_timer_changed migrate_to_chat_id migrate_from_chat_id pinned_message successful_payment " +
      "refunded_payment users_shared chat_shared gift unique_gift gift_upgrade_sent connected_website " +
      "write_access_allowed proximity_alert_triggered boost_added chat_background_set checklist_tasks_done " +
      "checklist_tasks_added direct_message_price_changed forum_topic_created forum_topic_edited forum_topic_closed " +
      "forum_topic_reopened general_forum_topic_hidden general_forum_topic_unhidden giveaway_created giveaway " +
      "giveaway_winners giveaway_completed managed_bot_created paid_message_price_changed poll_option_added " +
      "poll_option_deleted suggested_post_approved suggested_post_approval_failed suggested_post_declined " +
      "suggested_post_paid suggested_post_refunded video_chat_scheduled video_chat_started video_chat_ended " +
      "video_chat_participants_invited",
  );
});
