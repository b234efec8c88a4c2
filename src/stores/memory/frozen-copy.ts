/**
 * A deep copy that nobody can change, so that it can be handed out as it is. Cheaper than `structuredClone`, and enough:
 * records, logs and payloads are made of plain objects, arrays, dates and scalars. A date cannot be frozen; it is copied.
 */
export function frozenCopy<T>(value: T): T {
  return typeof value === "object" && value !== null ? (frozenObject(value) as T) : value;
}

/** A copy of the record at another version. What it has from the one before it, which is frozen already, is kept. */
export function frozenVersion<R extends { readonly version: number }>(record: R, version: number, before?: R): R {
  const copy = Object.assign({}, record) as R & { version: number };
  copy.version = version;
  return frozenFields(copy, before);
}

function frozenObject(value: object): object {
  if (value instanceof Date) return new Date(value.getTime());
  if (Array.isArray(value)) return Object.freeze(value.map(frozenCopy));
  // Not a spread: V8 freezes what that makes three times more slowly.
  return frozenFields(Object.assign({}, value));
}

/** Freezes the object itself, and puts copies in the place of what it refers to. */
function frozenFields<T extends object>(copy: T, before?: T): T {
  for (const name in copy) {
    const field = copy[name];
    if (typeof field !== "object" || field === null || field === before?.[name]) continue;
    copy[name] = frozenObject(field) as typeof field;
  }
  return Object.freeze(copy);
}
