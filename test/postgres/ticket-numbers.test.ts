import { CustomerService, type FoundTickets } from "kefu";
import { postgresTicketStore } from "kefu/postgres";
import { scriptedChannel } from "kefu/testing";
import { expect, onTestFinished, test } from "vitest";
import { freshSchema } from "./database.ts";

test("two desks on one database that open tickets at the same time number them without a gap or a double", async () => {
  const { pool, schema } = await freshSchema();
  await postgresTicketStore({ pool, schema }).migrate();
  const desks: { service: CustomerService; channel: ReturnType<typeof scriptedChannel> }[] = [];
  for (const id of ["left", "right"]) {
    const channel = scriptedChannel({ id });
    const service = new CustomerService({
      channels: [channel],
      store: postgresTicketStore({ pool, schema }),
      survey: false,
    });
    onTestFinished(() => service.stop({ graceMs: 0 }));
    await service.start();
    desks.push({ service, channel });
  }
  const customers = Array.from({ length: 50 }, (_, index) => `customer-${index}`);
  await Promise.all(desks.flatMap(({ channel }) => customers.map((person) => channel.say(person, "tell me a joke"))));
  const [first] = desks;
  const searchAll = async (after: string | null): Promise<FoundTickets> =>
    first === undefined ? { tickets: [], after } : first.service.tickets.search({}, { limit: 200, after });
  const numbers = async () => {
    const found: number[] = [];
    let after: string | null = null;
    do {
      const page: FoundTickets = await searchAll(after);
      found.push(...page.tickets.map(({ number }) => number));
      after = page.after;
    } while (after !== null);
    return found.sort((one, other) => one - other);
  };
  await Promise.all(desks.map(({ service }) => service.idle()));
  await expect.poll(numbers, { timeout: 20_000 }).toEqual(Array.from({ length: 100 }, (_, index) => index + 1));
});
