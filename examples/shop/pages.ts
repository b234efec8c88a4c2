import { readFileSync } from "node:fs";
import { customers, staff } from "./people.ts";

/** Nothing is loaded but what this server has: the chat needs no more than that. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'";

const style = readFileSync(new URL("shop.css", import.meta.url), "utf8");

const words = {
  "zh-CN": {
    title: "山茶小店",
    lead: "手工茶具，自家窑烧制。有问题？点右下角的气泡。",
    goods: [
      ["白瓷盖碗", "¥128"],
      ["紫砂小壶", "¥360"],
      ["竹茶则", "¥45"],
    ],
    other: "English",
    as: "演示登录为",
    guest: "以访客身份浏览",
    staff: "客服工作台",
    sign: "演示登录：没有密码，点名字即可。请勿用于生产环境。",
  },
  en: {
    title: "Camellia, tea things",
    lead: "Tea ware by hand, from our own kiln. A question? The bubble is at the lower right.",
    goods: [
      ["White gaiwan", "$18"],
      ["Yixing pot", "$50"],
      ["Bamboo scoop", "$6"],
    ],
    other: "中文",
    as: "Sign in (demo) as",
    guest: "Go on as a guest",
    staff: "The agents' inbox",
    sign: "Demo sign-in: no password, choose a name. Not for production.",
  },
} as const;

export type PageLanguage = keyof typeof words;

/** The shop, with the widget on it: one script tag. */
export function shopPage(language: PageLanguage, customerId: string | null): Response {
  const { title, lead, goods, other, as, guest, staff: inbox } = words[language];
  const cards = goods.map(([name, price]) => `<li><b>${name}</b><span>${price}</span></li>`).join("");
  const signIn = customers.map(({ id, name }) => button("/sign-in/customer", id, name, id === customerId)).join("");
  return page(
    language,
    title,
    `<header><h1>${title}</h1><nav><a href="/?lang=${language === "en" ? "zh-CN" : "en"}">${other}</a> <a href="/inbox">${inbox}</a></nav></header>
<main><p class="lead">${lead}</p><ul class="goods">${cards}</ul>
<section class="demo"><span>${as}</span>${signIn}${button("/sign-in/customer", "", guest, customerId === null)}</section></main>
<script src="/chat/widget.js" data-locale="${language}" data-title="${title}" defer></script>`,
  );
}

/** Where the inbox sends who is not signed in. */
export function staffPage(language: PageLanguage): Response {
  const { sign, staff: title } = words[language];
  const names = staff.map(({ id, name, role }) => button("/sign-in/staff", id, `${name} (${role})`, false)).join("");
  return page(language, title, `<main class="sign-in"><h1>${title}</h1><p>${sign}</p>${names}</main>`);
}

export function stylesheet(): Response {
  return new Response(style, { headers: { "content-type": "text/css; charset=utf-8" } });
}

function button(action: string, id: string, name: string, pressed: boolean): string {
  return `<form method="post" action="${action}"><button name="id" value="${id}" aria-pressed="${pressed}">${name}</button></form>`;
}

function page(language: PageLanguage, title: string, body: string): Response {
  const html = `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title><link rel="icon" href="data:,"><link rel="stylesheet" href="/shop.css"></head><body>${body}</body></html>`;
  return new Response(html, {
    headers: {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": policy,
      "cache-control": "no-store",
    },
  });
}
