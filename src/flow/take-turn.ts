import { perform, system } from "../acts/act.ts";
import type { JobSubject, ServiceContext } from "../context.ts";
import { CustomerServiceError } from "../errors.ts";
import type { Job } from "../model/job.ts";
import type { Turn } from "./turn.ts";
import { way } from "./way.ts";

/** How often a turn is thought out anew because the conversation went back to the bot meanwhile. */
const maxThoughts = 3;

/** The job of kind `turn`: the middle of the way, from what is stored to what is decided. */
export async function takeTurn(service: ServiceContext, job: Job, subject?: JobSubject): Promise<void> {
  const { conversationId } = job.payload as { conversationId: string };
  for (let thought = 0; thought < maxThoughts; thought += 1) {
    let turn: Turn | null = await way.turn.begin(service, conversationId, thought === 0 ? subject : undefined);
    if (turn === null) return perform(service, system, (act) => act.tx.settle(job, { outcome: "done" }));
    for (const step of way.turn.steps) {
      turn = await step(turn, service);
      if (turn.outcome !== null) break;
    }
    if (await way.turn.commit(service, job, turn)) return;
  }
  throw new CustomerServiceError(
    "store.conflict",
    `Conversation ${conversationId} changed its owner during each turn.`,
  );
}
