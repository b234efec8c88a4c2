import * as z from "zod/mini";
import { isCode } from "../../errors.ts";
import type { ChannelContext } from "../../ports/channel-adapter.ts";
import { readJson } from "../read-json.ts";
import type { Chat } from "./chat.ts";
import { type ChatUser, parseChatUser } from "./chat-user.ts";
import { readIdentity } from "./identity-token.ts";
import type { ChatConfig, Session, SessionRequest } from "./protocol.ts";
import { newVisitor, userVisitor, type Visitor } from "./session-token.ts";
import { wordsFor } from "./words-by-language.ts";

const token = z.string().check(z.maxLength(8_000));
const sessionRequest = z.object({
  token: z.optional(token),
  identity: z.optional(token),
  locale: z.optional(z.string().check(z.maxLength(100))),
}) satisfies z.ZodMiniType<SessionRequest>;

/** `POST /session`. */
export async function openSession(chat: Chat, request: Request): Promise<Response> {
  const { desk, limits } = chat;
  const network = chat.networkOf(request);
  if (network === null) limits.sessionsOfAll.take("");
  else limits.sessionsFrom.take(network);
  const asked = await readJson(request, sessionRequest);
  const user = await userOf(chat, request, asked.identity);
  const visitor = user === null ? await anonymous(chat, asked.token) : await userVisitor(user);
  const session: Session = {
    token: await chat.tokens.sign(visitor, desk.clock),
    verified: visitor.user !== null,
    visitor: visitor.digest,
    config: await configOf(chat, asked.locale ?? user?.language),
  };
  return Response.json(session, { headers: { "cache-control": "no-store" } });
}

/** Whom somebody vouches for: what the page brings comes before what the request itself tells. */
async function userOf({ options, desk }: Chat, request: Request, identity?: string): Promise<ChatUser | null> {
  if (identity !== undefined) return readIdentity(identity, options.identitySecret, desk.clock);
  const user = (await options.getUser?.(request)) ?? null;
  if (user === null) return null;
  return parseChatUser(user, (where, rule) => new TypeError(`getUser: the user's ${where || "data"}: ${rule}.`));
}

/**
 * Goes on as the anonymous visitor of this token. One of a user is worth nothing by itself here: they logged out, or others
 * sit at the same machine now.
 */
async function anonymous({ tokens, desk, random }: Chat, given: string | undefined): Promise<Visitor> {
  const known = given === undefined ? null : await readable(tokens, given, desk);
  return known !== null && known.user === null ? known : newVisitor(random);
}

async function readable(tokens: Chat["tokens"], given: string, { clock }: ChannelContext): Promise<Visitor | null> {
  try {
    return await tokens.read(given, clock);
  } catch (error) {
    // Too old, or of secrets that are gone.
    if (isCode(error, "request.refused")) return null;
    throw error;
  }
}

async function configOf({ options, service, channel }: Chat, language: string | undefined): Promise<ChatConfig> {
  const { isOpen, opensAt } = await service.queues.hours(options.queue);
  const { attachments } = channel;
  return {
    title: wordsFor(options.title, language),
    welcome: wordsFor(options.welcome, language),
    isOpen,
    opensAt: opensAt?.toISOString() ?? null,
    textLimit: options.textLimit,
    attachments: attachments && { maxBytes: attachments.maxBytes, types: attachments.types },
  };
}
