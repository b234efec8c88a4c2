import type { Dialect } from "./dialect.ts";

/** One step of the schema. A step that was released is never changed: what comes later is a step of its own. */
export interface Migration {
  readonly id: number;
  readonly name: string;
  readonly statements: readonly string[];
}

/**
 * All steps, oldest first. On SQLite, rows of records are kept apart from their keys (no WITHOUT ROWID): they are large,
 * and inserts were twice as fast. A column that may be null has its index only over the rows where it is not.
 */
export function migrations(dialect: Dialect): readonly Migration[] {
  return [
    { id: 1, name: "records, logs, marks, jobs", statements: firstTables(dialect) },
    { id: 2, name: "conversations by state, dead letters, traces", statements: statesAndDeadLetters(dialect) },
    { id: 3, name: "SLA clocks, merges, views, settings; reserved and numbered tickets", statements: desks(dialect) },
  ];
}

function firstTables(dialect: Dialect): readonly string[] {
  const { integer, text, countedKey, keyedTable, changingTable } = dialect;
  const record = (kind: string, columns: string, ending = "") => recordTable(dialect, kind, columns, ending);
  return [
    `CREATE TABLE cs_migration (id ${integer} PRIMARY KEY, name TEXT NOT NULL, at TEXT NOT NULL)`,

    record("customer", ""),

    record("identity", `customer_id ${text} NOT NULL, created_at ${integer} NOT NULL, `),
    "CREATE INDEX cs_identity_of_customer ON cs_identity (tenant, customer_id, created_at, id)",

    record(
      "conversation",
      `channel_id ${text} NOT NULL, address ${text} NOT NULL, customer_id ${text}, created_at ${integer} NOT NULL, `,
      changingTable,
    ),
    "CREATE UNIQUE INDEX cs_conversation_by_address ON cs_conversation (tenant, channel_id, address)",
    "CREATE INDEX cs_conversation_of_customer ON cs_conversation (tenant, customer_id, created_at, id) WHERE customer_id IS NOT NULL",

    record(
      "message",
      `conversation_id ${text} NOT NULL, sequence ${integer} NOT NULL, external_id ${text}, `,
      changingTable,
    ),
    "CREATE INDEX cs_message_of_conversation ON cs_message (tenant, conversation_id, sequence, id)",
    "CREATE INDEX cs_message_by_external_id ON cs_message (tenant, conversation_id, external_id, sequence, id) WHERE external_id IS NOT NULL",

    record(
      "ticket",
      `conversation_id ${text} NOT NULL, customer_id ${text} NOT NULL, status ${text} NOT NULL, agent_id ${text}, waiting ${integer}, priority_rank ${integer} NOT NULL, waiting_since ${integer} NOT NULL, created_at ${integer} NOT NULL, `,
      changingTable,
    ),
    "CREATE INDEX cs_ticket_of_conversation ON cs_ticket (tenant, conversation_id, created_at, id)",
    "CREATE INDEX cs_ticket_of_customer ON cs_ticket (tenant, customer_id, created_at, id)",
    "CREATE INDEX cs_ticket_by_status ON cs_ticket (tenant, status, created_at, id)",
    "CREATE INDEX cs_ticket_of_agent ON cs_ticket (tenant, agent_id, status, created_at, id) WHERE agent_id IS NOT NULL",
    "CREATE INDEX cs_ticket_waiting ON cs_ticket (tenant, waiting, priority_rank, waiting_since, id) WHERE waiting IS NOT NULL",

    record("agent", `presence ${text} NOT NULL, `, changingTable),
    "CREATE INDEX cs_agent_by_presence ON cs_agent (tenant, presence, id)",

    record(
      "survey",
      `ticket_id ${text} NOT NULL, closure ${integer} NOT NULL, customer_id ${text} NOT NULL, status ${text} NOT NULL, created_at ${integer} NOT NULL, `,
    ),
    "CREATE INDEX cs_survey_of_ticket ON cs_survey (tenant, ticket_id, closure, id)",
    "CREATE INDEX cs_survey_of_customer ON cs_survey (tenant, customer_id, created_at, id)",
    "CREATE INDEX cs_survey_by_status ON cs_survey (tenant, status, created_at, id)",

    `CREATE TABLE cs_log (position ${countedKey}, tenant ${text} NOT NULL, log ${text} NOT NULL, at ${integer} NOT NULL, entry TEXT NOT NULL)`,
    "CREATE INDEX cs_log_of_name ON cs_log (tenant, log, position)",

    `CREATE TABLE cs_mark (tenant ${text} NOT NULL, scope ${text} NOT NULL, key ${text} NOT NULL, at ${integer} NOT NULL, PRIMARY KEY (tenant, scope, key))${keyedTable}`,

    `CREATE TABLE cs_job (id ${countedKey}, tenant ${text} NOT NULL, kind TEXT NOT NULL, job_key ${text}, lane ${text}, due_at ${integer} NOT NULL, state ${text} NOT NULL CHECK (state IN ('ready', 'running', 'dead')), attempt ${integer} NOT NULL, max_attempts ${integer} NOT NULL, lease_owner TEXT, lease_until ${integer}, payload TEXT NOT NULL, last_error TEXT, created_at ${integer} NOT NULL)`,
    "CREATE UNIQUE INDEX cs_job_live_key ON cs_job (tenant, job_key) WHERE job_key IS NOT NULL AND state <> 'dead'",
    "CREATE INDEX cs_job_live_in_lane ON cs_job (tenant, lane, id) WHERE lane IS NOT NULL AND state <> 'dead'",
    "CREATE INDEX cs_job_due ON cs_job (tenant, due_at, id) WHERE state = 'ready'",
    "CREATE INDEX cs_job_leased ON cs_job (tenant, lease_until) WHERE state = 'running'",
  ];
}

function recordTable({ integer, text }: Dialect, kind: string, columns: string, ending = ""): string {
  return `CREATE TABLE cs_${kind} (tenant ${text} NOT NULL, id ${text} NOT NULL, version ${integer} NOT NULL, ${columns}data TEXT NOT NULL, PRIMARY KEY (tenant, id))${ending}`;
}

function statesAndDeadLetters({ text, fieldOfData }: Dialect): readonly string[] {
  return [
    // Written twice with each message, and read once in a while: receipts look among the latest messages instead.
    "DROP INDEX cs_message_by_external_id",
    "ALTER TABLE cs_message DROP COLUMN external_id",

    `ALTER TABLE cs_conversation ADD COLUMN state ${text} NOT NULL DEFAULT 'ended'`,
    `UPDATE cs_conversation SET state = ${fieldOfData("state")}`,
    "CREATE INDEX cs_conversation_by_state ON cs_conversation (tenant, state, created_at, id)",

    "ALTER TABLE cs_job ADD COLUMN trace TEXT",
    "CREATE INDEX cs_job_dead ON cs_job (tenant, id) WHERE state = 'dead'",
  ];
}

function desks(dialect: Dialect): readonly string[] {
  const { integer, text, changingTable } = dialect;
  const record = (kind: string, columns: string, ending = "") => recordTable(dialect, kind, columns, ending);
  return [
    `ALTER TABLE cs_ticket ADD COLUMN queue ${text} NOT NULL DEFAULT ''`,
    `UPDATE cs_ticket SET queue = ${dialect.fieldOfData("queue")}`,
    "CREATE INDEX cs_ticket_in_queue ON cs_ticket (tenant, waiting, queue, priority_rank, waiting_since, id) WHERE waiting IS NOT NULL",
    `ALTER TABLE cs_ticket ADD COLUMN reserved_for ${text}`,
    "CREATE INDEX cs_ticket_reserved ON cs_ticket (tenant, reserved_for, created_at, id) WHERE reserved_for IS NOT NULL",
    // Tickets of before have no number.
    `ALTER TABLE cs_ticket ADD COLUMN number ${integer} NOT NULL DEFAULT 0`,
    "CREATE INDEX cs_ticket_by_number ON cs_ticket (tenant, number, id)",

    `ALTER TABLE cs_identity ADD COLUMN verified ${integer} NOT NULL DEFAULT 0`,
    `UPDATE cs_identity SET verified = 1 WHERE data LIKE '%"verified":true%'`,
    "CREATE INDEX cs_identity_by_verified ON cs_identity (tenant, verified, created_at, id)",

    record(
      "sla_clock",
      `ticket_id ${text} NOT NULL, state ${text} NOT NULL, started_at ${integer} NOT NULL, due_at ${integer} NOT NULL, `,
      changingTable,
    ),
    "CREATE INDEX cs_sla_clock_of_ticket ON cs_sla_clock (tenant, ticket_id, started_at, id)",
    "CREATE INDEX cs_sla_clock_by_state ON cs_sla_clock (tenant, state, due_at, id)",

    record("customer_merge", `kept_id ${text} NOT NULL, merged_id ${text} NOT NULL, merged_at ${integer} NOT NULL, `),
    "CREATE INDEX cs_customer_merge_of_kept ON cs_customer_merge (tenant, kept_id, merged_at, id)",
    "CREATE INDEX cs_customer_merge_of_merged ON cs_customer_merge (tenant, merged_id, merged_at, id)",

    record("ticket_view", `owner ${text} NOT NULL, created_at ${integer} NOT NULL, `),
    "CREATE INDEX cs_ticket_view_of_owner ON cs_ticket_view (tenant, owner, created_at, id)",

    record("setting", "", changingTable),
  ];
}
