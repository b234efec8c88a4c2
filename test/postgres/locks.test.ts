import { ChannelError, type ChannelErrorKind, CustomerService } from "kefu";
import { postgresTicketStore } from "kefu/postgres";
import { scriptedChannel } from "kefu/testing";
import { expect, onTestFinished, test } from "vitest";
import { last, technicalIssue } from "../harness.ts";
import { freshDatabase } from "./database.ts";

const people = Array.from({ length: 10 }, (_, index) => `person ${index}`);
const agents = people.map((_, index) => ({ id: `agent-${index}`, skills: ["technical"], capacity: 100 }));

test.each<ChannelErrorKind>(["invalid", "blocked"])(
  "agents who answer while customers write, and messages that fail as %s, never wait for each other in a circle",
  async (kind) => {
    const { pool } = await freshDatabase();
    const store = postgresTicketStore({ pool });
    await store.migrate();
    const channel = scriptedChannel({ id: "telegram" });
    channel.failNext(new ChannelError(kind, "no"), 10_000);
    const service = new CustomerService({ channels: [channel], agents, store });
    onTestFinished(() => service.stop({ graceMs: 0 }));
    await service.start();
    for (const person of people) await channel.say(person, technicalIssue);
    const ticketOf = async (person: string) => {
      const conversation = await service.conversations.find("telegram", person);
      return last(await service.tickets.list({ conversationId: conversation?.id ?? "" }, { limit: 10 }));
    };
    await expect.poll(async () => (await service.tickets.search({}, { limit: 20 })).tickets.length).toBe(10);
    const answer = async (person: string, text: string) => {
      const { id, agentId } = await ticketOf(person);
      return service.tickets.reply(id, { agentId: agentId ?? "agent-0", text });
    };
    for (let round = 0; round < 15; round += 1) {
      const talk = people.flatMap((person) => [
        answer(person, `first of ${round}`),
        answer(person, `second of ${round}`),
        channel.say(person, `question ${round}`),
      ]);
      await Promise.all(talk);
    }
    await service.idle();
    await pool.query("SELECT pg_stat_force_next_flush()");
    const { rows } = await pool.query("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()");
    expect(Number(rows[0]?.deadlocks)).toBe(0);
  },
);
