import type { Pool, PoolClient } from "pg";

const conversations = 1_000;

/** As many bytes as the desk's own records of each kind have. */
const data = { conversation: "x".repeat(350), message: "x".repeat(400), ticket: "x".repeat(800), job: "x".repeat(90) };

/**
 * The floor: what PostgreSQL and `pg` do by themselves in tables of the store's own schema. Five prepared statements in
 * each transaction (mark, conversation, message, ticket, job), seven round trips with BEGIN and COMMIT.
 */
export function barePostgres(pool: Pool, schema: string, connections: number): { run(count: number): Promise<number> } {
  let made = 0;
  return {
    async run(count) {
      const clients = await Promise.all(Array.from({ length: connections }, () => pool.connect()));
      const begun = performance.now();
      let left = count;
      await Promise.all(
        clients.map(async (client) => {
          while (left > 0) {
            left -= 1;
            await transact(client, schema, made++);
          }
        }),
      );
      const rate = count / ((performance.now() - begun) / 1_000);
      for (const client of clients) client.release();
      return rate;
    },
  };
}

async function transact(client: PoolClient, schema: string, number: number): Promise<void> {
  const at = 1_767_603_600_000 + number;
  const key = `in-${String(number).padStart(12, "0")}`;
  const id = `conversation-${number % conversations}`;
  await client.query("BEGIN");
  await client.query({
    name: "mark",
    text: `INSERT INTO ${schema}.cs_mark (tenant, scope, key, at) VALUES ('t', 'inbound', $1, $2) ON CONFLICT DO NOTHING`,
    values: [key, at],
  });
  await client.query({
    name: "conversation",
    text: `INSERT INTO ${schema}.cs_conversation AS c (tenant, id, version, channel_id, address, customer_id, created_at, data) VALUES ('t', $1, 1, 'bench', $1, 'c', $2, $3) ON CONFLICT (tenant, id) DO UPDATE SET version = c.version + 1, data = excluded.data`,
    values: [id, at, data.conversation],
  });
  await client.query({
    name: "message",
    text: `INSERT INTO ${schema}.cs_message (tenant, id, version, conversation_id, sequence, data) VALUES ('t', $1, 1, $2, $3, $4)`,
    values: [key, id, number, data.message],
  });
  await client.query({
    name: "ticket",
    text: `INSERT INTO ${schema}.cs_ticket AS c (tenant, id, version, conversation_id, customer_id, status, priority_rank, waiting_since, created_at, data) VALUES ('t', $1, 1, $1, 'c', 'open', 2, 0, $2, $3) ON CONFLICT (tenant, id) DO UPDATE SET version = c.version + 1, data = excluded.data`,
    values: [id, at, data.ticket],
  });
  await client.query({
    name: "job",
    text: `INSERT INTO ${schema}.cs_job (tenant, kind, lane, due_at, state, attempt, max_attempts, payload, created_at) VALUES ('t', 'turn', $1, $2, 'ready', 0, 8, $3, $2)`,
    values: [`in:${id}`, at, data.job],
  });
  await client.query("COMMIT");
}
