import { CustomerService } from "kefu";
import { inboxHandler } from "kefu/inbox";
import { postgresTicketStore } from "kefu/postgres";
import { scriptedChannel } from "kefu/testing";
import { expect, onTestFinished, test } from "vitest";
import type { TicketDetails } from "../../../src/http/inbox/protocol.ts";
import { last } from "../../harness.ts";
import { lendTables } from "../../postgres/lent-tables.ts";
import { readEvents } from "./event-reader.ts";
import { visitor } from "./inbox-desk.ts";

test("two processes that share PostgreSQL show each other's tickets, writers and viewers as they happen", async () => {
  const { pool, schema, ready, giveBack } = lendTables();
  await ready();
  const start = async () => {
    const channel = scriptedChannel({ id: "telegram", kind: "telegram" });
    const service = new CustomerService({
      store: postgresTicketStore({ pool, schema }),
      channels: [channel],
      agents: [
        { id: "li", name: "李雷" },
        { id: "wang", name: "Wang" },
      ],
      routing: "manual",
    });
    await service.start();
    const handler = inboxHandler(service, {
      authenticate: ({ headers }) => {
        return { agentId: headers.get("cookie")?.slice("agent=".length) ?? "", role: "agent" };
      },
    });
    return { channel, service, handler };
  };
  const [here, there] = [await start(), await start()];
  onTestFinished(async () => {
    await here.service.stop({ graceMs: 0 });
    await there.service.stop({ graceMs: 0 });
    await giveBack();
  });
  const [li, wang] = [visitor(here.handler, "li"), visitor(there.handler, "wang")];
  const feed = await readEvents(wang);
  await here.channel.say("小明", "应用崩溃，报错了");
  const { row } = await feed.next("ticket");
  expect(row).toMatchObject({ customerName: "小明", agentId: null });
  expect((await li.post(`/api/tickets/${row.id}/take`, { ifVersion: row.version })).status).toBe(200);
  await feed.next("ticket", (event) => event.row.agentId === "li");
  expect(last((await feed.next("agents", ({ agents }) => agents.some(({ load }) => load > 0))).agents)).toBeDefined();

  await li.post(`/api/tickets/${row.id}/viewing`, { viewing: true });
  expect(await feed.next("viewing")).toEqual({ type: "viewing", ticketId: row.id, agentId: "li", viewing: true });
  expect((await wang.get<TicketDetails>(`/api/tickets/${row.id}`)).body.viewers).toEqual(["li"]);
  await li.post(`/api/tickets/${row.id}/typing`);
  expect(await feed.next("typing")).toMatchObject({ conversationId: row.conversationId, agentId: "li" });

  const both = [here, there].map(({ handler }, place) =>
    visitor(handler, place === 0 ? "li" : "wang").post(`/api/tickets/${row.id}/take`, { ifVersion: row.version }),
  );
  expect((await Promise.all(both)).map(({ status }) => status)).toEqual([409, 409]);
});
