import { describe, expect, test } from "vitest";
import { desk, offTopic, stores } from "../harness.ts";
import { brokenStore } from "../stores/broken/broken-store.ts";

describe.each(stores)("a long queue on $name", ({ open }) => {
  test("two hundred waiting customers cost no transactions for those the free agent cannot help", async () => {
    let transactions = 0;
    const store = brokenStore(open(), {
      store: (whole) => ({
        transact(tenant, work) {
          transactions += 1;
          return whole.transact(tenant, work);
        },
      }),
    });
    const agents = [{ id: "li", skills: ["technical"], capacity: 1_000 }];
    const { say, service } = await desk({ store, agents, unansweredMinutes: null });
    const customers = 200;
    for (let customer = 0; customer < customers; customer += 1) await say(`customer-${customer}`, offTopic);
    expect(await service.tickets.list({ waiting: true }, { limit: 1_000 })).toHaveLength(customers);
    expect(transactions / customers).toBeLessThan(20);

    const before = transactions;
    await service.agents.setPresence("li", "away");
    await service.agents.setPresence("li", "online");
    await service.idle();
    expect(transactions - before).toBeLessThan(20);
  });
});
