import { assert, assertEqual } from "../assert.ts";
import { assertChannelError, type ChannelCase } from "./channel-case.ts";

export const outboundCases: readonly ChannelCase[] = [
  {
    name: "sends, and resolves with the channel's id of the message",
    async check({ send, delivered }) {
      const first = await send("contract:1", { text: "one" });
      const second = await send("contract:2", { text: "two" });
      assert(first.externalId !== "" && second.externalId !== "", "Each message should have an id of the channel.");
      assert(
        first.externalId !== second.externalId,
        `Two messages should have two ids; got ${first.externalId} twice.`,
      );
      assertEqual(delivered(), ["one", "two"], "Both should have gone out, in order");
    },
  },
  {
    name: "sends what was written, and in the order in which it was asked to",
    async check({ send, delivered }) {
      const texts = [
        "*1* _two_ `3`",
        "<b>4</b> &amp; 5 < 6",
        "[7](https://example.com)",
        "八 😀",
        "line\nline",
        "6. #1",
      ];
      for (const [index, text] of texts.entries()) await send(`contract:${index}`, { text });
      assertEqual(delivered(), texts, "Each should have gone out as it is");
    },
  },
  {
    name: "takes a repetition under one key, and sends it once where it honours keys",
    async check({ channel, honoursKeys, send, delivered }) {
      assert(honoursKeys || channel.capabilities.idempotent !== true, "An idempotent channel honours keys.");
      const first = await send("contract:1", { text: "once" });
      const second = await send("contract:1", { text: "once" });
      if (!honoursKeys) return;
      assertEqual(second.externalId, first.externalId, "The repetition should have the id of the first");
      assertEqual(delivered(), ["once"], "It should have gone out once");
    },
  },
  {
    name: "sends no message when it signals, whatever becomes of the signal",
    async check({ channel, address, send, delivered }) {
      if (channel.signal === undefined) return;
      const never = { signal: new AbortController().signal };
      const seen = { address, readUpTo: null, typing: true };
      for (const given of [seen, { ...seen, readUpTo: "contract-unknown" }, { ...seen, address: "contract-nobody" }]) {
        // Nobody waits for a signal, and it may fail.
        await channel.signal(given, never).catch(() => null);
      }
      assertEqual(delivered(), [], "A signal is no message");
      await send("contract:1", { text: "after all" });
      assertEqual(delivered(), ["after all"], "Messages should go out after signals");
    },
  },
  {
    name: "throws a ChannelError for a file that there is not",
    async check({ channel }) {
      const { openMedia } = channel;
      if (openMedia === undefined) return;
      const unknown = { kind: "image", id: "contract-unknown" } as const;
      await assertChannelError(() => openMedia.call(channel, unknown, { signal: new AbortController().signal }));
    },
  },
];
