import { sqliteTicketStore } from "kefu/sqlite";
import { ticketStoreContract } from "kefu/testing";
import { describe, expect, test } from "vitest";
import { brokenPromises } from "./broken/broken-promises.ts";
import { brokenSql, misspelling } from "./broken/broken-sql.ts";
import { openDatabase } from "./sqlite-files.ts";

describe("the contract finds a SQLite store that", () => {
  test.each(Object.entries(brokenSql))("%s", async (_, mistake) => {
    const databases: ReturnType<typeof misspelling>[] = [];
    const contract = ticketStoreContract(async ({ clock }) => {
      const database = misspelling(await openDatabase(":memory:"), mistake);
      databases.push(database);
      const store = sqliteTicketStore({ database });
      await store.open({ clock });
      return store;
    });
    const broken = await brokenPromises(contract, 1);
    for (const database of databases) database.close();
    expect(databases.some((database) => database.changed() > 0)).toBe(true);
    expect(broken).toHaveLength(1);
  });
});
