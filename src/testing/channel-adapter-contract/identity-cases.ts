import { assert, assertEqual } from "../assert.ts";
import type { ChannelCase } from "./channel-case.ts";

/** A short id of the desk's, which stands for one that is too long. */
const shortIdBytes = 40;

export const identityCases: readonly ChannelCase[] = [
  {
    name: "has an id and a kind that stay the same",
    async check({ channel, another }) {
      assert(channel.id !== "" && channel.kind !== "", "Id and kind should not be empty.");
      const again = await another();
      const made = [again.channel.id, again.channel.kind];
      await again.close?.();
      assertEqual(made, [channel.id, channel.kind], "Made again, it should have the same id and kind");
    },
  },
  {
    name: "declares capabilities that can be worked with",
    async check({ channel }) {
      const { text, options, media, replyWindowHours } = channel.capabilities;
      assert(Number.isInteger(text.max) && text.max >= 20, `A text needs room for 20 units or more; got ${text.max}.`);
      assert(
        replyWindowHours === undefined || replyWindowHours > 0,
        `Without a reply window, leave it out; got ${replyWindowHours}.`,
      );
      if (media !== undefined) {
        assert(media.kinds.length > 0, "Without kinds of files, leave media out.");
        const { captionLength } = media;
        assert(
          Number.isInteger(captionLength) && captionLength >= 0,
          `A caption has 0 units or more: ${captionLength}.`,
        );
      }
      for (const each of [options, options?.list]) {
        if (each === undefined) continue;
        assert(Number.isInteger(each.max) && each.max >= 1, `Without options, leave them out; got ${each.max}.`);
        assert(each.titleLength >= 1, `A title needs a character or more; got ${each.titleLength}.`);
      }
      const { idBytes = shortIdBytes } = options ?? {};
      assert(idBytes >= shortIdBytes, `An option's id needs room for ${shortIdBytes} bytes; got ${idBytes}.`);
    },
  },
];
