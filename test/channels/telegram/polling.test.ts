import { inspect } from "node:util";
import { CustomerServiceError } from "kefu";
import { describe, expect, test } from "vitest";
import { until } from "../../harness.ts";
import { token } from "./fake-bot-api.ts";
import { messageUpdate, recorded } from "./recorded.ts";
import { type StartedChannel, startedChannel } from "./started-channel.ts";

const unavailable = () => {
  throw new CustomerServiceError("store.unavailable", "The store is away.");
};
const broken = () => {
  throw new TypeError("x is not a function");
};
const conflict = { error_code: 409, description: "Conflict: terminated by other getUpdates request" };

const polling = () => startedChannel({ mode: "polling" });
/** By when these have gone out, a loop that asks too early has asked. */
async function meanwhile({ send }: StartedChannel): Promise<void> {
  for (const text of ["one", "two", "three", "four", "five"]) await send("7", { text });
}

const polls = ({ api }: StartedChannel) => api.callsOf("getUpdates");

describe("polling", () => {
  test("takes no webhooks, and asks for what the desk understands", async () => {
    const made = await polling();
    expect(made.channel.handle).toBeUndefined();
    await until(() => polls(made).length > 0);
    expect(polls(made)).toEqual([
      {
        timeout: 30,
        allowed_updates: ["message", "edited_message", "callback_query", "message_reaction", "my_chat_member"],
      },
    ]);
  });

  test("gives every update of a batch to the desk, whatever its kind, and then confirms them", async () => {
    const { api, received } = await polling();
    const batch = recorded.map(([, update], index) => ({ ...update, update_id: index + 1 }));
    api.deliver(...batch, { update_id: 100, telepathy: {} }, messageUpdate(101, { text: "last" }));
    await until(() => api.unconfirmed() === 0);
    const ids = [...batch.map((_, index) => index + 1), 100, 101];
    expect(received.map(({ eventId }) => eventId)).toEqual(ids.map((id) => `update:123456:${id}`));
    expect(api.callsOf("getUpdates").at(-1)).toMatchObject({ offset: 102 });
  });

  test("confirms nothing that is not stored: the same comes again when the store is back", async () => {
    const { api, received, whenReceiving, clock, logged } = await polling();
    whenReceiving((event) => (event.eventId === "update:123456:2" ? unavailable() : null));
    api.deliver(messageUpdate(1, { text: "one" }), messageUpdate(2, { text: "two" }));
    await until(() => logged.length === 1);
    await clock.advance({ minutes: 1 });
    await until(() => logged.length === 2);
    expect(api.unconfirmed()).toBe(2);
    whenReceiving(() => {});
    await clock.advance({ minutes: 1 });
    await until(() => api.unconfirmed() === 0);
    expect(new Set(received.map(({ eventId }) => eventId))).toEqual(new Set(["update:123456:1", "update:123456:2"]));
    expect(logged[0]).toMatchObject({
      level: "error",
      sentence: "Updates of Telegram could not be stored; they are asked for again.",
    });
  });

  test("waits longer after each failure, and does not ask meanwhile", async () => {
    const made = await polling();
    made.whenReceiving(unavailable);
    made.api.deliver(messageUpdate(1, { text: "one" }));
    for (const [round, seconds] of [1, 2, 4, 8, 16, 32, 60, 60, 60, 60, 60, 60].entries()) {
      await until(() => made.logged.length === round + 1);
      const asked = polls(made).length;
      await made.clock.advance(seconds * 1_000 - 1);
      await meanwhile(made);
      expect(polls(made).length).toBe(asked);
      await made.clock.advance(1);
    }
    expect(made.api.unconfirmed()).toBe(1);
  });

  test("an update that the desk refuses is logged, and the next ones go on", async () => {
    const { api, received, whenReceiving, logged } = await polling();
    whenReceiving((event) => {
      if (event.eventId === "update:123456:1") throw new CustomerServiceError("message.invalid", "No.");
    });
    api.deliver(messageUpdate(1, { text: "one" }), messageUpdate(2, { text: "two" }));
    await until(() => api.unconfirmed() === 0);
    expect(received).toMatchObject([{ eventId: "update:123456:2" }]);
    expect(logged).toMatchObject([{ level: "error", details: { event: "update:123456:1" } }]);
  });

  test("an update on which the desk breaks is tried ten times, then passed by; others are never lost", async () => {
    const { api, received, whenReceiving, clock, logged } = await polling();
    whenReceiving((event) => (event.eventId === "update:123456:1" ? broken() : null));
    api.deliver(messageUpdate(1, { text: "one" }), messageUpdate(2, { text: "two" }));
    for (let tries = 1; tries <= 10; tries += 1) {
      await until(() => logged.length === tries);
      await clock.advance({ minutes: 1 });
    }
    await until(() => api.unconfirmed() === 0);
    expect(received).toMatchObject([{ eventId: "update:123456:2" }]);
    expect(logged.at(-1)).toMatchObject({ details: { update: 1 }, sentence: expect.stringContaining("passed by") });
  });

  test("however long the store is away, an update on which the desk breaks after that has all of its tries", async () => {
    const { api, received, whenReceiving, clock, logged } = await polling();
    whenReceiving(unavailable);
    api.deliver(messageUpdate(1, { text: "one" }));
    for (let round = 1; round <= 13; round += 1) {
      if (round === 12) whenReceiving(broken);
      await until(() => logged.length === round);
      await clock.advance({ minutes: 1 });
    }
    whenReceiving(() => {});
    await clock.advance({ minutes: 1 });
    await until(() => api.unconfirmed() === 0);
    expect(received).toMatchObject([{ eventId: "update:123456:1" }]);
  });

  test("what has no number, or is no list, does not stop it", async () => {
    const { api, received } = await polling();
    api.deliver({ message: {} }, null, messageUpdate(5, { text: "five" }));
    await until(() => received.length > 0);
    expect(received).toMatchObject([{ eventId: "update:123456:5" }]);
  });
});

describe("what goes wrong at Telegram", () => {
  test.each([
    [conflict, /stop the other process that polls it, or remove its webhook/],
    [{ error_code: 401, description: "Unauthorized" }, /take the current one from @BotFather/],
    [{ error_code: 500, description: "Internal Server Error" }, /asked for again/],
    ["reset", /asked for again/],
    ["gateway page", /asked for again/],
  ] as const)("%o is told with what to do, without the token, and polling goes on", async (failure, sentence) => {
    const { api, clock, logged, received } = await startedChannel({ mode: "polling" }, (api) =>
      api.failNext(failure, "getUpdates"),
    );
    await until(() => logged.length === 1);
    expect(logged).toMatchObject([{ level: "error", sentence: expect.stringMatching(sentence) }]);
    expect(inspect(logged, { depth: null, showHidden: true })).not.toContain(token);
    api.deliver(messageUpdate(1, { text: "hi" }));
    await clock.advance({ seconds: 1 });
    await until(() => received.length === 1);
  });

  test("a limit is kept for as long as Telegram says", async () => {
    const made = await polling();
    await until(() => polls(made).length === 1);
    made.api.failNext(
      { error_code: 429, description: "Too Many Requests", parameters: { retry_after: 90 } },
      "getUpdates",
    );
    made.api.deliver(messageUpdate(1, { text: "hi" }));
    await until(() => made.logged.length === 1);
    await made.clock.advance(89_999);
    await meanwhile(made);
    expect(polls(made)).toHaveLength(1);
    await made.clock.advance(1);
    await until(() => polls(made).length === 2);
  });

  test("an answer that comes at once, with nothing to confirm, does not make it ask without a pause", async () => {
    const made = await polling();
    await until(() => polls(made).length === 1);
    made.api.deliver(null);
    await meanwhile(made);
    expect(polls(made)).toHaveLength(1);
    await until(async () => {
      await made.clock.advance(300);
      return polls(made).length === 2;
    });
  });
});

test("a stop ends the poll under way at once, and nothing is asked or received after it", async () => {
  const made = await polling();
  await until(() => polls(made).length === 1);
  await made.channel.stop();
  made.api.deliver(messageUpdate(1, { text: "late" }));
  await made.clock.advance({ minutes: 10 });
  expect(polls(made)).toHaveLength(1);
  expect(made.received).toEqual([]);
});

test("a stop ends a pause at once", async () => {
  const made = await polling();
  made.whenReceiving(unavailable);
  made.api.deliver(messageUpdate(1, { text: "one" }));
  await until(() => made.logged.length === 1);
  await made.channel.stop();
  expect(made.received).toEqual([]);
});
