import { render } from "preact";
import { Chat } from "./chat.ts";
import type { ChatApiOptions } from "./chat-api.ts";
import { ChatPanel } from "./chat-panel.tsx";
import type { ChatView } from "./chat-state.ts";
import { textsFor } from "./texts/texts.ts";
import style from "./widget.css?text";

export interface ChatElementOptions extends Pick<ChatApiOptions, "url" | "identity"> {
  readonly locale: string | undefined;
  readonly title: string | undefined;
}

const name = "kefu-chat";

/** The widget in an element of the page, behind a shadow root: neither's style reaches the other. */
export function chatElement(options: ChatElementOptions): { readonly element: HTMLElement; readonly chat: Chat } {
  const texts = textsFor(options.locale, document.documentElement.lang, ...navigator.languages);
  const locale = options.locale ?? texts.language;
  if (customElements.get(name) === undefined) customElements.define(name, class extends HTMLElement {});
  const element = document.createElement(name);
  const root = element.attachShadow({ mode: "open" });
  // Not a <style>: a strict content security policy forbids it.
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(style);
  root.adoptedStyleSheets = [sheet];
  const show = (view: ChatView): void => {
    keepingFocus(root, view, () => render(<ChatPanel {...{ view, chat, texts, title: options.title }} />, root));
  };
  const chat = new Chat({ url: options.url, identity: options.identity, locale }, (view) => show(view));
  show(chat.view);
  return { element, chat };
}

/** What is clicked may be gone then; without focus, the keyboard would be at the top of the page. */
function keepingFocus(root: ShadowRoot, { isOpen }: ChatView, draw: () => void): void {
  const focused = root.activeElement;
  const place = focused?.closest(".message");
  const wasOpen = root.querySelector(".panel") !== null;
  draw();
  const find = (selector: string, within: ParentNode = root) => within.querySelector<HTMLElement>(selector);
  if (isOpen && !wasOpen) {
    // On a phone the field would bring up the keyboard over everything.
    find(matchMedia("(pointer: coarse)").matches ? ".close" : ".draft")?.focus();
  } else if (focused !== null && root.activeElement === null) {
    const next = isOpen ? ((place && find(".thanks", place)) ?? find(".draft")) : find(".launcher");
    next?.focus();
  }
}
