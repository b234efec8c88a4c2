import * as z from "zod/mini";

/** How a part of a payload is understood; a part that is not as `schema` says is refused. */
export function reader<S extends z.ZodMiniType, T>(schema: S, read: (given: z.output<S>) => T): z.ZodMiniType<T> {
  return z.pipe(schema, z.transform(read));
}
