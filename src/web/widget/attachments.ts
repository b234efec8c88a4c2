import type { AttachmentStored, ChatConfig, ChatFile } from "../../http/webchat/protocol.ts";
import { after } from "../browser-clock.ts";
import type { ChatApi } from "./chat-api.ts";

/** Why a file is not taken, before it is sent anywhere; `null`: it is. */
export function fileRefusal(
  file: File,
  { maxBytes, types }: NonNullable<ChatConfig["attachments"]>,
): "fileTooLarge" | "fileRefused" | null {
  const isTaken = types.some((type) =>
    type.endsWith("/*") ? file.type.startsWith(type.slice(0, -1)) : file.type === type,
  );
  if (!isTaken) return "fileRefused";
  return file.size > maxBytes ? "fileTooLarge" : null;
}

/** Resolves with what a message names it by. */
export async function uploadFile(api: ChatApi, file: File): Promise<string> {
  const headers = { "content-type": file.type, "x-file-name": encodeURIComponent(file.name) };
  const response = await api.ask("/attachments", { method: "POST", headers, body: file });
  return ((await response.json()) as AttachmentStored).id;
}

/** Saves a file of a message: fetched, since who asks stands in a header, and never shown, since it may be a page. */
export async function downloadFile(api: ChatApi, sequence: number, { index, name }: ChatFile): Promise<void> {
  const response = await api.ask(`/attachments/${sequence}/${index}`);
  const bytes = new Blob([await response.arrayBuffer()], { type: "application/octet-stream" });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(bytes);
  link.download = name ?? `${sequence}-${index}`;
  link.click();
  after(60_000, () => URL.revokeObjectURL(link.href));
}
