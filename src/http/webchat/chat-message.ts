import type { Message, MessageOption } from "../../model/message.ts";
import { surveyChoice } from "../../model/survey.ts";
import type { ChatFile, ChatMessage } from "./protocol.ts";
import type { Visitor } from "./session-token.ts";

/** The id of what a visitor does: nobody else can take it, since no address has a slash. */
export function eventIdOf({ address }: Visitor, name: string): string {
  return `${address}/${name}`;
}

/** Of a message only what its visitor may see; `nameOf`: what an agent is called. */
export function chatMessage(
  message: Message,
  visitor: Visitor,
  nameOf: (agentId: string) => string | null,
): ChatMessage {
  const { sequence, content, author, createdAt } = message;
  const { choice, options = [] } = content;
  return {
    sequence,
    from: fromOf(message),
    agentName: author.kind === "agent" ? nameOf(author.id) : null,
    clientId: clientIdOf(message, visitor),
    text: content.text,
    choice: choice === undefined ? null : { id: choice.id, title: choice.title ?? null },
    options: options.map(({ id, title }) => ({ id, title })),
    rating: ratingOf(options),
    files: filesOf(message),
    at: createdAt.toISOString(),
  };
}

/** The survey whose scores are offered; `null`: something else is, or nothing. */
export function ratingOf(options: readonly MessageOption[]): ChatMessage["rating"] {
  const surveys = new Set(options.map(({ id }) => surveyChoice(id)?.surveyId));
  const [surveyId] = surveys;
  return surveyId === undefined || surveys.size > 1 ? null : { surveyId };
}

function fromOf({ direction, author }: Message): ChatMessage["from"] {
  if (direction === "inbound") return "visitor";
  switch (author.kind) {
    case "customer":
      return "visitor";
    case "bot":
    case "agent":
      return author.kind;
    case "system":
      return "desk";
    default:
      return author satisfies never;
  }
}

/** What else a visitor does has an id with a colon, which no browser can give. */
function clientIdOf({ eventId }: Message, visitor: Visitor): string | null {
  const own = eventIdOf(visitor, "");
  const name = eventId?.startsWith(own) === true ? eventId.slice(own.length) : ":";
  return name.includes(":") ? null : name;
}

function filesOf({ direction, content }: Message): readonly ChatFile[] {
  return (content.media ?? []).map(({ kind, id, mimeType = null, fileName = null }, index) => {
    // The desk's files have an address; a visitor's are asked for by their place.
    const url = direction === "outbound" && /^https?:/i.test(id) ? id : null;
    return { index, kind, name: fileName, mimeType, url };
  });
}
