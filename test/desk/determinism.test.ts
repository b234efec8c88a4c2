import { ChannelError, type TicketStore } from "kefu";
import { seededRandom } from "kefu/testing";
import { expect, test } from "vitest";
import { desk, last, offTopic, stores, technicalIssue } from "../harness.ts";

/** Everything that happens at a busy desk in a week, as one text. */
async function eventLogOf(store: TicketStore, { seed = 7, atOnce = true } = {}): Promise<string> {
  const { service, channel, say, pass, ticketOf, events } = await desk({ store, random: seededRandom(seed) });
  await say("ada", "如何重置密码");
  await say("bob", technicalIssue);
  channel.failNext(new ChannelError("transient", "the line broke"), 3);
  await say("cyd", offTopic);
  await pass({ minutes: 2 });
  const bob = (await ticketOf("bob")).id;
  await service.tickets.reply(bob, { agentId: "li", text: "Which version?" });
  await service.idle();
  await say("bob", "1.2");
  await service.tickets.escalate(bob, { agentId: "li", reason: "over my head" });
  await service.idle();
  await pass({ hours: 2 });
  if (atOnce) await Promise.all(["dan", "eve", "fay"].map((person) => channel.say(person, offTopic)));
  else for (const person of ["dan", "eve", "fay"]) await say(person, offTopic);
  await service.idle();
  await service.agents.setPresence("wang", "offline");
  await service.tickets.resolve(bob, { agentId: "li" });
  await service.idle();
  await service.tickets.close((await ticketOf("cyd")).id, { agentId: "wang" });
  await service.idle();
  await say("cyd", { choice: last(last(channel.sent).content.options ?? []) });
  await pass({ days: 6 });
  await say("bob", "3");
  return events.map((event) => JSON.stringify(event)).join("\n");
}

/** A database of its own process does several things at once, and which of them is first is not for a seed to say. */
const embedded = stores.filter(({ name }) => name !== "postgres");

test.each(embedded)("on $name the same seed and script give the same events, byte for byte", async ({ open }) => {
  const log = await eventLogOf(open());
  expect(log.split("\n").length).toBeGreaterThan(50);
  expect(await eventLogOf(open())).toBe(log);
});

// Which of several conversations is first when they write at once, each store decides itself.
test("every store gives the same events, byte for byte, when one person writes after another", async () => {
  const logs = new Set<string>();
  for (const { open } of embedded) logs.add(await eventLogOf(open(), { atOnce: false }));
  expect(logs.size).toBe(1);
});

test("another seed gives other ids", async () => {
  const [store] = embedded;
  expect(await eventLogOf(store?.open() ?? expect.fail("no store"), { seed: 1 })).not.toBe(
    await eventLogOf(store?.open() ?? expect.fail("no store"), { seed: 2 }),
  );
});
