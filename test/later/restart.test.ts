import { ChannelError } from "kefu";
import { sqliteTicketStore } from "kefu/sqlite";
import { scriptedChannel, seededRandom, simulatedClock } from "kefu/testing";
import { expect, test } from "vitest";
import {
  last,
  slowAnswerer,
  type TestDesk,
  type TestDeskOptions,
  technicalIssue,
  unstartedDesk,
  until,
} from "../harness.ts";
import { temporaryPath } from "../stores/sqlite-files.ts";

/** One desk after the other on one file, with the same time and channel: each is a new process to the store. */
function deskOnFile(options: Partial<TestDeskOptions> = {}) {
  const path = temporaryPath();
  const clock = simulatedClock();
  const channel = scriptedChannel({ id: "telegram", kind: "telegram" });
  let starts = 0;
  return async function next(before?: TestDesk, more: Partial<TestDeskOptions> = {}): Promise<TestDesk> {
    await before?.service.stop({ graceMs: 0 });
    starts += 1;
    const random = seededRandom(starts);
    const made = unstartedDesk({ ...options, ...more, store: sqliteTicketStore(path), clock, channel, random });
    await made.service.start();
    return made;
  };
}

test("after a restart tickets, agents and conversations are as they were", async () => {
  const next = deskOnFile();
  const first = await next();
  await first.say("ada", technicalIssue);
  await first.service.agents.setPresence("wang", "away");
  const before = await first.recordsOf("ada");
  const second = await next(first);
  const wasKept = JSON.parse(await second.recordsOf("ada"));
  expect({ ...wasKept, agents: [] }).toEqual({ ...JSON.parse(before), agents: [] });
  expect(await second.service.agents.get("wang")).toMatchObject({ presence: "away" });
  expect(await second.service.agents.get("li")).toMatchObject({ load: 1 });
});

test("an escalation, its levels and a survey come once, whatever restarts lie between", async () => {
  const told: string[] = [];
  const notifiers = ["first", "second"].map((id) => ({ id, notify: async () => void told.push(id) }));
  const next = deskOnFile({ notifiers, escalation: { levels: [["first"], ["second"]] }, survey: { delayMinutes: 60 } });
  let made = await next();
  await made.say("ada", technicalIssue);
  for (let restart = 0; restart < 10; restart += 1) {
    made = await next(made);
    await made.pass({ minutes: 20 });
  }
  expect(told).toEqual(["first", "second"]);
  await made.service.tickets.close((await made.ticketOf("ada")).id, { agentId: "li" });
  for (let restart = 0; restart < 5; restart += 1) {
    made = await next(made);
    await made.pass({ minutes: 30 });
  }
  const surveys = made.channel.sent.filter(({ content }) => content.template?.name === "survey");
  expect(surveys).toHaveLength(1);
});

test("what was due while no desk ran is done by the next one", async () => {
  const next = deskOnFile();
  const first = await next();
  await first.say("ada", technicalIssue);
  await first.service.stop();
  await first.clock.advance({ hours: 3 });
  const second = await next(first);
  await second.service.idle();
  expect(await second.ticketOf("ada")).toMatchObject({ status: "escalated" });
  expect(second.notifications).toHaveLength(1);
});

test("a turn that was cut off by a stop is done by the next desk, once", async () => {
  const slow = slowAnswerer();
  const next = deskOnFile();
  const first = await next(undefined, { answerers: [slow] });
  await first.channel.say("ada", "slow question");
  await until(() => slow.asked() === 1);
  const second = await next(first);
  slow.answerWith("from the grave");
  await second.service.idle();
  expect(second.channel.sentTo("ada")).toEqual([expect.stringContaining("I am handing you over")]);
  expect(await second.messagesOf("ada")).toHaveLength(2);
});

test("an event delivered again after a restart is a duplicate still", async () => {
  const next = deskOnFile();
  const first = await next();
  await first.say("ada", "refund policy", { eventId: "event-1" });
  const second = await next(first);
  expect(await second.channel.say("ada", "refund policy", { eventId: "event-1" })).toBe("duplicate");
});

test("a message that could not be sent before a stop is sent after it, once", async () => {
  const next = deskOnFile();
  const first = await next();
  first.channel.failNext(new ChannelError("transient", "the line broke"));
  await first.say("ada", "refund policy");
  expect(first.channel.sentTo("ada")).toEqual([]);
  const second = await next(first);
  await second.pass({ minutes: 1 });
  expect(second.channel.sentTo("ada")).toEqual(["Please see our refund policy page"]);
  expect(last(await second.messagesOf("ada"))).toMatchObject({ status: "sent" });
});

test("a workflow whose run was cut off runs again, with the same key", async () => {
  const keys: string[] = [];
  const path = temporaryPath();
  const clock = simulatedClock();
  const first = unstartedDesk({ store: sqliteTicketStore(path), clock });
  first.service.workflow("ticket.opened", (_, { key }) => {
    keys.push(key);
    return new Promise(() => {});
  });
  await first.service.start();
  await first.channel.say("ada", technicalIssue);
  await until(() => keys.length === 1);
  await first.service.stop({ graceMs: 0 });
  const second = unstartedDesk({ store: sqliteTicketStore(path), clock, random: seededRandom(2) });
  second.service.workflow("ticket.opened", (_, { key }) => void keys.push(key));
  await second.service.start();
  await second.service.idle();
  expect(keys).toHaveLength(2);
  expect(keys[0]).toBe(keys[1]);
});
