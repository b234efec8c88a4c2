// <script src="https://desk.example.com/chat/widget.js" data-locale="zh-CN" data-title="…"></script>
import { type ChatHandle, mountChat } from "./mount-chat.ts";

declare global {
  /** The widget of the script, for the page's own scripts. */
  var kefuChat: ChatHandle | undefined;
}

/** Known only while the script runs for the first time, and only to one that is no module. */
const { src, dataset } = document.currentScript as HTMLScriptElement;

function mount(): void {
  globalThis.kefuChat = mountChat({ url: src.replace(/\/[^/]*$/, ""), locale: dataset.locale, title: dataset.title });
}

if (document.body === null) addEventListener("DOMContentLoaded", mount);
else mount();
