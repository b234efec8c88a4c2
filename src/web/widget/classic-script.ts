// <script src="https://desk.example.com/chat/widget.js" data-locale="zh-CN" data-title="…" data-identity="/chat-identity">
// `data-identity`: where the page's own backend answers with the token that says who its visitor is, or with nothing.
import { type ChatHandle, mountChat } from "./mount-chat.ts";

declare global {
  /** The widget of the script, for the page's own scripts. */
  var kefuChat: ChatHandle | undefined;
}

/** Known only while the script runs for the first time, and only to one that is no module. */
const { src, dataset } = document.currentScript as HTMLScriptElement;

const { locale, title, identity } = dataset;

function mount(): void {
  // A page may have it twice, or run it again for a body that it put in place of the former.
  globalThis.kefuChat?.destroy();
  const url = src.replace(/\/[^/]*$/, "");
  globalThis.kefuChat = mountChat({ url, locale, title, identity: identity === undefined ? undefined : askIdentity });
}

async function askIdentity(): Promise<string | null> {
  const response = await fetch(`${identity}`);
  if (!response.ok) throw new Error(`The server answers ${response.status}.`);
  return (await response.text()) || null;
}

if (document.body === null) addEventListener("DOMContentLoaded", mount);
else mount();
