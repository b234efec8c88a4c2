import { type Answerer, ChannelError } from "kefu";
import { scriptedChannel } from "kefu/testing";
import { describe, expect, test } from "vitest";
import { desk, last, stores, technicalIssue } from "../harness.ts";

describe.each(stores)("what a channel tells besides messages, on $name", ({ open }) => {
  test("an edited message says what it says now, and whoever has the ticket can see that it was changed", async () => {
    const { channel, say, service, messagesOf, told, ticketOf } = await desk({ store: open() });
    await say("ada", { text: technicalIssue, messageId: "m-1" });
    await channel.tell({ type: "edit", address: "ada", messageId: "m-1", text: "The app works again" });
    await channel.tell({ type: "edit", address: "ada", messageId: "m-1", text: "The app works again" });
    const [message] = await messagesOf("ada");
    expect(message).toMatchObject({ content: { text: "The app works again" }, editedAt: expect.any(Date) });
    expect(told("message.edited")).toMatchObject([{ before: technicalIssue }]);
    expect((await service.explain((await ticketOf("ada")).id)).story.join("\n")).toContain("changed the text");
  });

  test("an edit that comes before the bot has read the message is what the bot reads", async () => {
    const { channel, pass } = await desk({ store: open(), gatherSeconds: 5 });
    await channel.say("ada", { text: "tell me a joke", messageId: "m-1" });
    await channel.tell({ type: "edit", address: "ada", messageId: "m-1", text: "refund policy" });
    await pass({ seconds: 10 });
    expect(channel.sentTo("ada")).toEqual([expect.stringContaining("refund policy page")]);
  });

  test("a choice that was typed, and changed before it was read, is the one it was changed to", async () => {
    const asked: (string | undefined)[] = [];
    const channel = scriptedChannel({ id: "telegram", kind: "telegram", capabilities: { options: undefined } });
    const answerer: Answerer = {
      name: "ways",
      async answer({ text, choice }) {
        asked.push(choice?.id);
        if (choice !== undefined) return { text: `Done: ${choice.id}.`, confidence: 1 };
        const options = ["card", "bank"].map((id) => ({ id, title: id }));
        return text.includes("money") ? { text: "How?", confidence: 1, options } : null;
      },
    };
    const { say, pass } = await desk({ store: open(), channel, faq: {}, answerers: [answerer], gatherSeconds: 5 });
    await say("ada", "my money back");
    await pass({ seconds: 6 });
    await channel.say("ada", { text: "1", messageId: "m-1" });
    await channel.tell({ type: "edit", address: "ada", messageId: "m-1", text: "2" });
    await pass({ seconds: 6 });
    expect(last(channel.sentTo("ada"))).toBe("Done: bank.");
  });

  test("what is taken back before it was read is not answered, and leaves nothing unread", async () => {
    const { channel, pass, service, told } = await desk({ store: open(), gatherSeconds: 5 });
    await channel.say("ada", { text: technicalIssue, messageId: "m-1" });
    await channel.tell({ type: "deletion", address: "ada", messageId: "m-1" });
    await pass({ minutes: 1 });
    expect(told("ticket.opened")).toEqual([]);
    expect(channel.sentTo("ada")).toEqual([]);
    expect((await service.check()).violations).toEqual([]);
  });

  test("a change that comes before its message takes hold when the message is there", async () => {
    const { channel, messagesOf, pass, service, told } = await desk({ store: open() });
    await channel.tell({ type: "deletion", address: "ada", messageId: "m-1" });
    await channel.say("ada", { text: "my card is 4111", messageId: "m-1" });
    await service.idle();
    await pass({ seconds: 6 });
    expect((await messagesOf("ada"))[0]?.content.text).toBe("");
    expect(told("message.deleted")).toHaveLength(1);
  });

  test("what is taken back is gone, and an edit that comes late does not bring it back", async () => {
    const { channel, say, messagesOf, told } = await desk({ store: open() });
    await say("ada", { text: technicalIssue, messageId: "m-1", media: [{ kind: "image", id: "f-1" }] });
    await channel.tell({ type: "deletion", address: "ada", messageId: "m-1" });
    await channel.tell({ type: "edit", address: "ada", messageId: "m-1", text: "something" });
    const [message] = await messagesOf("ada");
    expect(message?.content).toEqual({ text: "" });
    expect(message?.deletedAt).toBeInstanceOf(Date);
    expect(told("message.deleted")).toHaveLength(1);
  });

  test("reactions stand at the message they are on, the customer's or the desk's, until they are taken off", async () => {
    const { channel, say, messagesOf, told } = await desk({ store: open() });
    await say("ada", { text: "refund policy", messageId: "m-1" });
    const answer = last(channel.sent).externalId;
    await channel.tell({ type: "reaction", address: "ada", messageId: answer, emoji: "👍" });
    await channel.tell({ type: "reaction", address: "ada", messageId: "m-1", emoji: "❤️" });
    expect((await messagesOf("ada")).map(({ reaction }) => reaction)).toEqual(["❤️", "👍"]);
    await channel.tell({ type: "reaction", address: "ada", messageId: answer, emoji: null });
    expect((await messagesOf("ada")).map(({ reaction }) => reaction)).toEqual(["❤️", null]);
    await channel.tell({ type: "reaction", address: "ada", messageId: answer, emoji: null });
    expect(told("message.reacted")).toHaveLength(3);
  });

  test("what is told of messages and threads that the desk does not know changes nothing", async () => {
    const { channel, say, names, messagesOf } = await desk({ store: open() });
    await say("ada", "refund policy");
    const before = [names().length, JSON.stringify(await messagesOf("ada"))];
    for (const address of ["ada", "nobody"]) {
      await channel.tell({ type: "edit", address, messageId: "unknown", text: "x" });
      await channel.tell({ type: "deletion", address, messageId: "unknown" });
      await channel.tell({ type: "reaction", address, messageId: "unknown", emoji: "👍" });
    }
    await channel.tell({ type: "reachability", address: "nobody", reachable: false });
    await channel.tell({ type: "move", address: "nobody", to: "elsewhere" });
    expect([names().length, JSON.stringify(await messagesOf("ada"))]).toEqual(before);
  });

  test("who blocked us is known as such, is not asked for surveys, and is back with their next message", async () => {
    const { channel, say, service, told, ticketOf, conversationOf } = await desk({ store: open() });
    await say("ada", technicalIssue);
    await channel.tell({ type: "reachability", address: "ada", reachable: false });
    await channel.tell({ type: "reachability", address: "ada", reachable: false });
    expect(told("conversation.blocked")).toHaveLength(1);
    await service.tickets.close((await ticketOf("ada")).id, { agentId: "li" });
    await service.idle();
    expect(told("survey.suppressed")).toMatchObject([{ reason: "no_channel" }]);
    await say("ada", "I am back");
    expect(told("conversation.unblocked")).toHaveLength(1);
    expect(await conversationOf("ada")).toMatchObject({ reachable: true });
  });

  test("a send that is refused because the customer blocked us says so, too", async () => {
    const { channel, say, told } = await desk({ store: open() });
    channel.failNext(new ChannelError("blocked", "Forbidden: bot was blocked by the user"));
    await say("ada", "refund policy");
    expect(told("conversation.blocked")).toMatchObject([{ conversation: { address: "ada" } }]);
  });

  test("a thread that moved goes on with its ticket, and what waited goes to the new address", async () => {
    const { channel, say, service, ticketOf, told, pass } = await desk({ store: open() });
    await say("group", technicalIssue);
    const { id } = await ticketOf("group");
    channel.failNext(new ChannelError("transient", "away"));
    await service.tickets.reply(id, { agentId: "li", text: "Hello." });
    await service.idle();
    await channel.tell({ type: "move", address: "group", to: "supergroup" });
    await pass({ minutes: 1 });
    expect(channel.sentTo("supergroup")).toEqual(["Hello."]);
    await channel.say("supergroup", "thank you");
    await service.idle();
    expect(await service.tickets.get(id)).toMatchObject({ status: "in_progress" });
    expect(told("conversation.moved")).toMatchObject([{ from: "group", conversation: { address: "supergroup" } }]);
    expect(told("conversation.started")).toHaveLength(1);
  });

  test("a customer with a new number is the same customer, there and wherever the number is known", async () => {
    const { channel, say, service, conversationOf } = await desk({ store: open() });
    await say("1555", "hello");
    const { customerId } = await conversationOf("1555");
    await channel.tell({ type: "move", address: "1555", to: "1666", from: { ids: ["1666"], verified: true } });
    await say("1666", "it is me");
    expect((await conversationOf("1666")).customerId).toBe(customerId);
    await say("a group", "me again", { from: { ids: ["1666"], verified: true } });
    expect((await conversationOf("a group")).customerId).toBe(customerId);
    expect(await service.conversations.find("telegram", "1555")).toBeNull();
  });

  test("a thread that stands under another name of the person moves with them, unless they have several", async () => {
    const { channel, say, conversationOf, service } = await desk({ store: open() });
    const ids = ["US.1", "1555"];
    await say("US.1", "hello", { from: { ids, verified: true } });
    const { id, customerId } = await conversationOf("US.1");
    const move = {
      type: "move" as const,
      address: "1555",
      to: "US.2",
      from: { ids: ["US.2", "1666"], verified: true },
    };
    await channel.tell(move);
    expect(await conversationOf("US.2")).toMatchObject({ id, customerId });
    await say("a group", "hello", { from: { ids: ["1666"], verified: true } });
    await channel.tell({ ...move, address: "1666", to: "US.3", from: { ids: ["US.3"], verified: true } });
    expect(await service.conversations.find("telegram", "US.3")).toBeNull();
  });

  test("a group does not move with one of its people", async () => {
    const { channel, say, conversationOf } = await desk({ store: open() });
    await say("a group", "hello", { from: { ids: ["1555"], verified: true } });
    const from = { ids: ["1666"], verified: true };
    await channel.tell({ type: "move", address: "1555", to: "1666", from });
    expect((await conversationOf("a group")).address).toBe("a group");
  });

  test("two threads are not made one when one moves to where the other is", async () => {
    const { channel, say, conversationOf } = await desk({ store: open() });
    await say("one", "hello");
    await say("two", "hello");
    await channel.tell({ type: "move", address: "one", to: "two" });
    expect((await conversationOf("one")).id).not.toBe((await conversationOf("two")).id);
  });

  test("what concerns no message is told as a notice, once", async () => {
    const { channel, service, told } = await desk({ store: open() });
    const data = { event: "REJECTED", message_template_name: "survey" };
    const notice = { type: "notice", eventId: "n-1", name: "message_template_status_update", data } as const;
    expect(await service.receive("telegram", notice)).toBe("accepted");
    expect(await service.receive("telegram", notice)).toBe("duplicate");
    expect(told("channel.noticed")).toEqual([{ channelId: "telegram", notice: notice.name, data }]);
    await expect(
      service.receive("telegram", { ...notice, eventId: "n-2", data: "x".repeat(60_000) }),
    ).rejects.toMatchObject({
      code: "message.invalid",
    });
    expect(channel.sent).toEqual([]);
  });

  test("pictures of one album are one turn, however they come", async () => {
    const { channel, pass, told } = await desk({ store: open() });
    const picture = (id: string) => ({ text: "", media: [{ kind: "image" as const, id }], albumId: "album" });
    await channel.say("ada", { ...picture("1"), text: "The screen looks broken, see these" });
    for (const id of ["2", "3"]) await channel.say("ada", picture(id));
    await pass({ seconds: 5 });
    expect(told("ticket.opened")).toHaveLength(1);
    expect(told("ticket.customer_wrote")).toEqual([]);
    expect(channel.sentTo("ada")).toHaveLength(1);
  });
});

describe.each(stores)("signals, files and what may not have gone out, on $name", ({ open }) => {
  test("the customer sees that the bot reads; what a human does is shown when they say so", async () => {
    const { channel, say, service, conversationOf } = await desk({ store: open() });
    await say("ada", { text: technicalIssue, messageId: "m-1" });
    expect(channel.signals).toEqual([{ address: "ada", readUpTo: "m-1", typing: true }]);
    await say("ada", { text: "hello?", messageId: "m-2" });
    expect(channel.signals).toHaveLength(1);
    expect(await service.conversations.signal((await conversationOf("ada")).id, { typing: true })).toBe(true);
    expect(last(channel.signals)).toEqual({ address: "ada", readUpTo: "m-2", typing: true, by: { kind: "system" } });
  });

  test("a signal that fails, or hangs, changes nothing", async () => {
    for (const signal of [() => Promise.reject(new Error("no")), () => new Promise<void>(() => {})]) {
      const channel = scriptedChannel({ id: "telegram", kind: "telegram" });
      const { say } = await desk({ store: open(), channel, channels: [{ ...channel, signal }] });
      await say("ada", "refund policy");
      expect(channel.sentTo("ada")).toEqual([expect.stringContaining("refund policy page")]);
    }
  });

  test("a file that came in can be opened by its message", async () => {
    const { say, service, messagesOf } = await desk({ store: open() });
    await say("ada", { text: "see", media: [{ kind: "image", id: "file-7", mimeType: "image/png" }] });
    const [message] = await messagesOf("ada");
    const opened = await service.conversations.openMedia(message?.id ?? "");
    expect(opened).toMatchObject({ mimeType: "image/png", size: 6 });
    expect(await new Response(opened.body).text()).toBe("file-7");
    await expect(service.conversations.openMedia(message?.id ?? "", { index: 1 })).rejects.toMatchObject({
      code: "message.not_found",
    });
    await expect(service.conversations.openMedia("nothing")).rejects.toMatchObject({ code: "message.not_found" });
  });

  test("a message nobody knows the fate of is settled by a receipt under its key", async () => {
    const { channel, say, messagesOf, told, pass } = await desk({ store: open() });
    channel.failNext(new ChannelError("unknown", "the answer was lost"));
    await say("ada", "refund policy");
    const lost = last(await messagesOf("ada"));
    expect(lost.status).toBe("unknown");
    const receipt = { type: "delivery", address: "somewhere", messageId: "wamid.1", idempotencyKey: lost.id } as const;
    await channel.tell({ ...receipt, status: "delivered" });
    await channel.tell({ ...receipt, status: "sent" });
    expect(last(await messagesOf("ada"))).toMatchObject({
      status: "delivered",
      externalId: "wamid.1",
      statusReason: null,
    });
    expect(told("message.delivered")).toHaveLength(1);
    await pass({ days: 1 });
    expect(channel.sent).toEqual([]);
  });

  test("where the channel honours keys, an unknown outcome is tried again under the same key", async () => {
    const channel = scriptedChannel({ id: "telegram", kind: "telegram", capabilities: { idempotent: true } });
    const { say, messagesOf, pass } = await desk({ store: open(), channel });
    channel.failNext(new ChannelError("unknown", "the answer was lost"), 2);
    await say("ada", "refund policy");
    await pass({ minutes: 1 });
    expect(channel.sentTo("ada")).toHaveLength(1);
    expect(last(await messagesOf("ada"))).toMatchObject({ status: "sent" });
  });

  test("a person decides to send again what failed or may not have gone out, once", async () => {
    const { channel, say, service, messagesOf } = await desk({ store: open() });
    channel.failNext(new ChannelError("unknown", "the answer was lost"));
    await say("ada", "refund policy");
    const lost = last(await messagesOf("ada"));
    await service.conversations.resend(lost.id, { agentId: "li" });
    await service.idle();
    expect(channel.sentTo("ada")).toEqual([lost.content.text]);
    const refused = { code: "message.refused" };
    await service.prune({ marksOlderThanDays: 0 });
    await expect(service.conversations.resend(lost.id)).rejects.toMatchObject(refused);
    await expect(service.conversations.resend(last(await messagesOf("ada")).id)).rejects.toMatchObject(refused);
    await expect(service.conversations.resend("nothing")).rejects.toMatchObject({ code: "message.not_found" });
  });
});
