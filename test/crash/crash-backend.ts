import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TicketStore } from "kefu";
import pg from "pg";
import { startPostgres } from "../postgres/server.ts";
import { type DatabaseAddress, storeAt } from "./store-at.ts";

/** A kind of store that outlives its processes. */
export interface CrashBackend {
  readonly store: DatabaseAddress["store"];
  /** Processes that work on one database at the same time. */
  readonly processes: number;
  /** A new, empty database. */
  create(): Promise<CrashDatabase>;
  /** Lets go of everything. */
  stop(): Promise<void>;
}

/** A database of one scenario. */
export interface CrashDatabase {
  readonly address: DatabaseAddress;
  /** A store on it. */
  open(): TicketStore;
  /** What can happen to its server; `null` where there is none. */
  readonly server: CrashServer | null;
  drop(): Promise<void>;
}

/** Bad things that a server can do. */
export interface CrashServer {
  /** It crashes, and comes back. */
  crash(): Promise<void>;
  /** It breaks all connections. */
  disconnect(): Promise<void>;
}

/** Files in a temporary folder. One process at a time has each. */
export function sqliteBackend(): CrashBackend {
  const folder = mkdtempSync(join(tmpdir(), "kefu-crash-"));
  let count = 0;
  return {
    store: "sqlite",
    processes: 1,
    async create() {
      count += 1;
      const path = join(folder, `desk-${count}.db`);
      const drop = async () => {
        for (const end of ["", "-wal", "-shm", "-owner"]) rmSync(path + end, { force: true });
      };
      const address = { store: "sqlite", path } as const;
      return { address, open: () => storeAt(address), server: null, drop };
    },
    async stop() {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Schemas on a server of our own. Any number of processes shares each. */
export async function postgresBackend(): Promise<CrashBackend> {
  // Processes and servers die here, machines do not: what was written is not lost for want of a flush.
  const { url, restart, stop } = await startPostgres({ own: true, fsync: false });
  let count = 0;
  const query = async (text: string) => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query(text).finally(() => client.end());
  };
  const others = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
  return {
    store: "postgres",
    processes: 3,
    async create() {
      count += 1;
      const address = { store: "postgres", url, schema: `crash_${count}` } as const;
      await query(`CREATE SCHEMA ${address.schema}`);
      const store = storeAt(address);
      await store.migrate();
      await store.close();
      return {
        address,
        open: () => storeAt(address),
        server: {
          crash: () => restart("immediate"),
          disconnect: () => query(`SELECT pg_terminate_backend(pid) ${others}`),
        },
        drop: () => query(`DROP SCHEMA ${address.schema} CASCADE`),
      };
    },
    stop,
  };
}
