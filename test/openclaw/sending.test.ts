import { ChannelError, type MessageContent } from "kefu";
import { openclawChannels } from "kefu/openclaw";
import { type ChannelUnderTest, channelAdapterContract, simulatedClock } from "kefu/testing";
import { expect, test } from "vitest";
import { FakeGateway } from "./gateway.ts";
import { addressOf, hosted } from "./hosted.ts";

const ada = "777001";

/** A channel alone, connected to a gateway as a plugin would do it. */
async function connected(gateway = new FakeGateway()) {
  const [channel] = openclawChannels(["telegram"]);
  if (channel === undefined) throw new Error("There is none.");
  channel.connect({ send: gateway.send, config: () => gateway.config });
  await channel.start({
    receive: async () => "accepted",
    clock: simulatedClock(),
    logger: { debug() {}, info() {}, warn() {}, error() {} },
  });
  const send = (content: MessageContent) =>
    channel.send(
      { address: addressOf(ada), content, author: { kind: "bot" }, idempotencyKey: "m:1" },
      { signal: new AbortController().signal },
    );
  return { gateway, channel, send };
}

function contractSubject(): ChannelUnderTest {
  const gateway = new FakeGateway();
  const [channel] = openclawChannels(["telegram"]);
  if (channel === undefined) throw new Error("There is none.");
  channel.connect({ send: gateway.send, config: () => gateway.config });
  const from = { ids: [ada], verified: true };
  return {
    channel,
    address: addressOf(ada),
    say: ({ eventId, text }) => channel.take({ type: "message", eventId, text, address: addressOf(ada), from }),
    delivered: () => gateway.textsTo(ada),
    failNext: () => void gateway.results.push({ status: "failed", stage: "queue", error: new Error("full") }),
    honoursKeys: false,
    offered: () => gateway.delivered.at(-1)?.buttons.map(({ label }) => label) ?? [],
    press: ({ eventId, optionId }) =>
      channel.take({ type: "message", eventId, address: addressOf(ada), from, choice: { id: optionId } }),
  };
}

for (const { name, run } of channelAdapterContract(contractSubject)) test(`a channel of the gateway ${name}`, run);

test("a message goes out by the thread's account, with the gateway's configuration of now", async () => {
  const { gateway, send } = await connected();
  gateway.config = { channels: {} };
  expect(await send({ text: "hello" })).toEqual({ externalId: "1" });
  expect(gateway.batches).toMatchObject([
    { cfg: { channels: {} }, channel: "telegram", accountId: "default", to: ada, payloads: [{ text: "hello" }] },
  ]);
  expect(gateway.batches[0]?.deliveryRetryOwner).toBe("caller");
});

const token = "123456:SECRET";
const failure = (name: string, more: object = {}) =>
  Object.assign(new Error(`https://api/bot${token}/x`), { name }, more);
const notDispatched = (more: object = {}) => failure("PlatformMessageNotDispatchedError", more);
const inBatch = (cause: unknown) => new Error("Outbound delivery failed", { cause });

test.each<[string, unknown, Partial<ChannelError>]>([
  [
    "a hook held it back",
    { status: "suppressed", reason: "cancelled_by_message_sending_hook" },
    { kind: "invalid", channelCode: "cancelled_by_message_sending_hook" },
  ],
  ["the platform gave no id", { status: "suppressed", reason: "adapter_returned_no_identity" }, { kind: "unknown" }],
  ["a part went out", { status: "partial_failed", sentBeforeError: true, error: notDispatched() }, { kind: "unknown" }],
  [
    "the gateway's queue is closed",
    { status: "failed", stage: "queue", error: new Error("closed") },
    { kind: "transient" },
  ],
  [
    "the network is away before anything was sent",
    { status: "failed", stage: "platform_send", error: inBatch({ code: "ECONNREFUSED" }) },
    { kind: "transient" },
  ],
  [
    "the request was not started",
    { status: "failed", stage: "platform_send", error: inBatch(notDispatched()) },
    { kind: "transient" },
  ],
  [
    "it may be out",
    { status: "failed", error: notDispatched(), payloadOutcomes: [{ status: "failed", sentBeforeError: true }] },
    { kind: "unknown" },
  ],
  [
    "the connection broke, and the gateway tries again by itself",
    { status: "failed", stage: "platform_send", error: failure("HttpError", { error: { code: "ECONNRESET" } }) },
    { kind: "unknown" },
  ],
  [
    "it is too fast, and the gateway tries again by itself",
    { status: "failed", stage: "platform_send", error: failure("GrammyError", { error_code: 429 }) },
    { kind: "unknown" },
  ],
  [
    "it is too fast, and nobody else tries again",
    {
      status: "failed",
      error: notDispatched({ cause: failure("GrammyError", { error_code: 429, parameters: { retry_after: 7 } }) }),
    },
    { kind: "rate_limited", retryAfterMs: 7_000 },
  ],
  [
    "the credentials are refused",
    { status: "failed", error: notDispatched({ cause: failure("GrammyError", { error_code: 401 }) }) },
    { kind: "auth" },
  ],
  [
    "the customer blocked the bot",
    { status: "failed", error: inBatch(failure("GrammyError", { error_code: 403 })) },
    { kind: "blocked", channelCode: "403" },
  ],
  [
    "the platform refuses the content",
    { status: "failed", error: inBatch(failure("GrammyError", { error_code: 400 })) },
    { kind: "invalid" },
  ],
  [
    "the host refuses it for good",
    { status: "failed", error: notDispatched({ retryable: false }) },
    { kind: "invalid" },
  ],
  ["the gateway throws", () => Promise.reject(failure("HttpError")), { kind: "unknown" }],
  ["the answer has no shape", 7, { kind: "unknown" }],
])("when %s, the failure is of the right kind, and tells no secret", async (_, result, expected) => {
  const { gateway, send } = await connected();
  gateway.results.push(result);
  const error = await send({ text: "hello" }).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ChannelError);
  expect(error).toMatchObject(expected);
  const { message, details, cause } = error as ChannelError;
  expect(`${message} ${JSON.stringify(details)} ${String(cause)}`).not.toContain(token);
});

test("what is sent without an id of the channel is known by the desk's own key", async () => {
  const { gateway, send } = await connected();
  gateway.results.push({ status: "sent" });
  expect(await send({ text: "hello" })).toEqual({ externalId: "m:1" });
});

test("a file goes out by its https address, and no path of the gateway's machine ever does", async () => {
  const { gateway, send } = await connected();
  await send({ text: "your bill", media: [{ kind: "document", id: "https://example.com/bill.pdf" }] });
  expect(gateway.batches[0]?.payloads).toEqual([{ text: "your bill", mediaUrl: "https://example.com/bill.pdf" }]);
  const path = send({ text: "", media: [{ kind: "document", id: "/etc/passwd" }] });
  await expect(path).rejects.toMatchObject({ kind: "invalid" });
  expect(gateway.batches).toHaveLength(1);
});

test("without a gateway, a sentence says where this runs", async () => {
  const [channel] = openclawChannels(["telegram"]);
  const { gatewaySend } = await import("../../src/openclaw/send-batch.ts");
  channel?.connect({ send: gatewaySend, config: () => ({}) });
  await channel?.start({
    receive: async () => "accepted",
    clock: simulatedClock(),
    logger: { debug() {}, info() {}, warn() {}, error() {} },
  });
  const sending = channel?.send(
    { address: "default/1", content: { text: "hello" }, author: { kind: "bot" }, idempotencyKey: "1" },
    { signal: new AbortController().signal },
  );
  await expect(sending).rejects.toThrow(
    "The package openclaw is not there: run this plugin inside an OpenClaw gateway",
  );
});

async function surveyed() {
  const made = await hosted();
  const { gateway, service } = made;
  await gateway.write({ from: ada, text: "The app crashes with an error" });
  await service.idle();
  const [ticket] = await service.tickets.listOf("li");
  await service.tickets.reply(ticket?.id ?? "", { agentId: "li", text: "Please update to 3.2.1" });
  await service.tickets.close(ticket?.id ?? "", { agentId: "li" });
  await service.idle();
  return { ...made, ticketId: ticket?.id ?? "" };
}

test("a survey has buttons that fit Telegram, and one press is the score", async () => {
  const { gateway, service, ticketId } = await surveyed();
  const { buttons = [] } = gateway.delivered.at(-1) ?? {};
  expect(buttons).toHaveLength(5);
  for (const { value } of buttons) expect(new TextEncoder().encode(value).length).toBeLessThanOrEqual(64);
  const press = async (callbackId: string) => gateway.press(ada, buttons[3]?.value ?? "", callbackId);
  expect(await press("c1")).toBe(true);
  // The host delivers a press again, too.
  expect(await press("c1")).toBe(true);
  await service.idle();
  expect(await service.surveys.listOf(ticketId)).toMatchObject([{ status: "answered", score: 4 }]);
});

test("a press that cannot be taken is still no message for the model", async () => {
  const { gateway, service } = await surveyed();
  await service.stop();
  expect(await gateway.press(ada, "kefu:option:none:1")).toBe(true);
  expect(gateway.logged).toContainEqual(expect.stringContaining("A press could not be taken."));
  expect(gateway.asked).toEqual([]);
});

test("what an answer offers is pressed with its title, and channels without buttons get numbered lines", async () => {
  const colours = {
    name: "colours",
    answer: async ({ text, choice }: { text: string; choice?: object | undefined }) => {
      if (choice !== undefined) return { text: `You chose ${text}.`, confidence: 1 };
      if (!text.includes("which one")) return null;
      return {
        text: "Which one?",
        confidence: 1,
        options: [
          { id: "colour:red", title: "Red" },
          { id: "colour:blue", title: "Blue" },
        ],
      };
    },
  };
  const { gateway, service } = await hosted({}, { answerers: [colours] });
  await gateway.write({ from: ada, text: "which one can I have" });
  await gateway.write({ from: "4915", text: "which one can I have", channel: "whatsapp" });
  await service.idle();
  const offered = gateway.delivered.find(({ to }) => to === ada)?.buttons ?? [];
  expect(offered.map(({ label }) => label)).toEqual(["Red", "Blue"]);
  expect(gateway.textsTo("4915")[0]).toContain("2. Blue");
  await gateway.press(ada, offered[1]?.value ?? "");
  await service.idle();
  expect(gateway.textsTo(ada).at(-1)).toBe("You chose Blue.");
});
