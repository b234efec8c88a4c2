import { ChannelError } from "../errors.ts";
import type { MessageContent } from "../model/message.ts";
import { sizeOf } from "../model/split-text.ts";
import type { ChannelCapabilities } from "../ports/channel-adapter.ts";

/** Refuses what a channel with these capabilities would refuse, as `invalid`. */
export function refuseBeyond(capabilities: ChannelCapabilities, content: MessageContent): void {
  const { max, unit } = capabilities.text;
  const length = sizeOf(content.text, unit);
  if (length > max) throw refusal(`A text has at most ${max} ${unit} here; got ${length}.`);
  if (content.template !== undefined && !capabilities.templates) {
    throw refusal(`There are no templates here; got "${content.template.name}".`);
  }
  refuseMedia(capabilities.media, content);
  refuseOptions(capabilities.options, content);
}

function refuseMedia(limit: ChannelCapabilities["media"], { media = [], text }: MessageContent): void {
  const [file] = media;
  if (file === undefined) return;
  if (media.length > 1) throw refusal(`A message has one file; got ${media.length}.`);
  if (limit?.kinds.includes(file.kind) !== true) throw refusal(`No file of the kind ${file.kind} can be sent here.`);
  const room = limit.withoutCaption?.includes(file.kind) === true ? 0 : limit.captionLength;
  if (text.length > room) throw refusal(`The text under a ${file.kind} has at most ${room} units; got ${text.length}.`);
}

function refuseOptions(limit: ChannelCapabilities["options"], { options = [], text }: MessageContent): void {
  if (options.length === 0) return;
  if (limit === undefined) throw refusal(`There are no options here; got ${options.length}.`);
  const room = limit.list !== undefined && !fits(options, limit) ? limit.list : limit;
  if (options.length > room.max) {
    throw refusal(`A message has at most ${room.max} options here; got ${options.length}.`);
  }
  const long = options.find((option) => option.title.length > room.titleLength);
  if (long !== undefined)
    throw refusal(`A title has at most ${room.titleLength} characters here; got "${long.title}".`);
  if (text.length > (limit.textLength ?? text.length)) {
    throw refusal(`The text above options has at most ${limit.textLength} units here; got ${text.length}.`);
  }
  const longId = options.find(({ id }) => sizeOf(id, "bytes") > (limit.idBytes ?? Number.POSITIVE_INFINITY));
  if (longId !== undefined)
    throw refusal(`The id of an option has at most ${limit.idBytes} bytes here; got "${longId.id}".`);
}

function fits(options: readonly { title: string }[], room: { max: number; titleLength: number }): boolean {
  return options.length <= room.max && options.every(({ title }) => title.length <= room.titleLength);
}

function refusal(sentence: string): ChannelError {
  return new ChannelError("invalid", sentence);
}
