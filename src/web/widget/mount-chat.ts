import { ChatElement } from "./chat-element.tsx";

/** What {@link mountChat} is given. */
export interface ChatOptions {
  /** Where `webchatHandler` is mounted: `/chat`, or `https://desk.example.com/chat`. */
  readonly url: string;
  /**
   * Asked whenever a session begins: resolves with a short-lived token by which your backend says who this is, or `null`
   * for a visitor without a name. Default: nobody is named.
   */
  readonly identity?: (() => Promise<string | null>) | undefined;
  /** A language tag: words are there in Chinese, English and Arabic. Default: the page's language, else the browser's. */
  readonly locale?: string | undefined;
  /** What stands over the conversation. Default: as the desk says, else "Chat with us" in the visitor's language. */
  readonly title?: string | undefined;
}

/** A widget on the page. */
export interface ChatHandle {
  open(): void;
  close(): void;
  /**
   * The visitor has signed in, or out: from now on they are whom this token names; without one, whom `identity` and your
   * backend say.
   */
  identify(token?: string): void;
  /** Takes it off the page and ends its connection. What was said is kept by the desk. */
  destroy(): void;
}

/**
 * Puts the chat on the page: a button that opens it, as the last element of the body. Nothing is asked of the server before
 * it is opened, unless this browser chatted before. Call it in a browser, once the body is there.
 */
export function mountChat(options: ChatOptions): ChatHandle {
  return new ChatElement({ ...options, url: new URL(options.url, document.baseURI).href.replace(/\/+$/, "") });
}
