import type { TicketStore } from "kefu";
import { FullWay } from "./full-way.ts";
import { compare, report, size } from "./report.ts";
import { storeTickets } from "./stored-tickets.ts";

/** What a message costs beside many stored tickets, against what it costs beside few. */
export async function measureGrowth(
  name: string,
  open: (name: string) => TicketStore | Promise<TicketStore>,
  manyTickets: number = size.many,
): Promise<void> {
  const started = async (called: string, tickets: number) => {
    const store = await open(called);
    const way = new FullWay(store);
    await way.start();
    await storeTickets(store, tickets);
    await way.run(size.warmUp);
    return way;
  };
  const few = await started("few", size.few);
  const many = await started("many", manyTickets);
  const rates = { few: [] as number[], many: [] as number[] };
  for (let round = 0; round < size.rounds; round += 1) {
    rates.few.push(await few.run(size.messages));
    rates.many.push(await many.run(size.messages));
  }
  await few.stop();
  await many.stop();
  report(
    `cost of a message, ${manyTickets} against ${size.few} stored tickets, ${name}`,
    compare(rates.few, rates.many),
    "ratio",
  );
}
