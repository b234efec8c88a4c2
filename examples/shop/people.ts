import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

/** Who may sign in to the inbox of this demo, and as what. */
export const staff = [
  { id: "li", name: "Li 李", role: "agent" },
  { id: "wang", name: "Wang 王", role: "agent" },
  { id: "zhao", name: "Zhao 赵", role: "supervisor" },
] as const;

/** Customers of the shop who can be signed in, without a password, since this is a demo. */
export const customers = [
  { id: "1001", name: "小明" },
  { id: "1002", name: "Ada" },
] as const;

/** Signs who somebody is; another run of the demo asks again. */
const key = randomBytes(32);

/** A cookie that says who somebody is, and that nobody else can make. */
export function signedCookie(name: string, id: string, path: string): string {
  return `${name}=${id}.${signature(name, id)}; Path=${path}; HttpOnly; SameSite=Lax; Max-Age=43200`;
}

/** Whom the request's cookie of this name names; `null` for none, and for one that was not signed here. */
export function signedIn(request: Request, name: string): string | null {
  const cookies = (request.headers.get("cookie") ?? "").split(/;\s*/);
  const [id = "", given = ""] =
    cookies
      .find((cookie) => cookie.startsWith(`${name}=`))
      ?.slice(name.length + 1)
      .split(".") ?? [];
  const [expected, brought] = [Buffer.from(signature(name, id)), Buffer.from(given)];
  return expected.length === brought.length && timingSafeEqual(expected, brought) ? id : null;
}

function signature(name: string, id: string): string {
  return createHmac("sha256", key).update(`${name}:${id}`).digest("base64url");
}
