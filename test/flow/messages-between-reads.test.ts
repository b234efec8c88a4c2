import { CustomerService, type StoreReader, type TicketStore } from "kefu";
import { sqliteTicketStore } from "kefu/sqlite";
import { scriptedChannel, simulatedClock } from "kefu/testing";
import { expect, test } from "vitest";
import { temporaryPath } from "../stores/sqlite-files.ts";

/** Two more messages arrive between the two reads of `identify`: as `read` says, they may be of two moments. */
test("a message that comes while a turn begins is not skipped", async () => {
  const store = sqliteTicketStore(temporaryPath());
  const channel = scriptedChannel();
  let arrivals: string[] = [];
  const read: TicketStore["read"] = (tenant, work) =>
    store.read(tenant, (reader) =>
      work(
        new Proxy(reader, {
          get(target, name) {
            const value = Reflect.get(target, name);
            if (typeof value !== "function") return value;
            return async (...values: unknown[]) => {
              const found = await value.apply(target, values);
              if (name === "get" && values[0] === "conversation" && found !== null) {
                for (const text of arrivals.splice(0)) await channel.say("ada", text);
              }
              return found;
            };
          },
        }) as StoreReader,
      ),
    );
  const slow = new Proxy(store, {
    get(target, name) {
      if (name === "read") return read;
      const value = Reflect.get(target, name);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
  const asked: string[] = [];
  let hold: (() => void) | null = null;
  const service = new CustomerService({
    channels: [channel],
    store: slow,
    clock: simulatedClock(),
    answerers: [
      {
        name: "x",
        async answer({ text }) {
          asked.push(text);
          if (text === "question 1")
            await new Promise<void>((resolve) => {
              hold = resolve;
            });
          return { text: `answer to ${text}`, confidence: 1 };
        },
      },
    ],
  });
  await service.start();
  await channel.say("ada", "question 1");
  while (hold === null) await new Promise((r) => setImmediate(r));
  await channel.say("ada", "question 2");
  await channel.say("ada", "question 3");
  // While the next turn begins, which is about 2 and 3, two more come.
  arrivals = ["question 4", "question 5"];
  (hold as () => void)();
  await service.idle();
  expect(asked.join("\n").split("\n")).toEqual(["question 1", "question 2", "question 3", "question 4", "question 5"]);
  await service.stop({ graceMs: 0 });
});
