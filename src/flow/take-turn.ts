import { perform, system } from "../acts/act.ts";
import type { JobSubject, ServiceContext } from "../context.ts";
import { CustomerServiceError, isCode } from "../errors.ts";
import type { Job } from "../model/job.ts";
import { withDeadline } from "./deadline.ts";
import { putOff } from "./put-off.ts";
import { route } from "./route.ts";
import { signal } from "./signal.ts";
import { decided, type Turn } from "./turn.ts";
import { way } from "./way.ts";

/** How often a turn is thought out anew because the conversation went back to the bot meanwhile, or is another's. */
const maxThoughts = 3;
/** After so long without a decision (a model that hangs) a human gets the message. */
const longestThoughtMs = 60_000;

/** The job of kind `turn`: the middle of the way, from what is stored to what is decided. */
export async function takeTurn(service: ServiceContext, job: Job, subject?: JobSubject): Promise<void> {
  const { conversationId } = job.payload as { conversationId: string };
  for (let thought = 0; thought < maxThoughts; thought += 1) {
    const turn = await way.turn.begin(service, conversationId, thought === 0 ? subject : undefined);
    if (turn === null) return perform(service, system, (act) => act.tx.settle(job, { outcome: "done" }));
    if ("waitMs" in turn) return putOff(service, job, turn.waitMs);
    if (turn.messages.every(({ deletedAt }) => deletedAt !== null)) return passOver(service, job, turn);
    if (thought === 0 && turn.conversation.state === "bot") showReading(service, turn);
    const late = () => giveUpThinking(turn, service);
    const decision = await withDeadline(service.clock, longestThoughtMs, () => think(turn, service), late);
    if (await isCommitted(service, job, decision, turn.messages.length)) return;
  }
  throw new CustomerServiceError(
    "store.conflict",
    `Conversation ${conversationId}, or whose it is, changed during each turn.`,
  );
}

/** The customer took back all that was not read yet: there is nothing to answer. */
async function passOver(service: ServiceContext, job: Job, { conversation, messages }: Turn): Promise<void> {
  await perform(service, system, async (act) => {
    await act.tx.settle(job, { outcome: "done" });
    const current = await act.tx.get("conversation", conversation.id, { lock: true });
    if (current === null) return;
    const handledSequence = Math.max(current.handledSequence, messages.at(-1)?.sequence ?? 0);
    await act.tx.put("conversation", { ...current, handledSequence });
  });
}

/** The customer sees that the bot reads and writes. The turn does not wait for it. */
function showReading(service: ServiceContext, { conversation, messages }: Turn): void {
  void signal(service, conversation, { readUpTo: messages.at(-1)?.externalId ?? null, typing: true });
}

/** A conflict that lasts says that the turn rests on what is not so any more: somebody new wrote in another thread, too. */
async function isCommitted(service: ServiceContext, job: Job, decision: Turn, read: number): Promise<boolean> {
  // A step that has dealt with some of the messages only leaves the others to the same job: theirs may be done already.
  const isWhole = decision.messages.length === read;
  try {
    const isKept = await way.turn.commit(service, job, decision, { outcome: isWhole ? "done" : "release" });
    if (isKept && !isWhole)
      service.jobs.expect({ kind: job.kind, payload: job.payload, lane: job.lane ?? undefined }, 0);
    return isKept;
  } catch (error) {
    if (!isCode(error, "store.conflict")) throw error;
    service.logger.warn({ conversation: decision.conversation.id, error }, "A turn is thought out anew.");
    return false;
  }
}

async function think(begun: Turn, service: ServiceContext): Promise<Turn> {
  let turn = begun;
  for (const step of way.turn.steps) {
    turn = await step(turn, service);
    if (turn.outcome !== null) break;
  }
  return turn;
}

function giveUpThinking(turn: Turn, service: ServiceContext): Turn {
  const { answerThreshold: threshold } = service.policy;
  const error = `no decision in ${longestThoughtMs / 1_000} seconds`;
  service.logger.error({ conversation: turn.conversation.id }, `A turn came to ${error}; a human gets the message.`);
  const failed = {
    step: "answer",
    outcome: "abstained",
    reason: "bot_failed",
    threshold,
    candidates: [],
    error,
  } as const;
  return route(decided(turn, failed), service);
}
