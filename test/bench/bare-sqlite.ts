import { systemClock } from "kefu";
import { type SqliteDatabase, sqliteTicketStore } from "kefu/sqlite";
import { loadDriver } from "../../src/stores/sqlite/load-driver.ts";

/** Transactions in one commit. */
const batch = 64;
const conversations = 1_000;

/** As many bytes as the desk's own records of each kind have. */
const data = { conversation: "x".repeat(350), message: "x".repeat(400), ticket: "x".repeat(800), job: "x".repeat(90) };

/**
 * The floor: what SQLite does by itself on a file of the store's own schema. Five prepared statements for each
 * transaction (mark, conversation, message, ticket, job), no JSON made, no promise awaited, 64 in one durable commit.
 */
export async function bareSqlite(path: string): Promise<{ run(count: number): number; close(): void }> {
  const store = sqliteTicketStore(path);
  await store.open({ clock: systemClock });
  await store.close();
  const database: SqliteDatabase = (await loadDriver())(path);
  database.exec("PRAGMA journal_mode = WAL");
  database.exec("PRAGMA synchronous = FULL");
  const transact = fiveStatements(database);
  let made = 0;
  return {
    run(count) {
      const begun = performance.now();
      for (let done = 0; done < count; done += batch) {
        database.exec("BEGIN IMMEDIATE");
        for (let index = 0; index < batch; index += 1) transact(made++);
        database.exec("COMMIT");
      }
      return count / ((performance.now() - begun) / 1_000);
    },
    close: () => database.close(),
  };
}

function fiveStatements(database: SqliteDatabase): (number: number) => void {
  const mark = database.prepare(
    "INSERT INTO cs_mark (tenant, scope, key, at) VALUES ('t', 'inbound', ?, ?) ON CONFLICT DO NOTHING",
  );
  const conversation = database.prepare(
    "INSERT INTO cs_conversation (tenant, id, version, channel_id, address, customer_id, created_at, data) VALUES ('t', ?, 1, 'bench', ?, 'c', ?, ?) ON CONFLICT (tenant, id) DO UPDATE SET version = version + 1, data = excluded.data",
  );
  const insertMessage = database.prepare(
    "INSERT INTO cs_message (tenant, id, version, conversation_id, sequence, data) VALUES ('t', ?, 1, ?, ?, ?)",
  );
  const ticket = database.prepare(
    "INSERT INTO cs_ticket (tenant, id, version, conversation_id, customer_id, status, priority_rank, waiting_since, created_at, data) VALUES ('t', ?, 1, ?, 'c', 'open', 2, 0, ?, ?) ON CONFLICT (tenant, id) DO UPDATE SET version = version + 1, data = excluded.data",
  );
  const job = database.prepare(
    "INSERT INTO cs_job (tenant, kind, lane, due_at, state, attempt, max_attempts, payload, created_at) VALUES ('t', 'turn', ?, ?, 'ready', 0, 8, ?, ?)",
  );
  return (number) => {
    const at = 1_767_603_600_000 + number;
    const key = `in-${String(number).padStart(12, "0")}`;
    const id = `conversation-${number % conversations}`;
    mark.run(key, at);
    conversation.run(id, id, at, data.conversation);
    insertMessage.run(key, id, number, data.message);
    ticket.run(id, id, at, data.ticket);
    job.run(`in:${id}`, at, data.job, at);
  };
}
