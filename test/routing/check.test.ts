import type { TicketStore } from "kefu";
import { describe, expect, test } from "vitest";
import { desk, offTopic, stores, type TestDesk, technicalIssue } from "../harness.ts";
import { change, loseJobs } from "../operations/stored.ts";

/** Ada's ticket is offered to Li, Bob's waits for a skill that nobody has, Cem's is Wang's, who sends heartbeats. */
async function busyDesk(store: TicketStore): Promise<TestDesk> {
  const made = await desk({
    store,
    agents: [
      { id: "li", skills: ["general"] },
      { id: "wang", skills: ["general"], presence: "away" },
    ],
    routes: { technical: { queue: "technical", skills: [{ skill: "technical", relaxAfterMinutes: 9 }] } },
    queues: { technical: { overflow: [{ afterMinutes: 9, to: "general" }] } },
    channelWeights: { telegram: 1.5 },
    ...{ reservationSeconds: 60, reassignAfterMinutes: 9, presenceTimeoutMinutes: 9 },
  });
  await made.say("ada", offTopic);
  await made.say("bob", technicalIssue);
  await made.say("cem", offTopic);
  await made.service.tickets.assign((await made.ticketOf("cem")).id, { to: "wang" });
  await made.service.agents.setPresence("wang", "online");
  await made.service.agents.heartbeat("wang");
  await made.service.idle();
  return made;
}

/** What was done to the store behind the desk's back, and the rules that this breaks. */
const damages: readonly (readonly [
  string,
  readonly string[],
  (store: TicketStore, made: TestDesk) => Promise<void>,
])[] = [
  ["an offer without an end", ["ticket.offer_timer_missing"], (store) => loseJobs(store, "ticket.offer_timeout")],
  ["a wait that never asks for less", ["ticket.relax_timer_missing"], (store) => loseJobs(store, "ticket.relax")],
  ["a wait that never overflows", ["ticket.overflow_timer_missing"], (store) => loseJobs(store, "ticket.overflow")],
  ["an agent who may keep silent", ["ticket.reply_timer_missing"], (store) => loseJobs(store, "ticket.reply_timeout")],
  ["heartbeats that nobody misses", ["agent.silence_timer_missing"], (store) => loseJobs(store, "agent.silent")],
  ["an offer that counts for nothing", ["agent.load_miscounted"], (store) => change(store, "agent", "li", { load: 0 })],
  [
    "a ticket of another weight than its agent carries",
    ["agent.load_miscounted"],
    async (store, { ticketOf }) => change(store, "ticket", (await ticketOf("cem")).id, { weight: 1 }),
  ],
  [
    "a ticket that is offered and waits",
    ["ticket.two_owners"],
    async (store, { ticketOf }) => change(store, "ticket", (await ticketOf("ada")).id, { waiting: true }),
  ],
  [
    "an offer to nobody",
    ["agent.load_miscounted", "conversation.without_ticket", "ticket.left_alone"],
    async (store, { ticketOf }) => change(store, "ticket", (await ticketOf("ada")).id, { reservedFor: null }),
  ],
];

describe.each(stores)("checking how a desk routes on $name", ({ open }) => {
  test("one that is in order has no violations", async () => {
    const made = await busyDesk(open());
    expect(await made.ticketOf("ada")).toMatchObject({ reservedFor: "li", weight: 1.5 });
    expect((await made.service.check()).violations).toEqual([]);
  });

  test.each(damages)("%s is told: %j", async (_, rules, harm) => {
    const store = open();
    const made = await busyDesk(store);
    await harm(store, made);
    const { violations } = await made.service.check();
    expect(violations.map(({ rule }) => rule).sort()).toEqual(rules);
  });
});
