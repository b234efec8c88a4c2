import type { MessageOption } from "../../model/message.ts";
import type { ChannelCapabilities } from "../../ports/channel-adapter.ts";
import { assertEqual } from "../assert.ts";
import type { ChannelCase, StartedChannel } from "./channel-case.ts";

/** The longest id that comes back from a channel without a limit of its own. */
const longestId = 512;

export const limitCases: readonly ChannelCase[] = [
  {
    name: "sends the longest text that it promises",
    async check({ channel, send, delivered }) {
      const texts = longestTexts(channel.capabilities.text);
      for (const [index, text] of texts.entries()) await send(`contract:${index}`, { text });
      assertEqual(delivered(), texts, "Each should go out whole");
    },
  },
  {
    name: "sends as many buttons as it promises, with the longest text, titles and ids",
    async check(subject) {
      const { options } = subject.channel.capabilities;
      if (options !== undefined) await offer(subject, options);
    },
  },
  {
    name: "sends as long a list as it promises, with the longest text, titles and ids",
    async check(subject) {
      const { list } = subject.channel.capabilities.options ?? {};
      if (list !== undefined) await offer(subject, list);
    },
  },
  {
    name: "sends every kind of file that it promises, with the longest text under it",
    async check({ channel, send, delivered, deliveredFiles }) {
      const { kinds = [], captionLength = 0, withoutCaption = [] } = channel.capabilities.media ?? {};
      const captionOf = (kind: (typeof kinds)[number]) =>
        withoutCaption.includes(kind) ? "" : "c".repeat(captionLength);
      const ids = kinds.map((kind) => `https://files.example.com/contract-${kind}`);
      for (const [index, kind] of kinds.entries()) {
        const file = { kind, id: ids[index] ?? "", mimeType: mimeTypes[kind], fileName: `contract-${kind}` };
        await send(`contract:${index}`, { text: captionOf(kind), media: [file] });
      }
      const captions = delivered().filter((text) => text !== "");
      const expected = kinds.map(captionOf).filter((text) => text !== "");
      assertEqual(captions, expected, "Each text should go out whole");
      if (deliveredFiles !== undefined) assertEqual(deliveredFiles(), ids, "Each file should go out");
    },
  },
];

const mimeTypes = {
  image: "image/png",
  video: "video/mp4",
  audio: "audio/ogg",
  document: "application/pdf",
  sticker: "image/webp",
} as const;

/** Texts that fill the limit to the last unit, of characters with one and with several. */
function longestTexts({ max, unit }: ChannelCapabilities["text"]): readonly string[] {
  const size = unit === "bytes" ? 4 : 2;
  return ["a".repeat(max), "a".repeat(max % size) + "😀".repeat(Math.floor(max / size))];
}

async function offer(
  { channel, send, press, offered, delivered, received }: StartedChannel,
  limit: { readonly max: number; readonly titleLength: number },
): Promise<void> {
  const { text, options } = channel.capabilities;
  const idLength = Math.min(options?.idBytes ?? longestId, longestId);
  const made = Array.from({ length: limit.max }, (_, index): MessageOption => {
    return { id: `${index}`.padStart(idLength, "i"), title: titleOf(index, limit.titleLength) };
  });
  const question = "q".repeat(Math.min(options?.textLength ?? text.max, text.max));
  await send("contract:1", { text: question, options: made });
  assertEqual(delivered(), [question], "The text should go out whole, as one message");
  const titles = made.map(({ title }) => title);
  if (offered !== undefined) assertEqual(offered(), titles, "Every option should go out with its whole title");
  const last = made.at(-1);
  if (press === undefined || last === undefined) return;
  await press({ eventId: "contract-1", optionId: last.id });
  const choices = received.flatMap((event) => (event.type === "message" ? [event.choice?.id] : []));
  assertEqual(choices, [last.id], "The longest id should come back whole");
}

/** Different ones as long as they may be; the number alone where there is no room for more. */
function titleOf(index: number, length: number): string {
  return `${index}`.padEnd(length, "t");
}
