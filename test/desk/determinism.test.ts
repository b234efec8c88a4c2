import { ChannelError, type TicketStore } from "kefu";
import { seededRandom } from "kefu/testing";
import { expect, test } from "vitest";
import { desk, last, offTopic, stores, technicalIssue } from "../harness.ts";

/** Everything that happens at a busy desk in a week, as one text. */
async function eventLogOf(store: TicketStore, seed = 7): Promise<string> {
  const { service, channel, say, pass, ticketOf, events } = await desk({ store, random: seededRandom(seed) });
  await say("ada", "如何重置密码");
  await say("bob", technicalIssue);
  channel.failNext(new ChannelError("transient", "the line broke"), 3);
  await say("cyd", offTopic);
  await pass({ minutes: 2 });
  const bob = (await ticketOf("bob")).id;
  await service.tickets.reply(bob, { agentId: "li", text: "Which version?" });
  await say("bob", "1.2");
  await service.tickets.escalate(bob, { agentId: "li", reason: "over my head" });
  await pass({ hours: 2 });
  await Promise.all(["dan", "eve", "fay"].map((person) => channel.say(person, offTopic)));
  await service.idle();
  await service.agents.setPresence("wang", "offline");
  await service.tickets.resolve(bob, { agentId: "li" });
  await service.tickets.close((await ticketOf("cyd")).id, { agentId: "wang" });
  await service.idle();
  await say("cyd", { choice: last(last(channel.sent).content.options ?? []) });
  await pass({ days: 6 });
  await say("bob", "3");
  return events.map((event) => JSON.stringify(event)).join("\n");
}

test.each(stores)("on $name the same seed and script give the same events, byte for byte", async ({ open }) => {
  const log = await eventLogOf(open());
  expect(log.split("\n").length).toBeGreaterThan(50);
  expect(await eventLogOf(open())).toBe(log);
});

test("every store gives the same events, byte for byte", async () => {
  const logs = new Set<string>();
  for (const { open } of stores) logs.add(await eventLogOf(open()));
  expect(logs.size).toBe(1);
});

test("another seed gives other ids", async () => {
  const [store] = stores;
  expect(await eventLogOf(store?.open() ?? expect.fail("no store"), 1)).not.toBe(
    await eventLogOf(store?.open() ?? expect.fail("no store"), 2),
  );
});
