/** The key under which a part of a message is sent: one message in one part has its own id. */
export function partKey(messageId: string, index: number, count: number): string {
  return count === 1 ? messageId : `${messageId}:${index}`;
}

/** The key of a template in place of a message: what went out under the message's own may be a part of its text. */
export function templateKey(messageId: string): string {
  return `${messageId}:template`;
}

/** The message to which the key of a part, or of a template, belongs. */
export function messageIdIn(key: string): string {
  return key.replace(/:(?:\d+|template)$/, "");
}

/** Which part of a message in parts a key names, from 0 on; `null` when it names the whole. */
export function partIn(key: string): number | null {
  const index = /:(\d+)$/.exec(key)?.[1];
  return index === undefined ? null : Number(index);
}
