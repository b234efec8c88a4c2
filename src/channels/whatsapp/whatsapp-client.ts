import type { GraphApiError, WhatsAppClient as KapsoClient } from "@kapso/whatsapp-cloud-api";
import * as z from "zod/mini";
import { ChannelError, CustomerServiceError } from "../../errors.ts";
import type { OpenedMedia } from "../../ports/channel-adapter.ts";
import { graphError, networkError } from "./graph-failure.ts";
import type { Payload } from "./message-payload.ts";

/** All that the channel asks of WhatsApp. Each call throws a `ChannelError`, and none that holds the token. */
export interface WhatsAppClient {
  /** Loads what it stands on, so that what is missing is known at the start. */
  load(): Promise<void>;
  /** Resolves with the id of the message. */
  send(payload: Payload, signal: AbortSignal): Promise<string>;
  markRead(messageId: string, typing: boolean, signal: AbortSignal): Promise<void>;
  openMedia(mediaId: string, signal: AbortSignal): Promise<OpenedMedia>;
  /** Resolves with the id of the file. */
  upload(file: Blob, fileName: string | undefined, signal: AbortSignal): Promise<string>;
}

/** Where WhatsApp is, and as whom we come. */
export interface WhatsAppAccess {
  readonly phoneNumberId: string;
  readonly accessToken: string | (() => string | Promise<string>);
  readonly graphVersion: string;
  readonly baseUrl: string;
  readonly fetch: typeof fetch;
}

const named = z.looseObject({ id: z.string().check(z.minLength(1)) });
const sent = z.looseObject({ messages: z.tuple([named], z.unknown()) });
const media = z.looseObject({
  url: z.url(),
  mimeType: z.catch(z.nullable(z.string()), null),
  fileSize: z.catch(z.nullable(z.coerce.number()), null),
});

/** WhatsApp through `@kapso/whatsapp-cloud-api`. */
export function whatsAppClient(access: WhatsAppAccess): WhatsAppClient {
  const { phoneNumberId, graphVersion, baseUrl } = access;
  const call = async <T>(signal: AbortSignal, run: (client: KapsoClient) => Promise<T>): Promise<T> => {
    const { WhatsAppClient, GraphApiError } = await load();
    const accessToken = await tokenOf(access);
    if (signal.aborted) throw new ChannelError("transient", "Broken off before anything was sent.");
    // One for each call: the token may be another by now, and the signal is.
    const client = new WhatsAppClient({
      ...{ accessToken, graphVersion, baseUrl },
      fetch: (input, init) => access.fetch(input, { ...init, signal }),
    });
    try {
      return await run(client);
    } catch (error) {
      if (error instanceof ChannelError) throw error;
      if (!(error instanceof GraphApiError)) throw networkError(error, signal.aborted);
      throw graphError({ ...factsOf(error), sentence: sentenceOf(error).replaceAll(accessToken, "[access token]") });
    }
  };

  return {
    async load() {
      await load();
    },
    send: (payload, signal) =>
      call(signal, async ({ messages }) => {
        return sent.parse(await messages.sendRaw({ phoneNumberId, payload })).messages[0].id;
      }),
    markRead: (messageId, typing, signal) =>
      call(signal, async ({ messages }) => {
        const typingIndicator = typing ? { typingIndicator: { type: "text" } as const } : {};
        await messages.markRead({ phoneNumberId, messageId, ...typingIndicator });
      }),
    openMedia: (mediaId, signal) =>
      call(signal, async (client) => {
        const { url, mimeType, fileSize } = media.parse(await client.media.get({ mediaId }));
        const response = await client.fetch(safeUrl(url, baseUrl));
        if (!response.ok || response.body === null) {
          await response.body?.cancel();
          const { status } = response;
          throw graphError({ code: status, httpStatus: status, sentence: "The file could not be fetched." });
        }
        return { body: response.body, mimeType, size: fileSize };
      }),
    upload: (file, fileName, signal) =>
      call(signal, async (client) => {
        const name = fileName === undefined ? {} : { fileName };
        return named.parse(await client.media.upload({ phoneNumberId, type: file.type, file, ...name })).id;
      }),
  };
}

async function load(): Promise<typeof import("@kapso/whatsapp-cloud-api")> {
  try {
    return await import("@kapso/whatsapp-cloud-api");
  } catch (cause) {
    const sentence = "The WhatsApp channel needs a package that is not here: npm install @kapso/whatsapp-cloud-api@0.3";
    throw new CustomerServiceError("channel.failed", sentence, { cause });
  }
}

async function tokenOf({ accessToken }: WhatsAppAccess): Promise<string> {
  if (typeof accessToken === "string") return accessToken;
  let token: string;
  try {
    token = await accessToken();
  } catch (cause) {
    throw new ChannelError("transient", "The access token for WhatsApp could not be had.", { cause });
  }
  if (isToken(token)) return token;
  throw new ChannelError("auth", "What the function gave is no access token: it is empty, or has spaces in it.");
}

/** What fits into a header: `fetch` would name any other in its error. */
export function isToken(given: unknown): given is string {
  return typeof given === "string" && /^[!-~]+$/.test(given);
}

/** Meta's own hosts, where files are; the token goes to no other. */
function safeUrl(text: string, baseUrl: string): string {
  const { protocol, hostname, origin } = new URL(text);
  const isMeta = /(?:^|\.)(?:fbsbx\.com|fbcdn\.net|facebook\.com|whatsapp\.net)$/.test(hostname);
  if ((protocol === "https:" && isMeta) || origin === new URL(baseUrl).origin) return text;
  throw new ChannelError("invalid", `A file of WhatsApp's should not be at ${hostname}: the token is not sent there.`);
}

function factsOf({ code, httpStatus, retry }: GraphApiError) {
  return { code: Number(code), httpStatus, retryAfterMs: retry.retryAfterMs };
}

function sentenceOf({ message, details }: GraphApiError): string {
  return details === undefined || message.includes(details) ? message : `${message}: ${details}`;
}
