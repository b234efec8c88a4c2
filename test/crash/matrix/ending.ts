import { messagesOf } from "../audit.ts";
import type { Scene } from "./scene.ts";

/**
 * Everything a story left behind that does not depend on time and chance (ids, and what signs a link), as text: two plays of one story that end alike
 * have the same.
 */
export async function endingOf(scene: Scene): Promise<string> {
  const { service, channel } = scene;
  const people = [...new Set(scene.accepted.map(({ address }) => address))];
  const ids: string[] = [];
  const kept = [];
  for (const person of people) {
    const conversation = await service.conversations.find(channel.id, person);
    if (conversation === null) continue;
    const messages = await messagesOf(service, conversation);
    const tickets = await service.tickets.list({ conversationId: conversation.id });
    const logs = [await service.conversations.history(conversation.id)];
    const surveys = [];
    for (const { id } of tickets) {
      logs.push(await service.tickets.history(id));
      surveys.push(...(await service.surveys.listOf(id)));
    }
    const customer = conversation.customerId === null ? null : await service.customers.get(conversation.customerId);
    const records = [conversation, ...messages, ...tickets, ...surveys, ...(customer === null ? [] : [customer])];
    ids.push(...records.map(({ id }) => id));
    kept.push({ person, records, logs, seen: channel.sentTo(person) });
  }
  const agents = await service.agents.list();
  const loads = agents.map(({ id, load }) => ({ id, load }));
  const { scheduled, dead } = (await service.health()).jobs ?? {};
  const [notified, workflows] = [[...scene.notified], scene.workflowKeys.size];
  const text = JSON.stringify({ kept, loads, notified, workflows, scheduled, dead }, withoutTimes, 1);
  const unsigned = text.replace(/\?s=[0-9a-z-]+/g, "?s=signed");
  return ids.reduce((named, id, index) => named.replaceAll(id, `#${index}`), unsigned);
}

function withoutTimes(name: string, value: unknown): unknown {
  return value !== null && (name === "at" || name.endsWith("At") || name.endsWith("Since") || name.endsWith("Until"))
    ? "some time"
    : value;
}

/** The first line in which two endings differ, on both sides. */
export function differenceOf(expected: string, found: string): string {
  const [wanted, got] = [expected.split("\n"), found.split("\n")];
  const line = wanted.findIndex((text, index) => text !== got[index]);
  const at = line < 0 ? wanted.length : line;
  return `line ${at + 1}: expected ${wanted[at]?.trim()}, found ${got[at]?.trim()}`;
}
