import { silentLogger } from "kefu";
import { simulatedClock } from "kefu/testing";
import { onTestFinished } from "vitest";
import { parseInboundEvent } from "../../../src/model/inbound.ts";
import { fuzzWebhook } from "../fuzz-webhook.ts";
import { slackSubject } from "./slack-subject.ts";

const subject = await slackSubject();
const message = { type: "message", user: "UADA", text: "你好", channel: "D1", channel_type: "im", ts: "1600000000.1" };
const envelope = { type: "event_callback", team_id: "T1", event_id: "Ev1" };
const item = { type: "message", channel: "D1", ts: "1600000000.1" };

fuzzWebhook({
  name: "Slack's webhook by its Chat SDK adapter",
  async start() {
    let received = 0;
    onTestFinished(async () => {
      await subject.channel.stop();
      await subject.close?.();
    });
    await subject.channel.start({
      async receive(event) {
        parseInboundEvent(event);
        received += 1;
        return "accepted";
      },
      clock: simulatedClock(),
      logger: silentLogger,
    });
    const handle = subject.channel.handle ?? (() => Promise.reject(new Error("It takes no webhooks.")));
    return { handle, received: () => received };
  },
  request: async (body) =>
    (await subject.webhook?.genuine(new TextDecoder().decode(body))) ?? new Request("https://x.test"),
  seeds: [
    { ...envelope, event: message },
    { ...envelope, event: { ...message, subtype: "message_changed", message, previous_message: message } },
    { ...envelope, event: { ...message, subtype: "message_deleted", deleted_ts: message.ts } },
    {
      ...envelope,
      event: { ...message, files: [{ id: "F1", mimetype: "image/png", url_private: "https://x.test/f" }] },
    },
    { ...envelope, event: { type: "reaction_added", user: "UADA", reaction: "+1", item, event_ts: "1600000000.2" } },
    { type: "url_verification", challenge: "4711" },
  ],
});
