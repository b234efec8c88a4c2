import { type ChannelAdapter, type ChannelContext, CustomerService } from "kefu";
import { postgresTicketStore } from "kefu/postgres";
import pg from "pg";

/** A desk on a shared database, as a process of its own. It does what it is told over IPC, and tells of what it sends. */
export type DeskCommand =
  | { readonly do: "start" | "stop" }
  /** Receives so many messages, 32 at a time; the reply comes when they are stored. */
  | { readonly do: "receive"; readonly messages: number }
  /** From now on its channel answers no more: with one place for work, it can only receive. */
  | { readonly do: "hang" };

/** When it was done and when it was begun, in epoch milliseconds; `sent` tells of a message that went out. */
export interface DeskReply {
  readonly at: number;
  readonly begunAt: number;
  readonly sent?: true;
}

const [, , url = "", schema = "", name = ""] = process.argv;
const faq = { 如何重置密码: "请访问 https://example.com/reset" };
const isIdle = name === "idle";
let context: ChannelContext | null = null;
let hangs = false;
let said = 0;

const channel: ChannelAdapter = {
  id: "bench",
  kind: "webchat",
  capabilities: { text: { max: 4_096, unit: "utf16" }, templates: false },
  async start(given) {
    context = given;
  },
  async send({ idempotencyKey }) {
    if (hangs) await new Promise(() => {});
    if (isIdle) reply({ at: now(), begunAt: now(), sent: true });
    return { externalId: idempotencyKey };
  },
  async stop() {},
};

function newDesk(): CustomerService {
  const pool = new pg.Pool({ connectionString: url, max: 8 });
  const store = postgresTicketStore({ pool, schema });
  return new CustomerService({ channels: [channel], store, faq, concurrency: name === "busy" ? 1 : 64 });
}

async function receive(messages: number): Promise<void> {
  let left = messages;
  await Promise.all(
    Array.from({ length: Math.min(messages, 32) }, async () => {
      while (left > 0) {
        left -= 1;
        said += 1;
        const person = `${name}-${said % 256}`;
        const from = { ids: [person], verified: true };
        await context?.receive({
          type: "message",
          eventId: `${name}-${said}`,
          address: person,
          from,
          text: "怎么重置密码？",
        });
      }
    }),
  );
}

function now(): number {
  return performance.timeOrigin + performance.now();
}

function reply(told: DeskReply): void {
  process.send?.(told);
}

let desk = newDesk();

async function obey(command: DeskCommand): Promise<void> {
  switch (command.do) {
    case "start":
      desk = newDesk();
      return desk.start();
    case "stop":
      return desk.stop({ graceMs: 1_000 });
    case "receive":
      return receive(command.messages);
    case "hang":
      hangs = true;
      await receive(1);
      return;
    default:
      return command satisfies never;
  }
}

process.on("message", (command: DeskCommand) => {
  const begunAt = now();
  void obey(command).then(() => reply({ at: now(), begunAt }));
});
process.on("disconnect", () => process.exit());
await desk.start();
reply({ at: now(), begunAt: now() });
