import type { Message, MessageContent } from "../../model/message.ts";
import type { MessageView } from "./protocol.ts";

/** What the page calls whom a message is from. */
export function speakerOf({ author }: Message): MessageView["from"] {
  return author.kind === "system" ? "desk" : author.kind;
}

/** What a message says in words: what was written, or chosen. */
export function wordsOf({ text, choice }: MessageContent): string {
  return text === "" ? (choice?.title ?? "") : text;
}

/** A message as the page shows it. `agentNames`: by id. */
export function messageView(message: Message, agentNames: ReadonlyMap<string, string>): MessageView {
  const { id, sequence, content, status, statusReason, editedAt, deletedAt, reaction, createdAt } = message;
  return {
    ...{ id, sequence, status, statusReason, reaction },
    from: speakerOf(message),
    name: nameOf(message, agentNames),
    text: content.text,
    options: (content.options ?? []).map(({ title }) => title),
    choice: content.choice === undefined ? null : (content.choice.title ?? content.choice.id),
    files: (content.media ?? []).map(({ kind, fileName }, index) => ({ index, kind, name: fileName ?? null })),
    edited: editedAt !== null,
    deleted: deletedAt !== null,
    at: createdAt.toISOString(),
  };
}

function nameOf({ author, sender }: Message, agentNames: ReadonlyMap<string, string>): string | null {
  if (author.kind === "agent") return agentNames.get(author.id) ?? author.id;
  return sender?.name ?? null;
}
