import { ChannelError, CustomerServiceError } from "../errors.ts";

/** A word for what went wrong: of few, and nothing of the error's own sentence, which may name a customer. */
export function errorType(error: unknown): string {
  if (error instanceof ChannelError) return error.kind;
  if (error instanceof CustomerServiceError) return error.code;
  return error instanceof Error ? error.constructor.name : "_OTHER";
}
