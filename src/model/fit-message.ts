import type { MediaReference, MessageContent, MessageOption } from "./message.ts";
import type { MediaCapabilities, MessageLimits, OptionCapabilities } from "./message-limits.ts";
import { numberedLines, shortOptionId } from "./message-options.ts";
import { sizeOf, splitText } from "./split-text.ts";

/** What is to be sent. */
export interface MessageToFit {
  readonly id: string;
  readonly content: MessageContent;
  /** Said under options that are numbered. */
  readonly chooseByNumber: string;
}

/**
 * A message as the parts a channel can send: files first, each a part of its own, the text under the only one when it fits
 * there; options the channel cannot show become numbered lines; long text is split between paragraphs, lines or words
 * where it can be, and never inside a character. Options and template go with the last part.
 */
export function fitMessage({ id, content, chooseByNumber }: MessageToFit, limits: MessageLimits): MessageContent[] {
  const template = limits.templates ? content.template : undefined;
  const { options = [], media = [] } = content;
  const asButtons = options.length > 0 && canShow(options, limits.options);
  const isSendable = ({ kind }: MediaReference) => limits.media?.kinds.includes(kind) === true;
  const files = media.filter(isSendable);
  const links = media.filter((file) => !isSendable(file)).map(linkTo);
  const numbered = options.length > 0 && !asButtons ? [...numberedLines(options), chooseByNumber] : [];
  const text = [content.text, ...links, ...numbered].filter((line) => line !== "").join("\n");

  const [only] = files;
  const isCaption = only !== undefined && files.length === 1 && text.length <= captionRoom(only, limits.media);
  if (isCaption && !asButtons) {
    return [{ text, media: [only], template }];
  }
  if (text === "" && media.length > 0 && files.length === 0 && template === undefined) return [];
  const parts: MessageContent[] = files.map((file) => ({ text: "", media: [file] }));
  if (text === "" && !asButtons && parts.length > 0) return parts;
  const texts = asButtons ? splitAboveOptions(text, limits) : splitText(text, limits.text);
  const shown = asButtons ? shortened(id, options, limits.options?.idBytes) : undefined;
  return [
    ...parts,
    ...texts.map((part, index) => {
      return index < texts.length - 1 ? { text: part } : { text: part, options: shown, template };
    }),
  ];
}

function captionRoom({ kind }: MediaReference, media: MediaCapabilities | undefined): number {
  return media === undefined || media.withoutCaption?.includes(kind) ? 0 : media.captionLength;
}

/** Whether buttons or a list have room for all of them. */
export function canShow(options: readonly MessageOption[], limits: OptionCapabilities | undefined): boolean {
  if (limits === undefined) return false;
  return [limits, limits.list].some(
    (room) =>
      room !== undefined &&
      options.length <= room.max &&
      options.every(({ title }) => title.length <= room.titleLength),
  );
}

/** The last part stands above options, which may have room for less. */
function splitAboveOptions(text: string, { text: limit, options }: MessageLimits): string[] {
  const texts = splitText(text, limit);
  const last = texts.at(-1) ?? "";
  const room = options?.textLength ?? Number.POSITIVE_INFINITY;
  return last.length <= room ? texts : [...texts.slice(0, -1), ...splitText(last, { max: room, unit: "utf16" })];
}

/** Ids too long for the channel stay with the message, and short ones lead back to them. */
function shortened(
  messageId: string,
  options: readonly MessageOption[],
  idBytes = Number.POSITIVE_INFINITY,
): readonly MessageOption[] {
  return options.map((option, index) =>
    sizeOf(option.id, "bytes") <= idBytes ? option : { ...option, id: shortOptionId(messageId, index) },
  );
}

/** A file the channel cannot send, as a line: its address, if it has one, else its name. */
function linkTo({ id, fileName }: MediaReference): string {
  return /^https:\/\//.test(id) ? id : (fileName ?? "");
}
