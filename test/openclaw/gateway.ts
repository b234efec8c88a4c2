import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setImmediate } from "node:timers/promises";
import type {
  MessageBatch,
  OpenclawApi,
  OpenclawCommand,
  OpenclawHttpRoute,
  OpenclawInteractiveHandler,
  OpenclawPlugin,
  OpenclawService,
  OpenclawTool,
  OpenclawToolContext,
} from "kefu/openclaw";
import { onTestFinished } from "vitest";

type Hook = (event: unknown, context: unknown) => unknown;

/** What a customer of the gateway writes, as its channel tells it. */
export interface Written {
  readonly from: string;
  readonly text?: string;
  readonly messageId?: string;
  /** Told with neither id nor time. */
  readonly nameless?: boolean;
  readonly channel?: string;
  readonly accountId?: string;
  /** A group's id. */
  readonly group?: string;
  /** What only `message_received` tells. */
  readonly details?: object;
  /** When `message_received` comes: before `before_dispatch` (default), after it, never. */
  readonly received?: "before" | "after" | "never";
}

/** A text that reached somebody. */
export interface Delivered {
  readonly channel: string;
  readonly to: string;
  readonly text: string;
  readonly buttons: readonly { readonly label: string; readonly value: string }[];
}

/** A configuration in which customers see nothing of the host, as `openclaw.json` has it. */
export const soundConfig = {
  channels: { telegram: { dmPolicy: "open", allowFrom: ["*"] }, whatsapp: { dmPolicy: "open", allowFrom: ["*"] } },
  commands: { allowFrom: { "*": [] } },
  session: { dmScope: "per-account-channel-peer" },
};

/** What the model of a gateway without credentials says: the customer of a message that nobody claims reads it. */
export const modelError = "⚠️ Authentication failed (provider returned HTTP 401)";

/** The gateway's side of a plugin, as far as it was seen to behave in openclaw 2026.9.6. */
export class FakeGateway {
  readonly delivered: Delivered[] = [];
  readonly batches: MessageBatch[] = [];
  /** What the model was asked. */
  readonly asked: string[] = [];
  readonly logged: string[] = [];
  /** Results of the next batches; when there are none, they are sent. */
  readonly results: unknown[] = [];
  /** What the model answers. */
  modelSays: string = modelError;
  config: object = soundConfig;
  readonly #hooks = new Map<string, Hook>();
  readonly #services: OpenclawService[] = [];
  readonly commands = new Map<string, OpenclawCommand>();
  readonly routes: OpenclawHttpRoute[] = [];
  #buttons: OpenclawInteractiveHandler | null = null;
  #tools: (context: OpenclawToolContext) => OpenclawTool[] | null = () => null;
  #messages = 0;

  readonly send = async (batch: MessageBatch): Promise<unknown> => {
    this.batches.push(batch);
    const planned = this.results.shift();
    if (planned !== undefined) return typeof planned === "function" ? planned(batch) : planned;
    const [payload] = batch.payloads as { text: string; presentation?: Presentation }[];
    const id = await this.#deliver(
      batch.channel,
      batch.accountId,
      batch.to,
      payload?.text ?? "",
      payload?.presentation,
    );
    if (id === null) return { status: "suppressed", results: [], reason: "cancelled_by_message_sending_hook" };
    return {
      status: "sent",
      results: [{ channel: batch.channel, messageId: id }],
      receipt: { platformMessageIds: [id] },
    };
  };

  /** Registers the plugin as the gateway does: several times in a process, once to run it. */
  load(plugin: OpenclawPlugin): void {
    for (const mode of ["discovery", "full"]) plugin.register(this.#api(mode === "full"));
  }

  async start(stateDir = "/state"): Promise<void> {
    for (const service of this.#services) await service.start({ stateDir, config: this.config });
  }

  async stop(): Promise<void> {
    for (const service of this.#services) await service.stop();
  }

  /** A customer writes; resolves with whether the plugin claimed it. */
  async write(written: Written): Promise<boolean> {
    const { from, text = "", channel = "telegram", accountId = "default", group, received = "before" } = written;
    const messageId = written.nameless === true ? undefined : (written.messageId ?? `${++this.#messages}`);
    const peer = group ?? from;
    const seen = group === undefined ? from.replace(`${channel}:`, "") : `group:${group}`;
    const observe = () =>
      this.#hooks.get("message_received")?.(
        { from: `${channel}:${peer}`, content: text, messageId, senderId: from, ...written.details },
        {
          channelId: channel,
          accountId,
          conversationId: `${channel}:${seen}`,
        },
      );
    if (received === "before") observe();
    const timestamp = written.nameless === true ? undefined : 1;
    const event = { messageId, content: text, senderId: from, isGroup: group !== undefined, timestamp };
    const context = { channelId: channel, accountId, conversationId: peer, senderId: from, messageId };
    const claiming = Promise.resolve(this.#hooks.get("before_dispatch")?.(event, context));
    if (received === "after") observe();
    // A handler that throws claims nothing.
    const claim = (await claiming.catch(() => undefined)) as { handled: boolean; text?: string } | undefined;
    if (claim?.handled === true) {
      if (claim.text !== undefined) await this.#deliver(channel, accountId, peer, claim.text);
      return true;
    }
    this.asked.push(text);
    await this.#deliver(channel, accountId, peer, this.modelSays);
    return false;
  }

  /** The host itself says something to somebody, as after a stop word. */
  async say(channel: string, to: string, text: string): Promise<void> {
    await this.#deliver(channel, "default", to, text);
  }

  /** A customer presses a button; resolves with whether it was for the plugin. */
  async press(from: string, value: string, callbackId = `${++this.#messages}`): Promise<boolean> {
    const [namespace, ...payload] = value.split(":");
    if (this.#buttons?.namespace !== namespace) return false;
    const callback = { data: value, namespace, payload: payload.join(":"), messageId: 1, chatId: from };
    const press = { accountId: "default", callbackId, conversationId: from, senderId: from, isGroup: false, callback };
    return (await this.#buttons?.handler(press))?.handled ?? false;
  }

  /** Somebody types a command in their chat. */
  async command(from: string, typed: string): Promise<string> {
    const [name = "", ...words] = typed.slice(1).split(" ");
    const context = { channel: "telegram", senderId: from, args: words.join(" "), isAuthorizedSender: true };
    return (await this.commands.get(name)?.handler(context))?.text ?? "";
  }

  /** The tools the assistant has when it speaks with them. */
  toolsFor(context: OpenclawToolContext): readonly OpenclawTool[] {
    return this.#tools(context) ?? [];
  }

  /** The gateway's port, as an address. */
  async listen(): Promise<string> {
    const server = createServer((request, response) => {
      const route = this.routes.find(({ path }) => request.url?.startsWith(path));
      if (route === undefined) return void response.writeHead(404).end();
      void route.handler(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void server.closeAllConnections());
    onTestFinished(() => void server.close());
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  textsTo(to: string): readonly string[] {
    return this.delivered.filter((one) => one.to === to).map(({ text }) => text);
  }

  async #deliver(channel: string, accountId: string, to: string, text: string, shown?: Presentation) {
    await setImmediate();
    const context = { channelId: channel, accountId, conversationId: to };
    const held = await this.#hooks.get("message_sending")?.({ to, content: text, metadata: {} }, context);
    if ((held as { cancel?: boolean } | undefined)?.cancel === true) return null;
    const buttons = shown?.blocks.flatMap((block) => block.buttons) ?? [];
    const labelled = buttons.map(({ label, action }) => ({ label, value: action.value }));
    return `${this.delivered.push({ channel, to, text, buttons: labelled })}`;
  }

  #api(runs: boolean): OpenclawApi {
    const log = (line: string) => void this.logged.push(line);
    const gateway = this;
    return {
      get config() {
        return gateway.config;
      },
      runtime: { config: { current: () => this.config } },
      logger: { debug: log, info: log, warn: log, error: log },
      on: (hook: string, handler: Hook) => void (runs && this.#hooks.set(hook, handler)),
      registerService: (service) => void (runs && this.#services.push(service)),
      registerInteractiveHandler: (handler) => {
        if (runs) this.#buttons = handler;
      },
      registerCommand: (command) => void (runs && this.commands.set(command.name, command)),
      registerTool: (tools) => {
        if (runs) this.#tools = tools;
      },
      registerHttpRoute: (route) => void (runs && this.routes.push(route)),
    };
  }
}

interface Presentation {
  readonly blocks: readonly {
    readonly buttons: readonly { readonly label: string; readonly action: { readonly value: string } }[];
  }[];
}
