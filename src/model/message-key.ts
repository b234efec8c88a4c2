/** The key under which a part of a message is sent: one message in one part has its own id. */
export function partKey(messageId: string, index: number, count: number): string {
  return count === 1 ? messageId : `${messageId}:${index}`;
}

/** The message to which the key of a part belongs. */
export function messageIdIn(key: string): string {
  return key.replace(/:\d+$/, "");
}
