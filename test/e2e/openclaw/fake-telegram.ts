import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

/** A call of the bot. */
export interface BotCall {
  readonly method: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** Telegram's side of one bot, as far as a gateway asks for it. */
export interface FakeTelegram {
  readonly address: string;
  readonly calls: readonly BotCall[];
  /** A person writes to the bot. */
  write(person: number, text: string): void;
  /** A person presses a button of the bot's. */
  press(person: number, value: string): void;
  /** Texts the bot sent to a person, in order. */
  textsTo(person: number): readonly string[];
  /** Values of the buttons under the last message to a person. */
  buttonsOf(person: number): readonly string[];
  close(): void;
}

/** Listens on the loopback, on a port of its own. */
export async function fakeTelegram(): Promise<FakeTelegram> {
  const calls: BotCall[] = [];
  const updates: { update_id: number }[] = [];
  let counted = 1_000;
  let wake = () => {};
  const add = (update: object) => {
    updates.push({ update_id: ++counted, ...update });
    wake();
  };
  const waitingUpdates = async (offset: number, seconds: number) => {
    const next = () => updates.filter(({ update_id }) => update_id >= offset);
    if (next().length > 0 || seconds === 0) return next();
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, Math.min(seconds, 2) * 1_000);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    return next();
  };
  const answer = async (method: string, parameters: Readonly<Record<string, unknown>>): Promise<unknown> => {
    const bot = { id: 123456, is_bot: true, first_name: "Desk", username: "desk_bot" };
    switch (method) {
      case "getme":
        return { ...bot, can_join_groups: true, can_read_all_group_messages: false, supports_inline_queries: false };
      case "getupdates":
        return waitingUpdates(Number(parameters.offset ?? 0), Number(parameters.timeout ?? 0));
      case "sendmessage": {
        const chat = { id: Number(parameters.chat_id), type: "private" };
        return { message_id: ++counted, date: 1_767_600_000, chat, from: bot, text: parameters.text };
      }
      case "getwebhookinfo":
        return { url: "", has_custom_certificate: false, pending_update_count: 0 };
      default:
        return true;
    }
  };
  const server = createServer(async (request, response) => {
    const method = request.url?.split("?")[0]?.split("/").at(-1)?.toLowerCase() ?? "";
    const parameters = await parametersOf(request);
    if (method !== "getupdates") calls.push({ method, parameters });
    const body = JSON.stringify({ ok: true, result: await answer(method, parameters) });
    response.writeHead(200, { "content-type": "application/json" }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const sentTo = (person: number) =>
    calls.filter(({ method, parameters }) => method === "sendmessage" && Number(parameters.chat_id) === person);
  const personOf = (id: number) => ({ id, is_bot: false, first_name: "小明", username: `user${id}` });
  const chatOf = (id: number) => ({ id, type: "private", first_name: "小明" });
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    write(person, text) {
      const message = { message_id: ++counted, date: nowSeconds(), chat: chatOf(person), from: personOf(person), text };
      add({ message });
    },
    press(person, data) {
      const message = { message_id: counted, date: nowSeconds(), chat: chatOf(person), text: "?" };
      add({ callback_query: { id: `${++counted}`, from: personOf(person), chat_instance: "1", data, message } });
    },
    textsTo: (person) => sentTo(person).map(({ parameters }) => `${parameters.text}`),
    buttonsOf: (person) => buttonsIn(sentTo(person).at(-1)?.parameters.reply_markup),
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

function nowSeconds(): number {
  return Math.floor(Date.now() / 1_000);
}

function buttonsIn(markup: unknown): readonly string[] {
  const { inline_keyboard = [] } = (typeof markup === "string" ? JSON.parse(markup) : (markup ?? {})) as {
    inline_keyboard?: { callback_data?: string }[][];
  };
  return inline_keyboard.flat().flatMap(({ callback_data }) => callback_data ?? []);
}

/** From the query, a form or JSON. */
async function parametersOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks).toString();
  const query = Object.fromEntries(new URL(request.url ?? "/", "http://localhost").searchParams);
  if (body === "") return query;
  const isJson = request.headers["content-type"]?.includes("json") === true;
  return { ...query, ...(isJson ? JSON.parse(body) : Object.fromEntries(new URLSearchParams(body))) };
}
