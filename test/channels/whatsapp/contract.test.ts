import type { ChannelErrorKind } from "kefu";
import { type ChannelUnderTest, channelAdapterContract } from "kefu/testing";
import { whatsappChannel } from "kefu/whatsapp";
import { describe, test } from "vitest";
import { type GraphTrouble, graphServer, type SentMessage } from "./graph-server.ts";
import {
  account,
  ada as adaWithNumber,
  forgeriesOf,
  messagesOf,
  requestOf,
  textMessage,
  webhookOf,
} from "./webhooks.ts";

const troubles: Readonly<Record<ChannelErrorKind, GraphTrouble>> = {
  window_closed: { code: 131_047, status: 400 },
  rate_limited: { code: 130_429, status: 429 },
  blocked: { code: 131_026, status: 400 },
  auth: { code: 190, status: 401 },
  invalid: { code: 131_009, status: 400 },
  transient: { code: 131_000, status: 500 },
  unknown: { breaks: "before" },
};

/** Without a number: nothing but what she says is told. */
const { wa_id: _, ...ada } = adaWithNumber;
const say = (messages: readonly Record<string, unknown>[]) =>
  messagesOf(
    messages.map((message) => ({ ...message, from: undefined })),
    [ada],
  );

async function whatsappUnderTest(): Promise<ChannelUnderTest> {
  const graph = await graphServer();
  const channel = whatsappChannel({ ...account, baseUrl: graph.url });
  const give = (body: string) => channel.handle(requestOf(body));
  const bodyOf = (messages: readonly { readonly eventId: string; readonly text: string }[]) =>
    say(messages.map(({ eventId, text }) => textMessage(eventId, text)));
  return {
    channel,
    address: ada.user_id,
    honoursKeys: false,
    say: ({ eventId, text }) => give(bodyOf([{ eventId, text }])),
    delivered: () => graph.sent.flatMap((message) => textOf(message) ?? []),
    failures: Object.keys(troubles) as ChannelErrorKind[],
    failNext: ({ kind, retryAfterMs } = { kind: "transient" }) => {
      const wait = retryAfterMs === undefined ? {} : { retryAfterSeconds: retryAfterMs / 1_000 };
      graph.failNext({ ...troubles[kind], ...wait });
    },
    offered: () => optionsOf(graph.sent.at(-1)).map(({ title }) => title),
    press: ({ eventId, optionId }) => {
      const chosen = optionsOf(graph.sent.at(-1)).find(({ id }) => id === optionId);
      const interactive = { type: "button_reply", button_reply: chosen };
      return give(say([{ id: eventId, type: "interactive", interactive }]));
    },
    receipt: (id, status) => {
      const errors = status === "failed" ? [{ code: 131_026, title: "Message undeliverable" }] : undefined;
      const told = { id, status, timestamp: "1", recipient_user_id: ada.user_id, errors };
      return give(webhookOf({ contacts: [ada], statuses: [told] }));
    },
    webhook: {
      request: async (messages) => requestOf(bodyOf(messages)),
      forgeries: async (messages) => forgeriesOf(bodyOf(messages)),
      genuine: async (body) => requestOf(body),
      maxBytes: 3_145_728,
    },
  };
}

function textOf(message: SentMessage): string | undefined {
  if (message.type === "text") return message.text.body;
  if (message.type === "image") return message.image.caption;
  if (message.type === "video") return message.video.caption;
  if (message.type === "document") return message.document.caption;
  return message.type === "interactive" ? message.interactive.body.text : undefined;
}

function optionsOf(message: SentMessage | undefined): readonly { readonly id: string; readonly title: string }[] {
  if (message?.type !== "interactive") return [];
  const { interactive } = message;
  return interactive.type === "button"
    ? interactive.action.buttons.map(({ reply }) => reply)
    : interactive.action.sections[0].rows;
}

describe("the contract of channels", () => {
  for (const { name, run } of channelAdapterContract(whatsappUnderTest)) test(name, run);
});
