import { perform, system } from "../acts/act.ts";
import type { ServiceContext } from "../context.ts";
import type { Job, Settlement } from "../model/job.ts";
import { commitTurn } from "./commit-turn.ts";
import { identify } from "./identify.ts";
import { leaveToHuman } from "./leave-to-human.ts";
import { route } from "./route.ts";
import { decided } from "./turn.ts";

/**
 * A turn failed for good: a human gets the message, with an apology to the customer. When even that is not possible the
 * job is a dead letter, and the conversation waits for the customer's next message or an operator.
 */
export async function handOverFailedTurn(service: ServiceContext, job: Job, dead: Settlement): Promise<void> {
  const { conversationId } = job.payload as { conversationId: string };
  try {
    const turn = await identify(service, conversationId);
    if (turn !== null) {
      const left = leaveToHuman(turn);
      const { answerThreshold: threshold } = service.policy;
      const failed = { step: "answer", outcome: "abstained", reason: "bot_failed", threshold, candidates: [] } as const;
      const outcome = left.outcome === null ? route(decided(turn, failed), service) : left;
      if (await commitTurn(service, job, outcome, dead)) return;
    }
  } catch (error) {
    service.logger.error({ conversationId, error }, "A failed turn could not be handed over; it is a dead letter.");
  }
  await perform(service, system, (act) => act.tx.settle(job, dead));
}
