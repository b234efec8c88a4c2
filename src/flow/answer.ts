import type { ServiceContext } from "../context.ts";
import { parseAnswer } from "../model/answer.ts";
import type { AnswerCandidate, HandoverReason } from "../model/decision.ts";
import type { Answer, Answerer } from "../ports/answerer.ts";
import { decided, type Turn } from "./turn.ts";

/**
 * The bot answers when the route of this issue is `auto_reply` and an answerer is sure enough: they are asked in order,
 * the first above the threshold answers. In every other case it says why not, and the next step hands over.
 */
export async function answer(turn: Turn, service: ServiceContext): Promise<Turn> {
  const threshold = service.policy.answerThreshold;
  const candidates: AnswerCandidate[] = [];
  const abstain = (reason: HandoverReason, error?: string) =>
    decided(turn, { step: "answer", outcome: "abstained", reason, threshold, candidates, error });

  const type = turn.classification.type ?? service.policy.unclassifiedType;
  if (turn.classification.wishes.includes("human")) return abstain("customer_asked");
  if (service.policy.routes[type] !== "auto_reply") return abstain("route_to_agents");
  if (turn.text.trim() === "") return abstain("not_readable");

  const errors: string[] = [];
  for (const answerer of service.answerers) {
    const offered = await ask(answerer, turn, service, errors);
    if (offered === null) continue;
    candidates.push(...(offered.candidates ?? []));
    if (!offered.text?.trim() || offered.confidence < threshold) continue;
    const { confidence } = offered;
    const text = service.texts.render(turn.language, "answer", { answer: offered.text });
    return decided(
      turn,
      { step: "answer", outcome: "answered", by: answerer.name, confidence, threshold, candidates },
      { kind: "reply", content: { text, options: offered.options }, by: answerer.name, confidence },
    );
  }
  return abstain("no_answer", errors.length > 0 ? errors.join("; ") : undefined);
}

async function ask(answerer: Answerer, turn: Turn, service: ServiceContext, errors: string[]): Promise<Answer | null> {
  const { text, customer, classification, language } = turn;
  const choice = turn.messages.findLast(({ content }) => content.choice !== undefined)?.content.choice;
  try {
    return parseAnswer(await answerer.answer({ text, language, customer, classification, choice }));
  } catch (error) {
    errors.push(`${answerer.name}: ${error instanceof Error ? error.message : String(error)}`);
    service.logger.error(
      { answerer: answerer.name, error },
      `Answerer ${answerer.name} failed; it counts as abstaining.`,
    );
    return null;
  }
}
