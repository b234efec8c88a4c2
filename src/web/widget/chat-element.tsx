import { render } from "preact";
import { Chat } from "./chat.ts";
import type { ChatApiOptions } from "./chat-api.ts";
import { ChatPanel } from "./chat-panel.tsx";
import type { ChatView } from "./chat-state.ts";
import type { ChatHandle, ChatOptions } from "./mount-chat.ts";
import { textsFor } from "./texts/texts.ts";
import style from "./widget.css?text";

/** The widget in an element of the page, behind a shadow root: neither's style reaches the other. */
export class ChatElement implements ChatHandle {
  readonly #element = document.createElement("kefu-chat");
  readonly #root = this.#element.attachShadow({ mode: "open" });
  readonly #options: ChatOptions;
  #chat: Chat;

  constructor(options: ChatOptions) {
    this.#options = options;
    // Not a <style>: a strict content security policy forbids it.
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(style);
    this.#root.adoptedStyleSheets = [sheet];
    this.#chat = this.#begin(options.identity);
    document.body.append(this.#element);
  }

  open(): void {
    this.#chat.open();
  }

  close(): void {
    this.#chat.close();
  }

  identify(token?: string): void {
    this.#beginAnew(token === undefined ? this.#options.identity : () => Promise.resolve(token));
  }

  destroy(): void {
    this.#chat.destroy();
    this.#element.remove();
  }

  /** From now on it is another visitor's conversation: whose, says `identity`. */
  #beginAnew(identity: ChatApiOptions["identity"]): void {
    this.#chat.destroy();
    this.#chat = this.#begin(identity, this.#chat.view.isOpen);
  }

  #begin(identity: ChatApiOptions["identity"], isOpen = false): Chat {
    const { url, locale, title } = this.#options;
    const texts = textsFor([locale, document.documentElement.lang, ...navigator.languages]);
    const changed = (view: ChatView): void => {
      keepingFocus(this.#root, view, () => render(<ChatPanel {...{ view, chat, texts, title }} />, this.#root));
    };
    const api = { url, identity, locale: locale ?? texts.language };
    const chat = new Chat(api, isOpen, changed, () => this.#beginAnew(identity));
    changed(chat.view);
    return chat;
  }
}

/** What is clicked may be gone then; without focus, the keyboard would be at the top of the page. */
function keepingFocus(root: ShadowRoot, { isOpen, outbox }: ChatView, draw: () => void): void {
  const focused = root.activeElement;
  const find = (selector: string) => root.querySelector<HTMLElement>(selector);
  const wasOpen = find(".panel") !== null;
  draw();
  const gone = focused !== null && root.activeElement === null;
  if (isOpen && !wasOpen) find(".draft")?.focus();
  else if (gone) find(isOpen ? ".draft" : ".launcher")?.focus();
  // What the visitor says themselves is seen at once.
  if (outbox.some(({ status }) => status === "sending")) find(".log")?.scrollTo(0, 0);
}
