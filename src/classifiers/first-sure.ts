import {
  type Classification,
  type ClassificationRequest,
  parseClassification,
  type Wish,
} from "../model/classification.ts";
import type { Classifier } from "../ports/classifier.ts";

/** When {@link firstSure} is content. */
export interface FirstSureOptions {
  /** 0 to 1: how sure a classifier must be for its type to be taken. Default: 0.5. */
  readonly minimumConfidence?: number;
}

/**
 * Asks one classifier after the other, and takes the type of the first that is sure enough; the rest are not asked. The
 * wishes heard and the candidates of all that were asked are kept. One that throws, or returns something else, abstains:
 * `errors` tells why.
 */
export function firstSure(classifiers: readonly Classifier[], options: FirstSureOptions = {}): Classifier {
  const minimum = options.minimumConfidence ?? 0.5;
  const name = `first-sure(${classifiers.map((classifier) => classifier.name).join(", ")})`;
  return {
    name,
    async classify(request) {
      const heard: Classification[] = [];
      const errors: string[] = [];
      for (const classifier of classifiers) {
        const classification = await ask(classifier, request, errors);
        if (classification === null) continue;
        heard.push(classification);
        if (classification.type !== null && classification.confidence >= minimum) break;
      }
      const all = [...errors, ...heard.flatMap((classification) => classification.errors ?? [])];
      return { ...united(heard, minimum, name), ...(all.length > 0 && { errors: all }) };
    },
  };
}

async function ask(
  classifier: Classifier,
  request: ClassificationRequest,
  errors: string[],
): Promise<Classification | null> {
  try {
    return parseClassification(await classifier.classify(request));
  } catch (error) {
    errors.push(`${classifier.name}: ${error instanceof Error ? error.message : String(error)}`);
    return null;
  }
}

/** The last one heard decides, if it is sure; otherwise nobody does. */
function united(heard: readonly Classification[], minimum: number, name: string): Classification {
  const last = heard.at(-1);
  const sure = last !== undefined && last.type !== null && last.confidence >= minimum ? last : null;
  const wishes = new Set<Wish>(heard.flatMap((classification) => classification.wishes));
  const signals = new Set(heard.flatMap((classification) => classification.signals ?? []));
  const priority = sure?.priority ?? heard.find((classification) => classification.priority !== undefined)?.priority;
  return {
    type: sure?.type ?? null,
    confidence: sure?.confidence ?? 0,
    candidates: heard.flatMap(({ candidates }) => candidates).sort((a, b) => b.confidence - a.confidence),
    wishes: [...wishes],
    ...(signals.size > 0 ? { signals: [...signals] } : {}),
    ...(priority === undefined ? {} : { priority }),
    by: sure?.by ?? name,
  };
}
