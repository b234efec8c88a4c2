import type { TicketStore } from "kefu";
import { describe, expect, test } from "vitest";
import type { Board, DeadLetterList, HealthView, Me } from "../../../src/http/inbox/protocol.ts";
import { stores } from "../../harness.ts";
import { inboxDesk, salesTicket, takenTicket, waitingTicket } from "./inbox-desk.ts";

describe.each(stores)("the desk as the inbox shows it on $name", ({ open }) => {
  test("everybody is told who they are, who else is there, and which queues they see", async () => {
    const made = await inboxDesk({ store: open(), cannedReplies: { hello: "您好" } });
    const { body } = await made.as("li").get<Me>("/api/me");
    expect(body).toMatchObject({
      agent: { id: "li", name: "李雷", presence: "online", load: 0, capacity: 5 },
      role: "agent",
      queues: ["technical", "general"],
      allQueues: ["technical", "general", "sales"],
      cannedReplies: ["hello"],
    });
    expect(body.agents.map(({ id }) => id).sort()).toEqual(["li", "root", "sun", "wang", "zhao"]);
    expect((await made.as("zhao").get<Me>("/api/me")).body.queues).toEqual(["sales"]);
    expect((await made.as("sun").get<Me>("/api/me")).body.queues).toEqual(["technical", "general", "sales"]);
  });

  test("one sets one's own presence, and a supervisor anybody's", async () => {
    const made = await inboxDesk({ store: open() });
    expect((await made.as("li").post("/api/me/presence", { presence: "away" })).body).toMatchObject({
      id: "li",
      presence: "away",
    });
    expect((await made.as("sun").post("/api/agents/wang/presence", { presence: "offline" })).status).toBe(200);
    expect((await made.service.agents.get("wang")).presence).toBe("offline");
    expect((await made.as("sun").post("/api/agents/nobody/presence", { presence: "away" })).status).toBe(404);
    expect((await made.as("li").post("/api/me/presence", { presence: "busy" })).status).toBe(422);
  });

  test("the board counts what waits, what is late, what is escalated, and how today's customers were served", async () => {
    const sla = [{ name: "all", resolutionMinutes: 60 }];
    const made = await inboxDesk({ store: open(), sla }, { zone: "Asia/Shanghai" });
    const { tickets, surveys } = made.service;
    // 09:00 in UTC is 17:00 in Shanghai; when the others are closed, it is the next day there.
    const yesterday = await takenTicket(made, "early", "li");
    await tickets.close(yesterday.id, { agentId: "li" });
    await made.service.idle();
    await surveys.answer(yesterday.id, { score: 1 });
    await made.pass({ hours: 8 });
    await waitingTicket(made, "late");
    await made.pass({ minutes: 40 });
    await waitingTicket(made, "waiting");
    await made.pass({ minutes: 31 });
    for (const [person, score] of [
      ["ada", 5],
      ["bob", 2],
      ["carl", null],
    ] as const) {
      const { id } = await takenTicket(made, person, "li");
      await tickets.close(id, { agentId: "li" });
      await made.service.idle();
      if (score !== null) await surveys.answer(id, { score });
    }
    const { id } = await takenTicket(made, "dora", "wang");
    await tickets.escalate(id, { reason: "很急" });
    await salesTicket(made, "eve");
    const { body } = await made.as("sun").get<Board>("/api/board");
    expect(body.queues).toMatchObject([
      { name: "technical", waiting: 2, isOpen: true },
      { name: "general", waiting: 0, waitingSince: null },
      { name: "sales", waiting: 1 },
    ]);
    expect(body.queues[0]?.waitingSince).toBe("2026-01-05T17:00:00.000Z");
    expect(body.sla).toEqual({ breached: 1, dueSoon: 1 });
    expect(body.escalated).toBe(2);
    expect(body.csat).toEqual({ score: 0.5, answered: 2, asked: 3, responseRate: 2 / 3 });
    expect(body.agents.find(({ id: agentId }) => agentId === "wang")).toMatchObject({ load: 1, capacity: 5 });
  });

  test("an admin sees what is wrong, and lets what died run again", async () => {
    const store: TicketStore = open();
    const made = await inboxDesk({ store });
    await made.service.idle();
    expect((await made.as("root").get<HealthView>("/api/health")).body).toMatchObject({
      status: "ok",
      jobs: { ready: 0, dead: 0 },
      channels: [{ id: "telegram", kind: "telegram", downBecause: null }],
    });
    await store.transact("default", (tx) => tx.enqueue({ kind: "no.such.kind", payload: null, maxAttempts: 1 }));
    made.service.wake();
    await made.service.idle();
    expect((await made.as("root").get<HealthView>("/api/health")).body).toMatchObject({ status: "degraded" });
    const { body } = await made.as("root").get<DeadLetterList>("/api/dead-letters");
    expect(body.deadLetters).toMatchObject([{ kind: "no.such.kind", at: "2026-01-05T09:00:00.000Z" }]);
    const [letter] = body.deadLetters;
    expect((await made.as("root").post(`/api/dead-letters/${letter?.id}/retry`)).status).toBe(204);
    await made.service.idle();
    expect((await made.as("root").post("/api/dead-letters/none/retry")).status).toBe(404);
  });
});
