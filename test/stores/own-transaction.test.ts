import { type Bell, CustomerService, memoryTicketStore, type Ticket } from "kefu";
import { postgresTicketStore } from "kefu/postgres";
import { type ScriptedChannel, scriptedChannel } from "kefu/testing";
import PgBoss from "pg-boss";
import { expect, onTestFinished, test } from "vitest";
import { technicalIssue, until } from "../harness.ts";
import { freshDatabase } from "../postgres/database.ts";

interface BossDesk {
  readonly service: CustomerService;
  readonly channel: ScriptedChannel;
  readonly boss: PgBoss;
  readonly tickets: () => Promise<readonly Ticket[]>;
}

/** A desk and a pg-boss in one database. */
async function deskWithBoss(bells: (boss: PgBoss) => readonly Bell[] = () => []): Promise<BossDesk> {
  const { pool, url } = await freshDatabase();
  const boss = new PgBoss({ connectionString: url, schema: "boss" });
  onTestFinished(() => boss.stop({ graceful: false }));
  boss.on("error", () => {});
  await boss.start();
  await boss.createQueue("crm");
  await boss.createQueue("bell");
  const store = postgresTicketStore({ pool });
  await store.migrate();
  const channel = scriptedChannel({ id: "telegram", kind: "telegram" });
  const service = new CustomerService({ channels: [channel], store, bells: bells(boss) });
  onTestFinished(() => service.stop({ graceMs: 0 }));
  const tickets = () => service.tickets.list({ waiting: true });
  return { service, channel, boss, tickets };
}

test("a job for pg-boss is sent in the transaction that opens the ticket, with the ticket or not at all", async () => {
  const { service, channel, boss, tickets } = await deskWithBoss();
  let refusals = 0;
  service.inTransaction("ticket.opened", async ({ ticket }, sql) => {
    await boss.send("crm", { ticketId: ticket.id, from: ticket.customerId }, { db: sql });
    if (refusals === 0) {
      refusals += 1;
      throw new Error("The CRM's rules refuse it, the first time.");
    }
  });
  await service.start();
  await channel.say("ada", technicalIssue);
  await service.idle();

  expect(await tickets()).toEqual([]);
  expect(await boss.fetch("crm")).toEqual([]);

  await until(async () => (await tickets()).length === 1);
  const [ticket] = await tickets();
  const jobs = await boss.fetch<{ ticketId: string }>("crm", { batchSize: 10 });
  expect(refusals).toBe(1);
  expect(jobs.map(({ data }) => data.ticketId)).toEqual([ticket?.id]);
});

test("pg-boss can be the bell that is asked to wake the desk when its timers are due", async () => {
  const { service, channel, boss } = await deskWithBoss((queue) => [
    {
      onRing(wake) {
        void queue.work("bell", async () => wake());
        return () => void queue.offWork("bell");
      },
      ring: (at) => queue.send("bell", {}, { startAfter: at }),
    },
  ]);
  await service.start();
  await channel.say("ada", technicalIssue);
  await service.idle();
  // At least the reminder that a human must answer within the hour.
  await until(async () => (await boss.getQueueSize("bell", { before: "completed" })) > 0);
});

test("a store without SQL of its own refuses to start with such a handler, and says what to use", async () => {
  const service = new CustomerService({ channels: [scriptedChannel()], store: memoryTicketStore() });
  service.inTransaction("ticket.opened", () => {});
  await expect(service.start()).rejects.toMatchObject({
    code: "workflow.refused",
    message: expect.stringContaining("kefu/postgres"),
  });
});
