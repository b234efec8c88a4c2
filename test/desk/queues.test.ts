import { memoryTicketStore } from "kefu";
import { simulatedClock } from "kefu/testing";
import { expect, test } from "vitest";
import { desk, offTopic, stores, technicalIssue } from "../harness.ts";

test.each(stores)("on $name queues tell who waits in them, and since when", async ({ open }) => {
  const { service, say, pass, clock } = await desk({
    store: open(),
    agents: [],
    queues: { technical: { teams: ["second line"] } },
  });
  const since = clock.now();
  await say("ada", technicalIssue);
  await pass({ minutes: 5 });
  await say("bob", technicalIssue);
  const queues = await service.queues.list();
  expect(queues.find(({ name }) => name === "technical")).toEqual({
    ...{ name: "technical", teams: ["second line"], waiting: 2, waitingSince: since, isOpen: true, opensAt: null },
  });
  expect(queues.find(({ name }) => name === "general")).toMatchObject({ waiting: 0, waitingSince: null, teams: [] });
});

test("outside business hours a queue tells when it opens", async () => {
  const clock = simulatedClock(new Date("2026-01-03T10:00:00Z"));
  const businessHours = { zone: "Asia/Shanghai", days: [1, 2, 3, 4, 5], from: "09:00", to: "18:00" };
  const { service } = await desk({ store: memoryTicketStore(), clock, businessHours });
  expect(await service.queues.hours()).toEqual({ isOpen: false, opensAt: new Date("2026-01-05T01:00:00Z") });
  await clock.advance({ hours: 40 });
  expect(await service.queues.hours()).toEqual({ isOpen: true, opensAt: null });
});

test("where each channel has queues of its own, those are listed", async () => {
  const { service } = await desk({ store: memoryTicketStore(), agents: [], unifiedInbox: false });
  expect((await service.queues.list()).map(({ name }) => name)).toEqual(
    expect.arrayContaining(["telegram/technical", "telegram/general"]),
  );
});

test("the clocks and the names of canned replies can be read", async () => {
  const { service, say, ticketOf } = await desk({
    store: memoryTicketStore(),
    cannedReplies: { greeting: "Hello {customer}", thanks: { en: "Thanks", "zh-CN": "谢谢" } },
    sla: [{ name: "all", firstResponseMinutes: 30 }],
  });
  await say("ada", offTopic);
  const ticket = await ticketOf("ada");
  expect(await service.tickets.clocks(ticket.id)).toMatchObject([{ metric: "first_response", state: "running" }]);
  expect(service.tickets.cannedReplies).toEqual(["greeting", "thanks"]);
});
