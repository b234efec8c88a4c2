import { randomUUID } from "node:crypto";
import pg from "pg";
import { inject, onTestFinished } from "vitest";

/** A new, empty schema on the server of the run; it goes with the test. */
export async function freshSchema(): Promise<{ pool: pg.Pool; schema: string; drop: () => Promise<void> }> {
  const schema = freshName();
  const pool = new pg.Pool({ connectionString: inject("postgresUrl") });
  const drop = once(async () => {
    await pool.query(`DROP SCHEMA IF EXISTS ${schema} CASCADE`);
    await pool.end();
  });
  onTestFinished(drop);
  await pool.query(`CREATE SCHEMA ${schema}`);
  return { pool, schema, drop };
}

/** A new, empty database on the server of the run, for what a schema cannot hold; it goes with the test. */
export async function freshDatabase(): Promise<{ pool: pg.Pool; url: string; drop: () => Promise<void> }> {
  const name = freshName();
  const url = new URL(inject("postgresUrl"));
  url.pathname = `/${name}`;
  const pool = new pg.Pool({ connectionString: url.href });
  const drop = once(async () => {
    await pool.end();
    await onServer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  });
  onTestFinished(drop);
  await onServer(`CREATE DATABASE ${name} TEMPLATE template0`);
  return { pool, url: url.href, drop };
}

/** Unused on any server, which other runs may share. */
export function freshName(): string {
  return `kefu_test_${randomUUID().replaceAll("-", "")}`;
}

async function onServer(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: inject("postgresUrl") });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/** A test may drop early; what is gone is not dropped again. */
function once(drop: () => Promise<void>): () => Promise<void> {
  let dropped: Promise<void> | null = null;
  return () => {
    dropped ??= drop();
    return dropped;
  };
}
