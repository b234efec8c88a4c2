import type { JWTHeaderParameters } from "jose";
import { digestOf } from "../../channels/webhook/digest.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Random } from "../../ports/random.ts";
import { refusedRequest } from "../refusal.ts";
import { type ChatUser, parseChatUser } from "./chat-user.ts";
import { readToken, signToken } from "./json-web-token.ts";
import { type SigningKey, signingKeys } from "./signing-key.ts";

/** Who chats. */
export interface Visitor {
  /** The address of their conversation: `u:` and the user's id, or `a:` and something random. It has no slash. */
  readonly address: string;
  /** The address as nobody can read it from it, and the same each time: for names. */
  readonly digest: string;
  /** Who vouches for them did so with these; `null`: nobody does. */
  readonly user: ChatUser | null;
}

const audience = "webchat";
const anonymousSeconds = 30 * 86_400;
const verifiedSeconds = 12 * 3_600;

/** The visitor that this user is, on every device. */
export function userVisitor(user: ChatUser): Promise<Visitor> {
  return visitorAt(`u:${encodeURIComponent(user.id)}`, user);
}

/** A visitor whom nobody knows, and who is no other. */
export function newVisitor(random: Random): Promise<Visitor> {
  const name = [...random.bytes(16)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return visitorAt(`a:${name}`, null);
}

async function visitorAt(address: string, user: ChatUser | null): Promise<Visitor> {
  return { address, digest: (await digestOf(`webchat visitor ${address}`)).slice(0, 32), user };
}

/** The tokens by which browsers go on as the visitor they were: JWTs, signed with keys made of the secrets. */
export class SessionTokens {
  readonly #keys: Promise<readonly SigningKey[]>;

  constructor(secrets: readonly string[]) {
    this.#keys = signingKeys(secrets, "sessions of the web chat");
    // Whoever needs them is told.
    this.#keys.catch(() => {});
  }

  async sign({ address, user }: Visitor, clock: Clock): Promise<string> {
    const [newest] = await this.#keys;
    if (newest === undefined) throw new Error("There is no key.");
    const claims = { sub: address, ...(user === null ? {} : { user }) };
    const lifeSeconds = user === null ? anonymousSeconds : verifiedSeconds;
    return signToken(claims, newest, { audience, clock, lifeSeconds });
  }

  /** Refuses with 401 what was not signed here, or not for this, and what is over. */
  async read(token: string, clock: Clock): Promise<Visitor> {
    const keys = await this.#keys;
    const keyOf = ({ kid }: JWTHeaderParameters) => keys.find(({ id }) => id === kid)?.bytes ?? noKey();
    const claims = await readToken(token, keyOf, { audience, clock });
    if (claims === null) throw notAuthorized();
    const { sub = "", user } = claims;
    if (user === undefined) return visitorAt(sub, null);
    return visitorAt(
      sub,
      parseChatUser(user, () => notAuthorized()),
    );
  }
}

/** The token that a request comes with. It is read from nowhere else: addresses are logged, and told to other sites. */
export function bearerOf({ headers }: Request): string {
  const [, token] = /^Bearer ([\w.-]+)$/i.exec(headers.get("authorization") ?? "") ?? [];
  if (token === undefined) throw notAuthorized();
  return token;
}

function noKey(): never {
  throw notAuthorized();
}

function notAuthorized(): Error {
  return refusedRequest(401, "session", "Open a session first.", { "www-authenticate": "Bearer" });
}
