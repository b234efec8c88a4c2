import type { MessageView, NoteView, TicketDetails } from "../../http/inbox/protocol.ts";

/** What stands in a conversation, one under the other. */
export type TimelineEntry =
  | { readonly kind: "day"; readonly at: string }
  | { readonly kind: "opened"; readonly at: string; readonly number: number }
  | { readonly kind: "survey"; readonly at: string; readonly score: number | null }
  | { readonly kind: "note"; readonly at: string; readonly note: NoteView }
  | {
      readonly kind: "message";
      readonly at: string;
      readonly message: MessageView;
      /** The same person wrote the one before, not long ago: the name need not be said again. */
      readonly goesOn: boolean;
    };

const togetherMs = 5 * 60_000;

/** Messages and notes in the order of time, with what happened to the ticket and where a new day begins. */
export function timelineOf(details: TicketDetails, earlier: readonly MessageView[]): readonly TimelineEntry[] {
  const messages = [...earlier, ...details.messages];
  const { createdAt, number } = details.ticket;
  const entries: TimelineEntry[] = [
    // Before what the desk says of it at the same moment.
    { kind: "opened", at: createdAt, number },
    ...messages.map((message) => ({ kind: "message" as const, at: message.at, message, goesOn: false })),
    ...details.notes.map((note) => ({ kind: "note" as const, at: note.at, note })),
    ...details.surveys.flatMap(({ answeredAt, score }) =>
      answeredAt === null ? [] : [{ kind: "survey" as const, at: answeredAt, score }],
    ),
  ];
  const first = messages[0]?.at ?? createdAt;
  // Where messages are left out, what stands between them has no place yet.
  const shown = entries.filter(({ at }) => !details.hasEarlier || Date.parse(at) >= Date.parse(first));
  shown.sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  return withDays(shown);
}

function withDays(entries: readonly TimelineEntry[]): readonly TimelineEntry[] {
  return entries.flatMap((entry, place): readonly TimelineEntry[] => {
    const before = entries[place - 1];
    const isNewDay = before === undefined || dayOf(before.at) !== dayOf(entry.at);
    const shown = entry.kind === "message" ? { ...entry, goesOn: !isNewDay && goesOn(before, entry) } : entry;
    return isNewDay ? [{ kind: "day", at: entry.at }, shown] : [shown];
  });
}

function goesOn(before: TimelineEntry | undefined, { message }: Extract<TimelineEntry, { kind: "message" }>): boolean {
  if (before?.kind !== "message") return false;
  const isSame = before.message.from === message.from && before.message.name === message.name;
  return isSame && Date.parse(message.at) - Date.parse(before.at) < togetherMs;
}

function dayOf(at: string): string {
  return new Date(at).toDateString();
}
