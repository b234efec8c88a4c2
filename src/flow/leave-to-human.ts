import { asksForBot } from "../model/wishes.ts";
import { decided, type Turn } from "./turn.ts";

/**
 * While a human has the conversation, or it waits for one, the bot keeps quiet and the message is for the human: unless
 * the customer asks for the bot again, and for nothing else.
 */
export function leaveToHuman(turn: Turn): Turn {
  const { state } = turn.conversation;
  if (state !== "human" && state !== "queued") return turn;
  const reason = asksForBot(turn.text) ? "customer_asked_for_bot" : "human_owns_conversation";
  return decided(
    turn,
    { step: "answer", outcome: "abstained", reason, threshold: 0, candidates: [] },
    { kind: reason === "customer_asked_for_bot" ? "return_to_bot" : "for_human" },
  );
}
