import { CustomerServiceError } from "../../errors.ts";
import type { MediaReference } from "../../model/message.ts";
import type { Ids } from "../../ports/ids.ts";
import { type FileType, fileNameOf, fileTypeOf, mediaKindOf } from "./file-kinds.ts";

/** A file that a visitor sent. */
export interface AttachmentFile {
  readonly bytes: Uint8Array;
  readonly mimeType: string;
  readonly name: string;
}

/**
 * Where visitors' files are kept: a folder, a bucket, a table of yours. What was uploaded and never sent stays there, too:
 * remove what is old and in no message, if you like. Ids are letters, digits and dashes, and cannot be guessed.
 */
export interface AttachmentStore {
  put(id: string, file: AttachmentFile): Promise<void>;
  /** `null`: there is none, or not any more. */
  get(id: string): Promise<AttachmentFile | null>;
}

/** The files that a web chat takes. */
export interface Attachments {
  readonly store: AttachmentStore;
  readonly maxBytes: number;
  readonly types: readonly FileType[];
}

/** Keeps what `visitor` uploaded, and resolves with its id. Refuses with `message.invalid` what is none of the types. */
export async function keepAttachment(
  { store, types }: Attachments,
  upload: { readonly visitor: string; readonly bytes: Uint8Array; readonly name: string | null },
  ids: Ids,
): Promise<string> {
  const type = fileTypeOf(upload.bytes);
  if (type === null || !types.includes(type)) {
    throw new CustomerServiceError("message.invalid", `A file is one of: ${types.join(", ")}.`);
  }
  // Only who uploaded it may name it: the id says who that is.
  const id = `${upload.visitor}-${ids.row()}`;
  await store.put(id, { bytes: upload.bytes, mimeType: type, name: fileNameOf(upload.name, type) });
  return id;
}

/** The file as a message names it. Refuses with `message.invalid` one that this visitor did not upload. */
export async function attachedMedia(
  { store, types }: Attachments,
  id: string,
  visitor: string,
): Promise<MediaReference> {
  const isOwn = id.startsWith(`${visitor}-`) && /^[0-9a-z-]+$/.test(id);
  const file = isOwn ? await store.get(id) : null;
  const type = types.find((one) => one === file?.mimeType);
  if (file === null || type === undefined) {
    throw new CustomerServiceError("message.invalid", "There is no such file; upload it first.");
  }
  return { kind: mediaKindOf(type), id, mimeType: type, fileName: file.name };
}
