/** One step of the schema. A step that was released is never changed: what comes later is a step of its own. */
export interface Migration {
  readonly id: number;
  readonly name: string;
  readonly statements: readonly string[];
}

/**
 * Rows of records are kept apart from their keys (no WITHOUT ROWID): they are large, and inserts were twice as fast.
 * A column that may be null has its index only over the rows where it is not.
 */
export const migrations: readonly Migration[] = [
  {
    id: 1,
    name: "records, logs, marks, jobs",
    statements: [
      "CREATE TABLE cs_migration (id INTEGER PRIMARY KEY, name TEXT NOT NULL, at TEXT NOT NULL)",

      "CREATE TABLE cs_customer (tenant TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL, data TEXT NOT NULL, PRIMARY KEY (tenant, id))",

      "CREATE TABLE cs_identity (tenant TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL, customer_id TEXT NOT NULL, created_at INTEGER NOT NULL, data TEXT NOT NULL, PRIMARY KEY (tenant, id))",
      "CREATE INDEX cs_identity_of_customer ON cs_identity (tenant, customer_id, created_at, id)",

      "CREATE TABLE cs_conversation (tenant TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL, channel_id TEXT NOT NULL, address TEXT NOT NULL, customer_id TEXT, created_at INTEGER NOT NULL, data TEXT NOT NULL, PRIMARY KEY (tenant, id))",
      "CREATE UNIQUE INDEX cs_conversation_by_address ON cs_conversation (tenant, channel_id, address)",
      "CREATE INDEX cs_conversation_of_customer ON cs_conversation (tenant, customer_id, created_at, id) WHERE customer_id IS NOT NULL",

      "CREATE TABLE cs_message (tenant TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL, conversation_id TEXT NOT NULL, sequence INTEGER NOT NULL, external_id TEXT, data TEXT NOT NULL, PRIMARY KEY (tenant, id))",
      "CREATE INDEX cs_message_of_conversation ON cs_message (tenant, conversation_id, sequence, id)",
      "CREATE INDEX cs_message_by_external_id ON cs_message (tenant, conversation_id, external_id, sequence, id) WHERE external_id IS NOT NULL",

      "CREATE TABLE cs_ticket (tenant TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL, conversation_id TEXT NOT NULL, customer_id TEXT NOT NULL, status TEXT NOT NULL, agent_id TEXT, waiting INTEGER, priority_rank INTEGER NOT NULL, waiting_since INTEGER NOT NULL, created_at INTEGER NOT NULL, data TEXT NOT NULL, PRIMARY KEY (tenant, id))",
      "CREATE INDEX cs_ticket_of_conversation ON cs_ticket (tenant, conversation_id, created_at, id)",
      "CREATE INDEX cs_ticket_of_customer ON cs_ticket (tenant, customer_id, created_at, id)",
      "CREATE INDEX cs_ticket_by_status ON cs_ticket (tenant, status, created_at, id)",
      "CREATE INDEX cs_ticket_of_agent ON cs_ticket (tenant, agent_id, status, created_at, id) WHERE agent_id IS NOT NULL",
      "CREATE INDEX cs_ticket_waiting ON cs_ticket (tenant, waiting, priority_rank, waiting_since, id) WHERE waiting IS NOT NULL",

      "CREATE TABLE cs_agent (tenant TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL, presence TEXT NOT NULL, data TEXT NOT NULL, PRIMARY KEY (tenant, id))",
      "CREATE INDEX cs_agent_by_presence ON cs_agent (tenant, presence, id)",

      "CREATE TABLE cs_survey (tenant TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL, ticket_id TEXT NOT NULL, closure INTEGER NOT NULL, customer_id TEXT NOT NULL, status TEXT NOT NULL, created_at INTEGER NOT NULL, data TEXT NOT NULL, PRIMARY KEY (tenant, id))",
      "CREATE INDEX cs_survey_of_ticket ON cs_survey (tenant, ticket_id, closure, id)",
      "CREATE INDEX cs_survey_of_customer ON cs_survey (tenant, customer_id, created_at, id)",
      "CREATE INDEX cs_survey_by_status ON cs_survey (tenant, status, created_at, id)",

      "CREATE TABLE cs_log (position INTEGER PRIMARY KEY, tenant TEXT NOT NULL, log TEXT NOT NULL, at INTEGER NOT NULL, entry TEXT NOT NULL)",
      "CREATE INDEX cs_log_of_name ON cs_log (tenant, log, position)",

      "CREATE TABLE cs_mark (tenant TEXT NOT NULL, scope TEXT NOT NULL, key TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (tenant, scope, key)) WITHOUT ROWID",

      "CREATE TABLE cs_job (id INTEGER PRIMARY KEY, tenant TEXT NOT NULL, kind TEXT NOT NULL, job_key TEXT, lane TEXT, due_at INTEGER NOT NULL, state TEXT NOT NULL CHECK (state IN ('ready', 'running', 'dead')), attempt INTEGER NOT NULL, max_attempts INTEGER NOT NULL, lease_owner TEXT, lease_until INTEGER, payload TEXT NOT NULL, last_error TEXT, created_at INTEGER NOT NULL)",
      "CREATE UNIQUE INDEX cs_job_live_key ON cs_job (tenant, job_key) WHERE job_key IS NOT NULL AND state <> 'dead'",
      "CREATE INDEX cs_job_live_in_lane ON cs_job (tenant, lane, id) WHERE lane IS NOT NULL AND state <> 'dead'",
      "CREATE INDEX cs_job_due ON cs_job (tenant, due_at, id) WHERE state = 'ready'",
      "CREATE INDEX cs_job_leased ON cs_job (tenant, lease_until) WHERE state = 'running'",
    ],
  },
];
