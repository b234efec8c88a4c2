import { readFileSync } from "node:fs";
import { sqliteTicketStore } from "kefu/sqlite";
import { seededRandom, simulatedClock } from "kefu/testing";
import { expect, test } from "vitest";
import { sqliteDialect } from "../../src/stores/sql/dialect.ts";
import { migrations } from "../../src/stores/sql/migrations.ts";
import { desk } from "../harness.ts";
import { openDatabase, temporaryPath } from "./sqlite-files.ts";

const schema1 = readFileSync(new URL("sqlite-schema-1.sql", import.meta.url), "utf8");
/** When its process died. */
const then = new Date("2026-01-05T09:10:00Z");

/** A file of kefu 0.1.0, killed while bo's first question was thought about, and cleo's had been given up. */
async function oldFile(): Promise<string> {
  const path = temporaryPath();
  const database = await openDatabase(path);
  database.exec(schema1);
  database.close();
  return path;
}

async function schemaOf(path: string): Promise<readonly unknown[]> {
  const database = await openDatabase(path);
  const rows = database.prepare("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name").all();
  database.close();
  return rows.map((row) => (row as { sql: string }).sql);
}

test("the first step of the schema is what kefu 0.1.0 made", () => {
  const created = schema1.split("\n").filter((line) => line.startsWith("CREATE"));
  expect(migrations(sqliteDialect)[0]?.statements.map((statement) => `${statement};`)).toEqual(created);
});

test("a file of the first schema is refused, and the error says the call and the command that upgrade it", async () => {
  const path = await oldFile();
  await expect(sqliteTicketStore(path).open({ clock: simulatedClock() })).rejects.toMatchObject({
    code: "store.wrong_schema",
    message: expect.stringContaining(
      `call \`await store.migrate()\` once, or run \`npx kefu migrate --sqlite ${path} --apply\`.`,
    ),
    details: { missing: [2, 3] },
  });
  const database = await openDatabase(path);
  await expect(sqliteTicketStore({ database }).open({ clock: simulatedClock() })).rejects.toMatchObject({
    message: expect.stringMatching(/call `await store.migrate\(\)` once\.$/),
  });
  database.close();
});

test("a dry run of the upgrade tells what is missing and changes nothing; the upgrade leaves what a new file has", async () => {
  const path = await oldFile();
  const before = await schemaOf(path);
  const store = sqliteTicketStore(path);
  const planned = await store.migrate({ dryRun: true });
  expect(planned.some((statement) => statement.includes("cs_conversation_by_state"))).toBe(true);
  expect(planned.filter((statement) => statement.startsWith("CREATE TABLE cs_ticket "))).toEqual([]);
  expect(await schemaOf(path)).toEqual(before);
  expect(await store.migrate()).toEqual(planned);
  expect(await store.migrate()).toEqual([]);
  const fresh = temporaryPath();
  await sqliteTicketStore(fresh).migrate();
  expect(await schemaOf(path)).toEqual(await schemaOf(fresh));
});

test("a desk on the upgraded file takes up the work that waited, and finds what there was", async () => {
  const path = await oldFile();
  const store = sqliteTicketStore(path);
  await store.migrate();
  const clock = simulatedClock(then);
  const { service, channel, pass, told, ticketOf, conversationOf } = await desk({
    ...{ store, clock, random: seededRandom(2), unansweredMinutes: 60 },
  });
  await service.idle();
  // His claimed turn is taken up, and with it what he wrote in the meantime.
  expect(channel.sentTo("bo")).toEqual(["Please see our refund policy page"]);
  expect(await conversationOf("bo")).toMatchObject({ lastSequence: 3, handledSequence: 3 });
  await pass({ minutes: 1 });
  expect(channel.sentTo("eve")).toEqual(["Please see our refund policy page"]);

  const ticket = await ticketOf("ada");
  const { story } = await service.explain(ticket.id);
  expect(story).toContainEqual(expect.stringContaining("queue technical, skills technical"));
  expect(story).toContainEqual(expect.stringMatching(/^assign: li, by skill_based.*rejected: wang/));
  expect(ticket).toMatchObject({
    agentId: "li",
    status: "open",
    weight: 1,
    tags: [],
    skills: [{ skill: "technical", level: 1 }],
  });
  expect(await service.tickets.history(ticket.id)).toHaveLength(3);
  await pass({ minutes: 60 });
  expect(told("ticket.escalated")).toMatchObject([{ ticket: { id: ticket.id } }]);

  const withHumans = await store.read("default", (reader) =>
    reader.find("conversation", "byState", { state: "human" }, { limit: 9 }),
  );
  expect(withHumans).toEqual([await conversationOf("ada")]);
  const [dead] = await store.read("default", (reader) => reader.findJobs("dead", { limit: 9 }));
  expect(dead).toMatchObject({ kind: "turn", attempt: 8, error: 'the ids said "no more"' });
});

test("a dead letter of the first schema can be revived after the upgrade", async () => {
  const store = sqliteTicketStore(await oldFile());
  await store.migrate();
  const { service, clock, ticketOf } = await desk({ store, clock: simulatedClock(then) });
  await service.idle();
  const [dead] = await store.read("default", (reader) => reader.findJobs("dead", { limit: 9 }));
  expect(await store.maintenance.revive("default", dead?.id ?? "")).toBe(true);
  await clock.advance({ minutes: 1 });
  await service.idle();
  expect(await ticketOf("cleo")).toMatchObject({ agentId: "wang" });
});
