import { CustomerServiceError, type ErrorCode } from "../errors.ts";
import type { Logger } from "../ports/logger.ts";

/** A request that is not answered as asked: its status, a word for programs, and a sentence for people. */
export function refusedRequest(
  status: number,
  reason: string,
  sentence: string,
  headers: Readonly<Record<string, string>> = {},
): CustomerServiceError {
  return new CustomerServiceError("request.refused", sentence, { details: { status, reason, headers } });
}

/** `{ error: { code, reason, message } }`. Of what went wrong inside, only that it did is told. */
export function refusalResponse(error: unknown, logger: Logger): Response {
  const known = error instanceof CustomerServiceError ? error : null;
  const status = known === null ? 500 : statusOf(known);
  // A desk that is stopped, or not started yet, is nobody's fault: its pages ask again until it runs.
  const isExpected = known?.code === "service.not_running";
  if (status >= 500 && !isExpected) logger.error({ error }, "A request could not be answered.");
  const told =
    known === null || status >= 500
      ? { code: known?.code ?? "failed", message: "It cannot be done now; try again later." }
      : { code: known.code, message: known.message, reason: known.details.reason };
  return Response.json({ error: told }, { status, headers: { "cache-control": "no-store", ...headersOf(known) } });
}

const statuses: Partial<Readonly<Record<ErrorCode, number>>> = {
  "message.invalid": 422,
  "options.invalid": 422,
  "search.invalid": 422,
  "store.conflict": 409,
  "store.unavailable": 503,
  "store.closed": 503,
  "service.not_running": 503,
};

function statusOf({ code, details }: CustomerServiceError): number {
  if (code === "request.refused") return Number(details.status);
  if (code.endsWith(".not_found")) return 404;
  if (/\.(?:refused|bad_move|conflict)$/.test(code) && !code.startsWith("store.")) return 409;
  return statuses[code] ?? 500;
}

function headersOf(error: CustomerServiceError | null): Readonly<Record<string, string>> {
  return error?.code === "request.refused" ? (error.details.headers as Record<string, string>) : {};
}
