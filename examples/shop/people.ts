import { createHmac, timingSafeEqual } from "node:crypto";

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

/** What says who is signed in: the name of a cookie, and who that is. */
export type Seat = "staff" | "customer";

/** A cookie that says who somebody is, and that nobody else can make. */
export function signedCookie(secret: string, seat: Seat, id: string): string {
  return `${seat}=${id}.${signature(secret, seat, id)}; Path=/; HttpOnly; SameSite=Lax; Max-Age=43200`;
}

/** Whom the request's cookie names; `null` for none, and for one that was not signed here. */
export function signedIn(secret: string, seat: Seat, request: Request): string | null {
  const cookies = (request.headers.get("cookie") ?? "").split(/;\s*/);
  const cookie = cookies.find((one) => one.startsWith(`${seat}=`)) ?? "";
  const [id = "", given = ""] = cookie.slice(seat.length + 1).split(".");
  const [expected, brought] = [Buffer.from(signature(secret, seat, id)), Buffer.from(given)];
  return expected.length === brought.length && timingSafeEqual(expected, brought) ? id : null;
}

function signature(secret: string, seat: Seat, id: string): string {
  return createHmac("sha256", secret).update(`${seat}:${id}`).digest("base64url");
}
