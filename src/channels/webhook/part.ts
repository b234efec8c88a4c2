import * as z from "zod/mini";

/** A part of a payload that counts as absent when it is not as described: better a message without it than none. */
export function part<S extends z.ZodMiniType>(schema: S): z.ZodMiniCatch<z.ZodMiniOptional<S>> {
  return z.catch(z.optional(schema), undefined);
}
