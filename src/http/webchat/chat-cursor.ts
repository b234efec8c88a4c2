import { digestOf } from "../../channels/webhook/digest.ts";

/** Up to where somebody was told of a conversation. */
export interface ChatCursor {
  /** Which conversation: a digest, since its id is the desk's own. `none`: there was none yet. */
  readonly epoch: string;
  /** The last message. */
  readonly sequence: number;
  /** How often its owner had changed. */
  readonly ownerRevision: number;
  /** The last message that was read. */
  readonly readUpTo: number;
}

/** Before anybody wrote. */
export const beforeAll: ChatCursor = { epoch: "none", sequence: 0, ownerRevision: 0, readUpTo: 0 };

export async function epochOf(conversationId: string): Promise<string> {
  return (await digestOf(`webchat epoch ${conversationId}`)).slice(0, 12);
}

export function cursorText({ epoch, sequence, ownerRevision, readUpTo }: ChatCursor): string {
  return [epoch, sequence, ownerRevision, readUpTo].join(".");
}

/** What {@link cursorText} made; `null`: it is none of ours. */
export function parseCursor(text: string | null): ChatCursor | null {
  const [, epoch = "", ...numbers] = /^(none|[0-9a-f]{12})\.(\d{1,9})\.(\d{1,9})\.(\d{1,9})$/.exec(text ?? "") ?? [];
  const [sequence = 0, ownerRevision = 0, readUpTo = 0] = numbers.map(Number);
  return epoch === "" ? null : { epoch, sequence, ownerRevision, readUpTo };
}
