import type { AttachmentStored, ChatConfig, ChatFile } from "../../http/webchat/protocol.ts";
import { after } from "../browser-clock.ts";
import type { ChatApi } from "./chat-api.ts";
import type { ChatView } from "./chat-state.ts";

/** Why a file is not taken, before it is sent anywhere; `null`: it is. */
export function fileRefusal({ type, size }: File, config: ChatConfig | null): ChatView["notice"] {
  const { types = [], maxBytes = 0 } = config?.attachments ?? {};
  const isTaken = types.some((taken) => taken === type || taken === type.replace(/\/.*/, "/*"));
  return isTaken && size <= maxBytes ? null : { text: "allowed", limit: `${maxBytes / 1e6} MB, ${types.join(", ")}` };
}

/** Resolves with what a message names it by. */
export async function uploadFile(api: ChatApi, file: File): Promise<string> {
  const headers = { "content-type": file.type, "x-file-name": encodeURIComponent(file.name) };
  const response = await api.ask("/attachments", { method: "POST", headers, body: file });
  return ((await response.json()) as AttachmentStored).id;
}

/**
 * Saves a file of a message: fetched, since who asks stands in a header, and never shown, since it may be a page. A file of
 * the desk that has an address is opened there.
 */
export async function downloadFile(api: ChatApi, sequence: number, { index, name, url }: ChatFile): Promise<void> {
  if (url !== null) {
    if (/^https?:/i.test(url)) open(url, "_blank", "noopener,noreferrer");
    return;
  }
  const response = await api.ask(`/attachments/${sequence}/${index}`);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([await response.arrayBuffer()]));
  link.download = name ?? "";
  link.click();
  after(60_000, () => URL.revokeObjectURL(link.href));
}
