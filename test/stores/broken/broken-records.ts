import { isCode } from "../../../src/errors.ts";
import type { RecordTypes } from "../../../src/model/records.ts";
import type { Faults } from "./broken-store.ts";

/** Ways to break records, logs and marks. Each makes its faults anew, since some remember what they saw. */
export const brokenRecords: Readonly<Record<string, () => Faults>> = {
  "loses updates: the version is ignored": () => ({
    transaction: (tx) => ({
      put: async (kind, record) => tx.put(kind, { ...record, version: (await tx.get(kind, record.id))?.version ?? 0 }),
    }),
  }),
  "takes a second record under a unique key as put": () => ({
    transaction: (tx) => ({
      put: async (kind, record) => {
        try {
          return await tx.put(kind, record);
        } catch (error) {
          if (kind === "conversation" && isCode(error, "store.conflict")) return record;
          throw error;
        }
      },
    }),
  }),
  "hands out records that can be changed": () => ({
    transaction: (tx) => ({
      get: async (kind, id) => {
        const record = await tx.get(kind, id);
        return record === null ? null : { ...record };
      },
    }),
  }),
  "keeps the very object it was given": () => {
    const given = new Map<string, object>();
    return {
      transaction: (tx) => ({
        put: async (kind, record) => {
          const put = await tx.put(kind, record);
          given.set(record.id, record);
          return put;
        },
        get: async (kind, id) => {
          const record = await tx.get(kind, id);
          if (record === null) return null;
          const changed = { ...record, ...given.get(id), version: record.version };
          return Object.freeze(changed) as typeof record;
        },
      }),
    };
  },
  "gives dates as text": () => ({
    transaction: (tx) => ({
      get: async (kind, id) => JSON.parse(JSON.stringify(await tx.get(kind, id))),
    }),
  }),
  "gives the dates of logs as text": () => ({
    transaction: (tx) => ({
      readLog: async (log, page) => JSON.parse(JSON.stringify(await tx.readLog(log, page))),
    }),
  }),
  "skips records equal to the cursor": () => ({
    transaction: (tx) => ({
      find: async (kind, index, key, page) => {
        const found = await tx.find(kind, index, key, { ...page, limit: 10_000 });
        const after = page.after as { priorityRank?: number } | undefined;
        const isEqual = (record: object) => "priorityRank" in record && record.priorityRank === after?.priorityRank;
        return found.filter((record) => after === undefined || !isEqual(record)).slice(0, page.limit);
      },
    }),
  }),
  "repeats the cursor's record": () => ({
    transaction: (tx) => ({
      find: async (kind, index, key, page) => {
        const found = await tx.find(kind, index, key, page);
        return page.after === undefined ? found : [page.after, ...found].slice(0, page.limit);
      },
    }),
  }),
  "ignores descending": () => ({
    transaction: (tx) => ({
      find: (kind, index, key, page) => tx.find(kind, index, key, { ...page, descending: false }),
    }),
  }),
  "ignores the limit": () => ({
    transaction: (tx) => ({
      find: (kind, index, key, page) => tx.find(kind, index, key, { ...page, limit: 10_000 }),
    }),
  }),
  "reads what was there before the transaction's own writes": () => ({
    transaction: (tx) => {
      const before = new Map<string, unknown>();
      return {
        put: async (kind, record) => {
          before.set(record.id, await tx.get(kind, record.id));
          return tx.put(kind, record);
        },
        get: async (kind, id) =>
          before.has(id) ? (before.get(id) as RecordTypes[typeof kind] | null) : tx.get(kind, id),
      };
    },
  }),
  "remembers records of transactions that failed": () => {
    const remembered = new Map<string, unknown>();
    return {
      transaction: (tx) => ({
        put: async (kind, record) => {
          const put = await tx.put(kind, record);
          remembered.set(`${tx.tenant} ${kind} ${put.id}`, put);
          return put;
        },
        get: async (kind, id) => {
          const record = remembered.get(`${tx.tenant} ${kind} ${id}`) as RecordTypes[typeof kind] | undefined;
          return record ?? tx.get(kind, id);
        },
      }),
    };
  },
  "reads logs from their beginning, whatever the offset": () => ({
    transaction: (tx) => ({ readLog: (log, { limit }) => tx.readLog(log, { limit }) }),
  }),
  "reads logs backwards": () => ({
    transaction: (tx) => ({ readLog: async (log, page) => (await tx.readLog(log, page)).toReversed() }),
  }),
  "never remembers a mark": () => ({
    transaction: () => ({ mark: async () => true }),
  }),
  "sets marks in transactions of their own: they stay when the work fails": () => {
    const seen = new Set<string>();
    return {
      transaction: (tx) => ({
        mark: async (scope, key) => {
          const mark = JSON.stringify([tx.tenant, scope, key]);
          const isNew = !seen.has(mark);
          seen.add(mark);
          return isNew;
        },
      }),
    };
  },
  "mixes marks of all scopes": () => ({
    transaction: (tx) => ({ mark: (_scope, key) => tx.mark("", key) }),
  }),
};
