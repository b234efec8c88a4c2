// <script src="https://desk.example.com/chat/widget.js" data-locale="zh-CN" data-title="…" data-identity-url="/chat-token">
import { type ChatHandle, mountChat } from "./mount-chat.ts";

declare global {
  /** The widget of the script, for the page's own scripts. */
  var kefuChat: ChatHandle | undefined;
}

/** Known only while the script runs for the first time. */
const script = document.currentScript as HTMLScriptElement | null;

function mount({ src, dataset }: HTMLScriptElement): void {
  const { identityUrl, locale, title } = dataset;
  const url = src.replace(/\/[^/]*$/, "");
  const identity = identityUrl === undefined ? undefined : () => identityFrom(identityUrl);
  globalThis.kefuChat = mountChat({ url, identity, locale, title });
}

/** Asks the page's own backend, with the cookies by which it knows its user. No answer of 2xx, nobody is named. */
async function identityFrom(url: string): Promise<string | null> {
  const response = await fetch(url, { cache: "no-store" });
  const token = response.ok ? (await response.text()).trim() : "";
  return token === "" ? null : token;
}

if (script === null) console.error("kefu: load widget.js as a classic script, without type=module.");
else if (document.body === null) addEventListener("DOMContentLoaded", () => mount(script));
else mount(script);
