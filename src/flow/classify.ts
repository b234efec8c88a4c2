import type { ServiceContext } from "../context.ts";
import { decided, type Turn } from "./turn.ts";

/** What kind of issue it is. When every classifier abstains, it is taken for the policy's unclassified type. */
export async function classify(turn: Turn, service: ServiceContext): Promise<Turn> {
  const classification = await service.classifier.classify({ text: turn.text, language: turn.language });
  const { type, confidence, candidates, wishes, by, errors } = classification;
  for (const error of errors ?? []) service.logger.error({ error }, "A classifier failed; it counts as abstaining.");
  return decided(
    { ...turn, classification },
    {
      step: "classify",
      type: type ?? service.policy.unclassifiedType,
      confidence,
      abstained: type === null,
      by,
      candidates,
      wishes,
      errors,
    },
  );
}
