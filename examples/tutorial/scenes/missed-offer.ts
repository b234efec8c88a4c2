import { equal } from "node:assert/strict";
import { passes, says, type TutorialDesk, ticketOf } from "../desk.ts";
import type { Story } from "../story.ts";

/** An offer that nobody accepts in a minute goes to the next, and who missed it is away. */
export async function missedOffer(desk: TutorialDesk, story: Story): Promise<void> {
  const { service, webchat } = desk;
  await story.step("a ticket is offered to Wang, who has a minute to accept it", async () => {
    await service.agents.setPresence("li", "offline");
    await says(desk, webchat, "tom", "I want to talk to a human");
    const ticket = await ticketOf(desk, webchat, "tom");
    equal(ticket.reservedFor, "wang");
    equal(ticket.agentId, null);
  });
  await story.step("Wang misses it and is away; Chen comes, is asked next, and accepts", async () => {
    await service.agents.setPresence("chen", "online");
    await passes(desk, { minutes: 1 });
    equal((await service.agents.get("wang")).presence, "away");
    const { id, reservedFor } = await ticketOf(desk, webchat, "tom");
    equal(reservedFor, "chen");
    await service.tickets.accept(id, { agentId: "chen" });
    await service.idle();
    equal((await service.tickets.get(id)).agentId, "chen");
  });
}
