/** Names in a sentence. */
export function list(items: readonly string[]): string {
  return items.length === 0 ? "none" : items.join(", ");
}
