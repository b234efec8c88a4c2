import { ChannelError, type ServiceEvents } from "kefu";
import { seededRandom } from "kefu/testing";
import { describe, expect, test } from "vitest";
import { desk, stores, technicalIssue, unstartedDesk, until } from "../harness.ts";

describe.each(stores)("workflows on $name", ({ open }) => {
  test("a workflow runs once for each event, with the records as they were and their dates as dates", async () => {
    const made = unstartedDesk({ store: open() });
    const seen: { payload: ServiceEvents["ticket.closed"]; key: string }[] = [];
    made.service.workflow("ticket.closed", (payload, { key }) => void seen.push({ payload, key }));
    await made.service.start();
    await made.say("ada", technicalIssue);
    const { id } = await made.ticketOf("ada");
    await made.service.tickets.close(id, { agentId: "li" });
    await made.service.idle();
    expect(seen.map(({ payload }) => payload)).toEqual(made.told("ticket.closed"));
    expect(seen[0]?.payload.ticket.closedAt).toEqual(new Date("2026-01-05T09:00:00Z"));
    expect(seen[0]?.payload.ticket.createdAt).toBeInstanceOf(Date);
  });

  test("a workflow that throws runs again, with the same key, until it does not", async () => {
    const made = unstartedDesk({ store: open() });
    const keys: string[] = [];
    made.service.workflow("ticket.opened", (_, { key }) => {
      keys.push(key);
      if (keys.length < 4) throw new Error("not now");
    });
    await made.service.start();
    await made.say("ada", technicalIssue);
    await made.pass({ hours: 1 });
    expect(keys).toHaveLength(4);
    expect(new Set(keys).size).toBe(1);
    expect(made.told("job.died")).toEqual([]);
  });

  test("a workflow that never succeeds is given up, and told", async () => {
    const made = unstartedDesk({ store: open(), unansweredMinutes: null });
    let runs = 0;
    made.service.workflow("ticket.opened", async () => {
      runs += 1;
      throw new Error("never");
    });
    await made.service.start();
    await made.say("ada", technicalIssue);
    await made.pass({ hours: 20 });
    expect(made.told("job.died")).toEqual([]);
    await made.pass({ days: 1 });
    expect(runs).toBe(100);
    await made.pass({ days: 1 });
    expect(runs).toBe(100);
    expect(made.told("job.died")).toMatchObject([{ jobKind: "workflow", error: "never" }]);
  });

  test("a run that hangs for a minute is aborted, and the next one is another try of the same key", async () => {
    const made = unstartedDesk({ store: open() });
    const runs: { key: string; signal: AbortSignal }[] = [];
    made.service.workflow("ticket.opened", (_, run) => {
      runs.push(run);
      return runs.length === 1 ? new Promise<void>(() => {}) : Promise.resolve();
    });
    await made.service.start();
    await made.channel.say("ada", technicalIssue);
    await until(() => runs.length === 1);
    await made.clock.advance({ seconds: 59 });
    expect(runs[0]?.signal.aborted).toBe(false);
    await made.clock.advance({ seconds: 1 });
    expect(runs[0]?.signal.aborted).toBe(true);
    await made.pass({ minutes: 1 });
    expect(runs).toHaveLength(2);
    expect(runs[1]?.key).toBe(runs[0]?.key);
    expect(made.told("job.died")).toEqual([]);
  });

  test("no two events have the same key, nor do those of a desk that starts anew", async () => {
    const keys: string[] = [];
    for (const seed of [1, 2]) {
      const made = unstartedDesk({ store: open(), random: seededRandom(seed) });
      made.service.workflow("ticket.opened", (_, { key }) => void keys.push(key));
      await made.service.start();
      for (const person of ["ada", "bob"]) await made.say(person, technicalIssue);
    }
    expect(keys).toHaveLength(4);
    expect(new Set(keys).size).toBe(4);
  });

  test("a dead letter starts workflows too", async () => {
    const made = unstartedDesk({ store: open() });
    const died: ServiceEvents["job.died"][] = [];
    made.service.workflow("job.died", (payload) => void died.push(payload));
    await made.service.start();
    made.channel.failNext(new ChannelError("transient", "away for ever"), 100);
    await made.say("ada", "hello");
    await made.pass({ days: 2 });
    expect(made.told("job.died")).toMatchObject([{ jobKind: "deliver" }]);
    expect(died).toEqual(made.told("job.died"));
  });

  test("a workflow holds up neither the customer nor another workflow", async () => {
    const made = unstartedDesk({ store: open() });
    const ran: string[] = [];
    made.service.workflow(
      "message.received",
      () => {
        throw new Error("never");
      },
      { name: "broken" },
    );
    made.service.workflow("message.received", () => void ran.push("sound"), { name: "sound" });
    await made.service.start();
    await made.say("ada", "refund policy");
    expect(made.channel.sentTo("ada")).toHaveLength(1);
    expect(ran).toEqual(["sound"]);
  });

  test("what an undone act would have told starts no workflow", async () => {
    const made = unstartedDesk({ store: open() });
    const runs: string[] = [];
    made.service.workflow("ticket.closed", (_, { key }) => void runs.push(key));
    await made.service.start();
    await made.say("ada", technicalIssue);
    const { id } = await made.ticketOf("ada");
    await made.service.tickets.close(id);
    await expect(made.service.tickets.close(id)).rejects.toMatchObject({ code: "ticket.bad_move" });
    await made.service.idle();
    expect(runs).toHaveLength(1);
  });

  test("a workflow is registered before start", async () => {
    const { service } = await desk({ store: open() });
    expect(() => service.workflow("ticket.closed", () => {})).toThrow(
      expect.objectContaining({ code: "workflow.refused", message: expect.stringContaining("before start") }),
    );
  });

  test("two workflows have two names", () => {
    const { service } = unstartedDesk({ store: open() });
    service.workflow("ticket.closed", () => {});
    expect(() => service.workflow("ticket.closed", () => {})).toThrow(
      expect.objectContaining({ code: "workflow.refused", message: expect.stringContaining("ticket.closed already") }),
    );
    service.workflow("ticket.closed", () => {}, { name: "another" });
  });
});
