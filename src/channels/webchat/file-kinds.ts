import type { MediaReference } from "../../model/message.ts";

/** The media type of a file that visitors may send. */
export type FileType =
  | "image/jpeg"
  | "image/png"
  | "image/gif"
  | "image/webp"
  | "application/pdf"
  | "video/mp4"
  | "audio/mpeg"
  | "audio/ogg";

/** A kind of file: how it begins, and how its names end. */
interface FileKind {
  readonly kind: MediaReference["kind"];
  readonly ending: string;
  isIn(bytes: Uint8Array): boolean;
}

/**
 * By media type. Only what a browser never runs as a page, and what can be told by its first bytes: no SVG, no HTML, no
 * plain text.
 */
const fileKinds: Readonly<Record<FileType, FileKind>> = {
  "image/jpeg": { kind: "image", ending: "jpg", isIn: (bytes) => hasAt(bytes, 0, "\xff\xd8\xff") },
  "image/png": { kind: "image", ending: "png", isIn: (bytes) => hasAt(bytes, 0, "\x89PNG\r\n\x1a\n") },
  "image/gif": {
    kind: "image",
    ending: "gif",
    isIn: (bytes) => hasAt(bytes, 0, "GIF87a") || hasAt(bytes, 0, "GIF89a"),
  },
  "image/webp": {
    kind: "image",
    ending: "webp",
    isIn: (bytes) => hasAt(bytes, 0, "RIFF") && hasAt(bytes, 8, "WEBP"),
  },
  "application/pdf": { kind: "document", ending: "pdf", isIn: (bytes) => hasAt(bytes, 0, "%PDF-") },
  "video/mp4": { kind: "video", ending: "mp4", isIn: (bytes) => hasAt(bytes, 4, "ftyp") },
  "audio/mpeg": {
    kind: "audio",
    ending: "mp3",
    isIn: (bytes) => hasAt(bytes, 0, "ID3") || hasAt(bytes, 0, "\xff\xfb"),
  },
  "audio/ogg": { kind: "audio", ending: "ogg", isIn: (bytes) => hasAt(bytes, 0, "OggS") },
};

/** Every type that can be told by its bytes. */
export const fileTypes: readonly FileType[] = Object.keys(fileKinds) as FileType[];

/** What the bytes are, whatever they are said to be; `null`: nothing that is known here. */
export function fileTypeOf(bytes: Uint8Array): FileType | null {
  return fileTypes.find((type) => fileKinds[type].isIn(bytes)) ?? null;
}

/** What a message with such a file has. */
export function mediaKindOf(type: FileType): MediaReference["kind"] {
  return fileKinds[type].kind;
}

/** Longest name of a file, in code points. */
const longestName = 100;

/**
 * A name under which the file can be saved: no path, nothing that hides or turns letters round, and an ending of its type,
 * by which the machine that saves it decides what runs it.
 */
export function fileNameOf(given: string | null, type: FileType): string {
  const { ending } = fileKinds[type];
  const plain = (given ?? "").replace(/^.*[/\\]/s, "").replace(/[\p{C}\p{Zl}\p{Zp}"<>:|?*]/gu, "");
  const whole = plain.trim().replace(new RegExp(`\\.${ending}$`, "i"), "");
  // By code points: half of one would be no text.
  const stem = [...whole].slice(0, longestName).join("");
  return `${stem === "" ? "file" : stem}.${ending}`;
}

function hasAt(bytes: Uint8Array, place: number, signature: string): boolean {
  return [...signature].every((character, index) => bytes[place + index] === character.charCodeAt(0));
}
