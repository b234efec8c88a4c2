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

/** The widget in an element of the page, behind a shadow root: neither's style reaches the other. */
export class ChatElement {
  readonly element: HTMLElement = document.createElement("kefu-chat");
  readonly #root = this.element.attachShadow({ mode: "open" });
  readonly #options: ChatElementOptions;
  #chat: Chat;

  constructor(options: ChatElementOptions) {
    this.#options = options;
    // Not a <style>: a strict content security policy forbids it.
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(style);
    this.#root.adoptedStyleSheets = [sheet];
    this.#chat = this.#begin(options.identity);
  }

  get chat(): Chat {
    return this.#chat;
  }

  /** From now on it is another visitor's conversation: whose, says `identity`. */
  identify(identity: ChatApiOptions["identity"]): void {
    this.#chat.destroy();
    this.#chat = this.#begin(identity, this.#chat.view.isOpen);
  }

  #begin(identity: ChatApiOptions["identity"], isOpen = false): Chat {
    const { url, locale, title } = this.#options;
    const texts = textsFor([locale, document.documentElement.lang, ...navigator.languages]);
    const changed = (view: ChatView): void => {
      keepingFocus(this.#root, view, () => render(<ChatPanel {...{ view, chat, texts, title }} />, this.#root));
    };
    const changedVisitor = (): void => this.identify(identity);
    const chat = new Chat({ url, identity, locale: locale ?? texts.language }, { changed, changedVisitor }, isOpen);
    changed(chat.view);
    return chat;
  }
}

/** What is clicked may be gone then; without focus, the keyboard would be at the top of the page. */
function keepingFocus(root: ShadowRoot, { isOpen, outbox }: ChatView, draw: () => void): void {
  const focused = root.activeElement;
  const place = focused?.closest(".message");
  const find = (selector: string) => root.querySelector<HTMLElement>(selector);
  const wasOpen = find(".panel") !== null;
  draw();
  const gone = focused !== null && root.activeElement === null;
  // On a phone the field would bring up the keyboard over everything.
  if (isOpen && !wasOpen) find(matchMedia("(pointer:coarse)").matches ? ".round" : ".draft")?.focus();
  else if (gone) (place?.querySelector<HTMLElement>(".thanks") ?? find(isOpen ? ".draft" : ".launcher"))?.focus();
  // What the visitor says themselves is seen at once.
  if (outbox.some(({ status }) => status === "sending")) find(".log")?.scrollTo(0, 0);
}
