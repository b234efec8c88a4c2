import { assertEqual } from "../assert.ts";
import { assertChannelError, type ChannelCase, webhookCase } from "./channel-case.ts";

const message = { eventId: "contract-1", text: "anybody there?" };

export const stopCases: readonly ChannelCase[] = [
  {
    name: "receives and sends nothing after it was stopped",
    async check({ channel, say, send, received, delivered }) {
      await channel.stop();
      // The other end may be told so, or hear nothing.
      await say(message).catch(() => null);
      assertEqual(received.length, 0, "Nothing should arrive after the stop");
      await assertChannelError(() => send("contract:1", { text: "late" }));
      assertEqual(delivered(), [], "Nothing should go out after the stop");
    },
  },
  webhookCase("answers 503 after it was stopped, so that the other end delivers again", async (subject) => {
    await subject.channel.stop();
    const response = await subject.handle(await subject.webhook.request([message]));
    assertEqual(response.status, 503, "The status after the stop");
    assertEqual(subject.received, [], "Nothing should arrive after the stop");
  }),
  {
    name: "may be stopped twice",
    async check({ channel }) {
      await channel.stop();
      await channel.stop();
    },
  },
];
