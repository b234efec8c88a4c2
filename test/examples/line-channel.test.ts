import { memoryTicketStore } from "kefu";
import { channelAdapterContract } from "kefu/testing";
import { expect, onTestFinished, test } from "vitest";
import { desk } from "../harness.ts";
import { lineRequest, lineSubject, written } from "./line-office.ts";

for (const { name, run } of channelAdapterContract(lineSubject)) test(`the example for LINE ${name}`, run);

const source = { type: "user", userId: "U4af4980629" };

async function lineDesk() {
  const subject = await lineSubject();
  onTestFinished(async () => void (await subject.close?.()));
  const { service, told } = await desk({ store: memoryTicketStore(), channels: [subject.channel] });
  const tell = async (...events: readonly object[]) => {
    const response = await service.handle("line", lineRequest(written(events)));
    await service.idle();
    return response.status;
  };
  return { ...subject, service, told, tell };
}

test("a question on LINE is answered there, whatever else the request carries", async () => {
  const { tell, delivered } = await lineDesk();
  const message = { type: "text", id: "1", text: "如何重置密码" };
  const join = { type: "join", webhookEventId: "e1", source: { type: "group", groupId: "C1" } };
  expect(await tell(join, { type: "message", webhookEventId: "e2", source, message }, { odd: true })).toBe(200);
  expect(delivered()).toEqual(["请访问 https://example.com/reset"]);
});

test("LINE's check of the webhook, a request without events, is answered with 200", async () => {
  const { tell } = await lineDesk();
  expect(await tell()).toBe(200);
});

test("a sticker, a picture and a file reach the desk as what they are", async () => {
  const { tell, service } = await lineDesk();
  const messages = [
    { type: "sticker", id: "1", packageId: "446", stickerId: "1988" },
    { type: "image", id: "2", contentProvider: { type: "line" } },
    { type: "file", id: "3", fileName: "invoice.pdf" },
  ];
  await tell(...messages.map((message) => ({ type: "message", webhookEventId: `e${message.id}`, source, message })));
  const conversation = await service.conversations.find("line", source.userId);
  const kept = await service.conversations.messages(conversation?.id ?? "", { limit: 10 });
  expect(kept.filter(({ direction }) => direction === "inbound").map(({ content }) => content)).toMatchObject([
    { unsupported: "sticker" },
    { media: [{ kind: "image", id: "2" }] },
    { media: [{ kind: "document", id: "3", fileName: "invoice.pdf" }] },
  ]);
});

test("who blocks the account cannot be reached, until they come back", async () => {
  const { tell, told } = await lineDesk();
  await tell({ type: "message", webhookEventId: "e1", source, message: { type: "text", id: "1", text: "hello" } });
  await tell({ type: "unfollow", webhookEventId: "e2", source });
  expect(told("conversation.blocked")).toHaveLength(1);
  await tell({ type: "follow", webhookEventId: "e3", source });
  expect(told("conversation.unblocked")).toHaveLength(1);
});

test("a message that was taken back is gone", async () => {
  const { tell, told } = await lineDesk();
  await tell({ type: "message", webhookEventId: "e1", source, message: { type: "text", id: "1", text: "hello" } });
  await tell({ type: "unsend", webhookEventId: "e2", source, unsend: { messageId: "1" } });
  expect(told("message.deleted")).toHaveLength(1);
});
