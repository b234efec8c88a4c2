import { decided, type Turn } from "./turn.ts";

/** While a human has the conversation, or it waits for one, the bot keeps quiet and the message is for the human. */
export function leaveToHuman(turn: Turn): Turn {
  const { state } = turn.conversation;
  if (state !== "human" && state !== "queued") return turn;
  return decided(
    turn,
    { step: "answer", outcome: "abstained", reason: "human_owns_conversation", threshold: 0, candidates: [] },
    { kind: "for_human" },
  );
}
