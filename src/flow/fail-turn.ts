import { perform, system } from "../acts/act.ts";
import { endJob } from "../acts/end-job.ts";
import { sayText } from "../acts/say.ts";
import type { ServiceContext } from "../context.ts";
import type { Job, Settlement } from "../model/job.ts";
import { commitTurn } from "./commit-turn.ts";
import { identify } from "./identify.ts";
import { leaveToHuman } from "./leave-to-human.ts";
import { route } from "./route.ts";
import { decided } from "./turn.ts";

/**
 * A turn failed for good: a human gets the message, with an apology to the customer. When even that is not possible, the
 * customer is asked to write again, and operators find a dead letter.
 */
export async function handOverFailedTurn(service: ServiceContext, job: Job, dead: Settlement): Promise<void> {
  const { conversationId } = job.payload as { conversationId: string };
  try {
    const turn = await identify(service, conversationId, undefined, { waits: false });
    if (turn !== null && !("waitMs" in turn)) {
      const left = leaveToHuman(turn);
      const { answerThreshold: threshold } = service.policy;
      const failed = { step: "answer", outcome: "abstained", reason: "bot_failed", threshold, candidates: [] } as const;
      const outcome = left.outcome === null ? route(decided(turn, failed), service) : left;
      if (await commitTurn(service, job, outcome, dead)) return;
    }
  } catch (error) {
    service.logger.error({ conversationId, error }, "A failed turn could not be handed over; it is a dead letter.");
  }
  await perform(service, system, async (act) => {
    await endJob(act, job, dead);
    const conversation = await act.tx.get("conversation", conversationId, { lock: true });
    if (conversation !== null) await act.tx.put("conversation", await sayText(act, conversation, "failed"));
  });
}
