import { type ChannelError, CustomerServiceError, memoryTicketStore } from "kefu";
import { expect, onTestFinished, test } from "vitest";
import { desk } from "../../harness.ts";
import { twilioSubject } from "./twilio-subject.ts";

async function smsDesk() {
  const subject = await twilioSubject();
  onTestFinished(subject.close);
  const { service, clock } = await desk({ store: memoryTicketStore(), channels: [subject.channel] });
  return { ...subject, service, clock };
}

test("a question by SMS is answered by SMS", async () => {
  const { service, sms, sent } = await smsDesk();
  const response = await service.handle("sms", sms("SM1", "如何重置密码"));
  expect(response.status).toBe(200);
  await service.idle();
  expect(sent).toEqual(["请访问 https://example.com/reset"]);
});

test("an SMS that is not signed by Twilio is refused, and nobody reads it", async () => {
  const { service, sms, sent } = await smsDesk();
  expect((await service.handle("sms", sms("SM1", "refund policy", "guessed"))).status).toBe(401);
  await service.idle();
  expect(sent).toEqual([]);
});

test("three SMS at once are all kept, and a redelivered one once", async () => {
  const { service, sms } = await smsDesk();
  const texts = ["my order", "has not come", "what now"];
  const requests = [...texts.map((text, index) => sms(`SM${index}`, text)), sms("SM0", "my order")];
  const answers = await Promise.all(requests.map((request) => service.handle("sms", request)));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  await service.idle();
  const conversation = await service.conversations.find("sms", "twilio:%2B15550001:%2B15557777");
  const messages = await service.conversations.messages(conversation?.id ?? "", { limit: 100 });
  const inbound = messages.flatMap(({ direction, content }) => (direction === "inbound" ? [content.text] : []));
  expect([...inbound].sort()).toEqual([...texts].sort());
});

test("while the desk cannot store it Twilio is told to come again, though its adapter says 200", async () => {
  const { channel, sms, service } = await smsDesk();
  await service.stop({ graceMs: 0 });
  let isDown = true;
  const received: unknown[] = [];
  await channel.start({
    receive: async (event) => {
      if (isDown) throw new CustomerServiceError("store.unavailable", "The disk is full.");
      received.push(event);
      return "accepted";
    },
    clock: { now: () => new Date(), after: () => () => {} },
    logger: { debug() {}, info() {}, warn() {}, error() {} },
  });
  expect((await channel.handle?.(sms("SM1", "hello")))?.status).toBe(503);
  isDown = false;
  expect((await channel.handle?.(sms("SM1", "hello")))?.status).toBe(200);
  expect(received).toMatchObject([{ type: "message", text: "hello", from: { ids: ["+15557777"], verified: true } }]);
  await channel.stop();
});

test("a picture that came is opened later, with the credentials of the adapter", async () => {
  const { service, mms, channel } = await smsDesk();
  expect((await service.handle("sms", mms("MM1"))).status).toBe(200);
  const conversation = await service.conversations.find("sms", "twilio:%2B15550001:%2B15557777");
  const [message] = await service.conversations.messages(conversation?.id ?? "", { limit: 1 });
  const [media] = message?.content.media ?? [];
  expect(media).toMatchObject({ kind: "image", mimeType: "image/png" });
  if (media === undefined || channel.openMedia === undefined) throw new Error("There is no picture.");
  const opened = await channel.openMedia(media, { signal: new AbortController().signal });
  expect(await new Response(opened.body).text()).toBe("a picture");
  expect(opened).toMatchObject({ mimeType: "image/png", size: 9 });
});

test.each([
  [400, 21_610, "invalid"],
  [401, 20_003, "auth"],
  [404, 20_404, "blocked"],
  [429, 20_429, "rate_limited"],
  [500, 20_500, "unknown"],
  [503, 20_503, "transient"],
])("a send that Twilio refuses with %d is told by its kind", async (status, code, kind) => {
  const { channel, refuseNext } = await smsDesk();
  refuseNext(status, code);
  const message = { address: "twilio:%2B15550001:%2B15557777", content: { text: "hi" }, idempotencyKey: "1" };
  const sending = channel.send({ ...message, author: { kind: "bot" } }, { signal: new AbortController().signal });
  const error: ChannelError = await sending.then(
    () => Promise.reject(new Error("It was sent.")),
    (thrown) => thrown,
  );
  expect(error).toMatchObject({ name: "ChannelError", kind, channelCode: `${status}` });
  expect(error.cause).toBeUndefined();
});
