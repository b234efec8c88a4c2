import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished } from "vitest";
import { violationsOf } from "./bot-api-description.ts";

export const token = "123456:AA-secret_token";
export const secretToken = "a-secret_Of-32-characters-or-more";

/** How a call ends otherwise than well: Telegram's refusal, a gateway's page or JSON, a broken connection, silence. */
export type Failure =
  | {
      readonly error_code: number;
      readonly description: string;
      readonly parameters?: { readonly retry_after?: number; readonly migrate_to_chat_id?: number };
    }
  | "gateway page"
  | "gateway json"
  | "reset"
  | "silence";

export interface Call {
  readonly method: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** The Bot API on this machine; every call to it is held against Telegram's own description. */
export interface FakeBotApi {
  readonly root: string;
  readonly calls: readonly Call[];
  callsOf(method: string): readonly Call["payload"][];
  /** What went out, in order: texts, or the names of the calls of files with their captions. */
  sentTo(chatId: number): readonly string[];
  /** A poll gets these, until it confirms them. */
  deliver(...updates: readonly unknown[]): void;
  unconfirmed(): number;
  /** The next call of the method, or of any that sends, fails. */
  failNext(failure: Failure, method?: string): void;
  /** What there is to download, by its path. */
  readonly files: Map<string, string>;
  close(): Promise<void>;
}

/** Starts one for the test; it fails the test when a call was not as described. */
export async function fakeBotApi(): Promise<FakeBotApi> {
  const calls: Call[] = [];
  const violations: string[] = [];
  const files = new Map<string, string>();
  const failures: { failure: Failure; method: string | undefined }[] = [];
  let updates: readonly unknown[] = [];
  let wakePoll: () => void = () => {};
  let messageId = 100;

  const answers: Record<string, (payload: Call["payload"], request: IncomingMessage) => unknown> = {
    async getUpdates({ offset = 0 }, request) {
      updates = updates.filter((update) => !isConfirmed(update, Number(offset)));
      if (updates.length === 0) {
        await new Promise<void>((resolve) => {
          wakePoll = resolve;
          request.socket.once("close", resolve);
        });
      }
      return updates;
    },
    getFile: ({ file_id }) => ({ file_id, file_unique_id: "u", file_size: 5, file_path: `documents/${file_id}` }),
  };
  const answer = (method: string, payload: Call["payload"], request: IncomingMessage) => {
    const known = answers[method];
    if (known !== undefined) return known(payload, request);
    if (!/^send(?!ChatAction)/.test(method)) return true;
    messageId += 1;
    return { message_id: messageId, date: 0, chat: { id: payload.chat_id, type: "private" } };
  };
  const takeFailure = (method: string): Failure | undefined => {
    const index = failures.findIndex(
      (one) => (one.method ?? "send") === method || (!one.method && /^send/.test(method)),
    );
    return index === -1 ? undefined : failures.splice(index, 1)[0]?.failure;
  };

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const [, kind, rest = ""] = /^\/(file\/)?bot(?:[^/]+)\/(.*)$/.exec(request.url ?? "") ?? [];
    if (!request.url?.includes(`bot${token}/`))
      return refuse(response, { error_code: 401, description: "Unauthorized" });
    if (kind !== undefined) {
      const file = files.get(rest);
      response.writeHead(file === undefined ? 404 : 200, { "content-type": "application/octet-stream" });
      return void response.end(file);
    }
    const payload = JSON.parse((await bodyOf(request)) || "{}") as Call["payload"];
    violations.push(...violationsOf(rest, payload));
    const failure = takeFailure(rest) ?? tooLong(payload);
    if (failure !== undefined) return fail(response, failure);
    calls.push({ method: rest, payload });
    const result = await answer(rest, payload, request);
    response.end(JSON.stringify({ ok: true, result }));
  };

  const server = createServer((request, response) => void serve(request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  onTestFinished(async () => {
    await close();
    expect(violations).toEqual([]);
  });
  return {
    root: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    callsOf: (method) => calls.filter((call) => call.method === method).map(({ payload }) => payload),
    sentTo: (chatId) =>
      calls.flatMap(({ method, payload }) => {
        if (payload.chat_id !== chatId || !/^send(?!ChatAction)/.test(method)) return [];
        return [method === "sendMessage" ? String(payload.text) : `${method}: ${payload.caption ?? ""}`];
      }),
    deliver(...given) {
      updates = [...updates, ...given];
      wakePoll();
    },
    unconfirmed: () => updates.length,
    failNext: (failure, method) => void failures.push({ failure, method }),
    files,
    close,
  };
}

function isConfirmed(update: unknown, offset: number): boolean {
  return typeof update === "object" && update !== null && "update_id" in update && Number(update.update_id) < offset;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

function refuse(response: ServerResponse, failure: Exclude<Failure, string>): void {
  response.writeHead(failure.error_code, { "content-type": "application/json" });
  response.end(JSON.stringify({ ok: false, ...failure }));
}

function fail(response: ServerResponse, failure: Failure): void {
  if (failure === "silence") return;
  if (failure === "reset") return void response.destroy();
  if (failure === "gateway page") {
    response.writeHead(502, { "content-type": "text/html" });
    return void response.end("<html>502 Bad Gateway</html>");
  }
  if (failure === "gateway json") return void response.writeHead(502).end('{"message":"Bad Gateway"}');
  refuse(response, failure);
}

/** Telegram's limits: core.telegram.org/bots/api#sendmessage, #inlinekeyboardbutton. */
function tooLong(payload: Call["payload"]): Failure | undefined {
  const { text, caption, reply_markup } = payload as {
    text?: string;
    caption?: string;
    reply_markup?: { inline_keyboard: { callback_data: string }[][] };
  };
  const refused = (description: string) => ({ error_code: 400, description: `Bad Request: ${description}` });
  if (text === "") return refused("message text is empty");
  if ((text ?? "").length > 4_096) return refused("message is too long");
  if ((caption ?? "").length > 1_024) return refused("message caption is too long");
  const buttons = reply_markup?.inline_keyboard.flat() ?? [];
  const size = (data: string) => new TextEncoder().encode(data).length;
  if (buttons.some(({ callback_data: data }) => size(data) < 1 || size(data) > 64))
    return refused("BUTTON_DATA_INVALID");
  return undefined;
}
