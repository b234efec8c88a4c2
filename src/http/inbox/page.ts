import { inboxScript } from "../../assets/inbox-script.ts";
import { inboxStyle } from "../../assets/inbox-style.ts";
import { pageHeaders } from "../page-headers.ts";
import { wishedLanguage } from "../wished-language.ts";

/** What the page is made with. */
export interface InboxPageOptions {
  readonly basePath: string;
  readonly title: string | undefined;
  /** Default: what the browser asks for. */
  readonly language: string | undefined;
  /** Where who is not signed in is sent; default: they are told. */
  readonly signInUrl: string | undefined;
}

/** The page, which holds nothing that only some may see: its script asks for that. */
export class InboxPage {
  readonly #options: InboxPageOptions;

  constructor(options: InboxPageOptions) {
    this.#options = options;
  }

  /** The language in which the page is shown to who asks so. */
  languageOf(request: Request): string {
    return this.#options.language ?? wishedLanguage(request);
  }

  show(request: Request): Response {
    const { basePath } = this.#options;
    const language = this.languageOf(request);
    const title = this.#titleIn(language);
    return this.#html(200, language, title, [
      `<link rel="stylesheet" href="${escaped(basePath)}/assets/inbox.css?${inboxStyle.etag}">`,
      `<script src="${escaped(basePath)}/assets/inbox.js?${inboxScript.etag}" defer></script>`,
      `<div id="kefu-inbox" data-base="${escaped(basePath)}" data-language="${escaped(language)}" data-title="${escaped(this.#options.title ?? "")}"></div>`,
    ]);
  }

  /** For who is not signed in. */
  turnAway(request: Request): Response {
    const { signInUrl } = this.#options;
    if (signInUrl !== undefined) {
      return new Response(null, { status: 302, headers: { location: signInUrl, "cache-control": "no-store" } });
    }
    const language = this.languageOf(request);
    const sentence = isChinese(language) ? "请先登录。" : "Please sign in.";
    return this.#html(401, language, this.#titleIn(language), [`<p>${sentence}</p>`]);
  }

  #titleIn(language: string): string {
    return this.#options.title ?? (isChinese(language) ? "客服工作台" : "Inbox");
  }

  #html(status: number, language: string, title: string, parts: readonly string[]): Response {
    const lines = [
      "<!doctype html>",
      `<html lang="${escaped(language)}">`,
      '<meta charset="utf-8">',
      '<meta name="viewport" content="width=device-width, initial-scale=1">',
      `<title>${escaped(title)}</title>`,
      // Else browsers ask for /favicon.ico, which is not the inbox's to answer.
      '<link rel="icon" href="data:,">',
      ...parts,
      "</html>",
    ];
    return new Response(lines.join("\n"), { status, headers: pageHeaders({ scripts: true }) });
  }
}

/** A script or style. An address with its etag is that of this text for ever. */
export function assetResponse(
  request: Request,
  { type, etag, text }: { readonly type: string; readonly etag: string; readonly text: string },
): Response {
  const tag = `"${etag}"`;
  const isForEver = new URL(request.url).search === `?${etag}`;
  const headers = {
    etag: tag,
    "cache-control": isForEver ? "public, max-age=31536000, immutable" : "no-cache",
    "x-content-type-options": "nosniff",
    "cross-origin-resource-policy": "same-origin",
  };
  const known = request.headers.get("if-none-match")?.split(",") ?? [];
  if (known.some((one) => one.trim().replace(/^W\//, "") === tag)) return new Response(null, { status: 304, headers });
  return new Response(text, { headers: { ...headers, "content-type": type } });
}

function isChinese(language: string): boolean {
  return /^zh(?:-|$)/i.test(language);
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => entities[letter] ?? "");
}
