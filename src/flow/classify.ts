import type { ServiceContext } from "../context.ts";
import type { Classification } from "../model/classification.ts";
import type { HeardSignal } from "../model/signals.ts";
import { decided, type Turn } from "./turn.ts";

/** What kind of issue it is. When every classifier abstains, it is taken for the policy's unclassified type. */
export async function classify(turn: Turn, service: ServiceContext): Promise<Turn> {
  const classification = await service.classifier.classify({ text: turn.text, language: turn.language });
  const { type, confidence, candidates, wishes, by, errors } = classification;
  for (const error of errors ?? []) service.logger.error({ error }, "A classifier failed; it counts as abstaining.");
  return decided(
    { ...turn, classification, signals: [...turn.signals, ...heardBy(classification, turn.signals)] },
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

/** What the classifier heard and the built-in rules did not. */
function heardBy({ signals = [], by }: Classification, known: readonly HeardSignal[]): readonly HeardSignal[] {
  const missing = signals.filter((signal) => !known.some((one) => one.signal === signal));
  return missing.map((signal) => ({ signal, evidence: by }));
}
