/** Similarities beyond the best that still count, and how much less each than the one before. */
const supporters = 3;
const supporterShare = 0.6;

/**
 * How near a question is to an entry, from 0 to 1, of how near it is to each of its wordings: the nearest counts, and
 * others that are near too make it surer.
 */
export function nearness(similarities: readonly number[]): number {
  if (similarities.length === 1) return similarities[0] ?? 0;
  const [best = 0, ...others] = similarities.toSorted((a, b) => b - a);
  let support = 0;
  let whole = 0;
  for (let rank = 1; rank <= supporters; rank += 1) {
    support += supporterShare ** rank * (others[rank - 1] ?? 0);
    whole += supporterShare ** rank;
  }
  return best + ((1 - best) * support) / whole;
}

/** As near as anything off the matter may well come: among few entries, to have no rival means little. */
const leastRival = 0.25;

/**
 * The probability that an entry answers: the nearer it is, and the further it is ahead of its best rival (`rival`,
 * which may be nearer), the higher. A logistic curve fitted on public sets of customer questions of which
 * about a third has no answer; an entry that asks the very same is certain.
 */
export function confidence(near: number, rival: number): number {
  if (near > 0.999) return 1;
  return 1 / (1 + Math.exp(2.7 - 3.1 * near - 6 * (near - Math.max(rival, leastRival))));
}
