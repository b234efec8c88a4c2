import { CustomerServiceError } from "../errors.ts";

/** What became of an act on many tickets. */
export interface BulkOutcome {
  /** The tickets to which it was done, in order. */
  readonly done: readonly string[];
  /** Those for which it was refused, and why. */
  readonly refused: readonly { readonly ticketId: string; readonly error: CustomerServiceError }[];
}

const mostAtOnce = 1_000;

/** Each ticket once, one after the other, so that a bulk of many leaves room for everybody else. */
export async function inBulk(
  ticketIds: readonly string[],
  act: (ticketId: string) => Promise<unknown>,
): Promise<BulkOutcome> {
  const ids = new Set(ticketIds);
  if (ids.size > mostAtOnce) {
    const sentence = `A bulk takes at most ${mostAtOnce} tickets; got ${ids.size}.`;
    throw new CustomerServiceError("ticket.refused", sentence);
  }
  const done: string[] = [];
  const refused: BulkOutcome["refused"][number][] = [];
  for (const ticketId of ids) {
    try {
      await act(ticketId);
      done.push(ticketId);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      refused.push({ ticketId, error });
    }
  }
  return { done, refused };
}

/** The act is not possible for this ticket; a store or a service that fails would do so for the next one too. */
function isRefusal(error: unknown): error is CustomerServiceError {
  return error instanceof CustomerServiceError && !/^(store|service)\./.test(error.code);
}
