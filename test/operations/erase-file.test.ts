import { sqliteTicketStore } from "kefu/sqlite";
import { expect, onTestFinished, test } from "vitest";
import type { SqliteDatabase } from "../../src/stores/sqlite/index.ts";
import { desk, technicalIssue } from "../harness.ts";
import { openDatabase, temporaryPath } from "../stores/sqlite-files.ts";

const number = "8613800001111";
const name = "王小芳";

/** Every row of every table of a database, as text. */
function dump(database: SqliteDatabase): string {
  const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all() as { name: string }[];
  return tables.map(({ name: table }) => JSON.stringify(database.prepare(`SELECT * FROM "${table}"`).all())).join("\n");
}

test("no row of the file has a word of an erased customer, and all of the others are there", async () => {
  const path = temporaryPath();
  const { service, say, ticketOf, conversationOf, pass } = await desk({ store: sqliteTicketStore(path) });
  const from = { ids: [number], name, verified: true };
  await say(number, "退款政策在哪里", { from });
  await say(number, '系统报错："蓝屏"\n路由器坏了', { from });
  const { id } = await ticketOf(number);
  await service.tickets.reply(id, { agentId: "li", text: "请重启路由器" });
  await service.tickets.note(id, { agentId: "li", text: "她很着急" });
  await service.tickets.close(id, { agentId: "li" });
  await service.idle();
  await service.surveys.answer(id, { score: 1, comment: "太慢了" });
  await say(number, "又报错了", { from });
  await say("bob", technicalIssue);
  await pass({ minutes: 1 });

  const database = await openDatabase(path);
  onTestFinished(() => void database.close());
  const { id: conversationId, customerId } = await conversationOf(number);
  const ids = [number, conversationId, customerId ?? "", id];
  const said = [name, "退款政策在哪里", "蓝屏", "路由器坏了", "请重启路由器", "她很着急", "太慢了", "又报错了"];
  const before = dump(database);
  for (const text of [...ids, ...said]) expect(before).toContain(text);
  expect((await service.customers.erase(customerId ?? "")).remaining).toEqual([]);
  const after = dump(database);
  for (const text of [...ids, ...said]) expect(after).not.toContain(text);
  expect(after).toContain(technicalIssue);
});
