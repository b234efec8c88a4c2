import type { ServiceContext } from "../context.ts";
import { decided, type Turn } from "./turn.ts";

/** What kind of issue it is. When every classifier abstains, it is taken for the policy's unclassified type. */
export async function classify(turn: Turn, service: ServiceContext): Promise<Turn> {
  const classification = await ask(turn, service);
  const { type, confidence, candidates, wishes, by } = classification;
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
    },
  );
}

async function ask(turn: Turn, service: ServiceContext): Promise<Turn["classification"]> {
  try {
    return await service.classifier.classify({ text: turn.text, language: turn.language });
  } catch (error) {
    const name = service.classifier.name;
    service.logger.error({ classifier: name, error }, `Classifier ${name} failed; it counts as abstaining.`);
    return { ...turn.classification, by: `${name} (failed)` };
  }
}
