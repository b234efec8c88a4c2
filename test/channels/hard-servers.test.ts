import { type ChannelAdapter, CustomerService, memoryTicketStore } from "kefu";
import { telegramChannel } from "kefu/telegram";
import { type SimulatedClock, seededRandom, simulatedClock } from "kefu/testing";
import { whatsappChannel } from "kefu/whatsapp";
import { expect, onTestFinished, test } from "vitest";
import { faq, li, technicalIssue } from "../harness.ts";
import { account } from "./whatsapp/webhooks.ts";

/** A message that a server was asked to send, and when. */
interface Attempt {
  readonly to: string;
  readonly text: string;
  readonly at: number;
  readonly taken: boolean;
}

/** A server that refuses a third of what it is asked for, without having sent it. */
interface HardServer {
  readonly attempts: readonly Attempt[];
  readonly fetch: typeof fetch;
}

type Answer = (chance: number) => Response | null;

function hardServer(
  clock: SimulatedClock,
  read: (url: string, body: Readonly<Record<string, unknown>>) => { to: string; text: string } | null,
  refusal: Answer,
  taken: (id: number) => unknown,
): HardServer {
  const random = seededRandom(11);
  const attempts: Attempt[] = [];
  return {
    attempts,
    async fetch(input, init) {
      const message = read(String(input), JSON.parse(String(init?.body ?? "{}")));
      if (message === null) return Response.json({ ok: true, result: true, success: true });
      const refused = refusal(random.fraction());
      attempts.push({ ...message, at: clock.now().getTime(), taken: refused === null });
      return refused ?? Response.json(taken(attempts.length));
    },
  };
}

const telegram = (clock: SimulatedClock) => {
  const refuse = (error_code: number, description: string, parameters = {}) =>
    Response.json({ ok: false, error_code, description, parameters }, { status: error_code });
  const server = hardServer(
    clock,
    (url, { chat_id, text }) => (url.endsWith("/sendMessage") ? { to: String(chat_id), text: String(text) } : null),
    (chance) => {
      if (chance < 1 / 6) return refuse(429, "Too Many Requests: retry after 3", { retry_after: 3 });
      return chance < 1 / 3 ? refuse(chance < 1 / 4 ? 500 : 502, "Internal Server Error") : null;
    },
    (id) => ({ ok: true, result: { message_id: id } }),
  );
  const options = { mode: "webhook", secretToken: "secret", token: "123:abc", fetch: server.fetch } as const;
  return { server, channel: telegramChannel(options) };
};

const whatsapp = (clock: SimulatedClock) => {
  const refuse = (code: number, status: number) => Response.json({ error: { code, message: "Refused." } }, { status });
  const server = hardServer(
    clock,
    (_, { recipient, to, text }) => {
      const body = (text as { body?: string } | undefined)?.body;
      return body === undefined ? null : { to: String(recipient ?? to), text: body };
    },
    (chance) => {
      if (chance < 1 / 6) return refuse(chance < 1 / 12 ? 130_429 : 131_056, 429);
      return chance < 1 / 3 ? refuse(131_000, 500) : null;
    },
    (id) => ({ messaging_product: "whatsapp", contacts: [], messages: [{ id: `wamid.${id}` }] }),
  );
  return { server, channel: whatsappChannel({ ...account, fetch: server.fetch }) };
};

/** How many of the times lie in any span of so long. */
function mostWithin(times: readonly number[], milliseconds: number): number {
  let most = 0;
  let from = 0;
  for (const [index, at] of times.entries()) {
    while ((times[from] ?? at) <= at - milliseconds) from += 1;
    most = Math.max(most, index - from + 1);
  }
  return most;
}

const chat = "15550001";
const people = Array.from({ length: 100 }, (_, index) => `1555${1_000 + index}`);
const texts = Array.from({ length: 1_000 }, (_, index) => `reply ${index}`);

test.each<[string, (clock: SimulatedClock) => { server: HardServer; channel: ChannelAdapter }, number, number, number]>(
  [
    ["Telegram, 30 a second in all, one a second after three in a chat", telegram, 30, 1_000, 3],
    ["WhatsApp, 80 a second in all, one in six seconds after 45 to one person", whatsapp, 80, 6_000, 45],
  ],
)(
  "1,000 messages to one chat and 100 chats at once through a server that fails a third of the time: %s",
  async (_, make, perSecond, intervalMs, burst) => {
    const clock = simulatedClock();
    const { server, channel } = make(clock);
    const service = new CustomerService({
      ...{ channels: [channel], agents: [li], faq, clock, random: seededRandom(1), store: memoryTicketStore() },
      ...{ unansweredMinutes: null, autoCloseDays: null },
    });
    await service.start();
    onTestFinished(() => service.stop({ graceMs: 0 }));
    const say = (person: string, text: string) =>
      service.receive(channel.id, {
        ...{ type: "message", eventId: `${person}:${text}`, address: person, text },
        from: { ids: [person], verified: true },
      });

    await say(chat, technicalIssue);
    await service.idle();
    const [ticket] = await service.tickets.listOf("li");
    for (const text of texts) await service.tickets.reply(ticket?.id ?? "", { agentId: "li", text });
    await Promise.all(people.map((person) => say(person, "refund policy")));
    await service.idle();
    const taken = () => server.attempts.filter((attempt) => attempt.taken);
    for (let minutes = 0; minutes < 300 && taken().length < 1_101; minutes += 1) {
      await clock.advance({ minutes: 1 });
      await service.idle();
    }

    const takenFor = (person: string) => taken().flatMap(({ to, text }) => (to === person ? [text] : []));
    expect(takenFor(chat).slice(1)).toEqual(texts);
    for (const person of people) expect(takenFor(person)).toEqual([expect.stringContaining("refund policy page")]);
    expect(server.attempts.length).toBeGreaterThan(1.4 * taken().length);
    expect(
      mostWithin(
        server.attempts.map(({ at }) => at),
        1_000,
      ),
    ).toBeLessThanOrEqual(perSecond);
    const toChat = server.attempts.filter(({ to }) => to === chat).map(({ at }) => at);
    for (const span of [intervalMs, 10 * intervalMs, 100 * intervalMs]) {
      expect(mostWithin(toChat, span)).toBeLessThanOrEqual(burst + span / intervalMs);
    }
    expect((await service.check()).violations).toEqual([]);
    expect((await service.deadLetters.list()).length).toBe(0);
  },
  120_000,
);
