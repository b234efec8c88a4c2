import type { LogName } from "../model/decision.ts";
import type { JobRecord, Json } from "../model/job.ts";
import type { Message } from "../model/message.ts";
import type { StoredThing } from "../ports/store-maintenance.ts";
import { casesOf, type Person } from "./person.ts";
import { jobPages, pages, type Reading } from "./reading.ts";

/**
 * What the store keeps now of what a person did and what was done for them; who they are is left out. The ids of their
 * conversations, tickets and surveys are added to `ids`: whatever refers to one of these is theirs.
 */
export async function tracesOf(read: Reading, person: Person, ids: Set<string>): Promise<readonly StoredThing[]> {
  const traces: StoredThing[] = [];
  for (const { id: conversationId } of person.conversations) {
    ids.add(conversationId);
    for await (const page of pages(read, "message", "ofConversation", { conversationId })) {
      for (const message of page) traces.push({ kind: "message", id: message.id }, ...markOf(message));
    }
    const conversation = await read((reader) => reader.get("conversation", conversationId));
    if (conversation !== null) traces.push({ kind: "conversation", id: conversationId });
  }
  const { tickets, surveys, slaClocks } = await casesOf(read, person.customerId, person.conversations);
  for (const { id } of tickets) traces.push({ kind: "ticket", id });
  for (const { id } of surveys) traces.push({ kind: "survey", id });
  for (const { id } of slaClocks) traces.push({ kind: "slaClock", id });
  for (const { id } of [...tickets, ...surveys]) ids.add(id);
  // Of what was removed before, too: an act that was under way may have written since.
  for (const log of [...ids].flatMap((id): LogName[] => [`conversation:${id}`, `ticket:${id}`])) {
    const entries = await read((reader) => reader.readLog(log, { limit: 1 }));
    if (entries.length > 0) traces.push({ kind: "log", id: log });
  }
  for (const state of ["live", "dead"] as const) {
    for await (const page of jobPages(read, state)) {
      for (const job of page) if (concerns(job, person, ids)) traces.push({ kind: "job", id: job.id });
    }
  }
  return traces;
}

/** The mark against a second receipt of this message. */
export function markOf({ direction, channelId, eventId, externalId }: Message): readonly StoredThing[] {
  // Messages of before have no event's id; most often it was the message's.
  const id = eventId ?? externalId;
  return direction !== "inbound" || id === null ? [] : [{ kind: "mark", scope: `inbound:${channelId}`, id }];
}

/** Whether a job is about the person. That their name or number occurs in it proves nothing: others may have written it. */
function concerns({ kind, key, lane, payload }: JobRecord, person: Person, ids: ReadonlySet<string>): boolean {
  const parts = [key, lane].flatMap((name) => name?.split(":") ?? []);
  if (parts.some((part) => ids.has(part)) || refersTo(ids, payload)) return true;
  const { channelId, address, payload: event } = (payload ?? {}) as AddressedPayload;
  if (kind === "receipt" || kind === "change")
    return person.conversations.some((one) => one.channelId === channelId && one.address === address);
  return kind === "workflow" && event?.message !== undefined && person.wrote(event.message);
}

/** Where a payload may name a person without naming a record of theirs. */
interface AddressedPayload {
  readonly channelId?: string;
  readonly address?: string;
  /** Of a workflow: the event. */
  readonly payload?: { readonly message?: Message };
}

/** True when a value of it, however deep, is one of the ids. */
function refersTo(ids: ReadonlySet<string>, value: Json): boolean {
  if (typeof value === "string") return ids.has(value);
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).some((part) => refersTo(ids, part));
}
