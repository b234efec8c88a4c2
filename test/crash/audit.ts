import type { Conversation, CustomerService, Message } from "kefu";
import type { ScriptedChannel } from "kefu/testing";
import { broken, type Finding } from "./tally.ts";

/** What those outside know of a desk: the channel, and the customers who look at it. */
export interface Outside {
  readonly channelId: string;
  /** Messages whose storing the desk acknowledged, in the order in which each customer wrote them. */
  readonly accepted: readonly { readonly address: string; readonly eventId: string }[];
  /** What customers saw, in order. */
  readonly shown: readonly { readonly address: string; readonly key: string; readonly text: string }[];
}

/** What those around a scripted channel know. */
export function aroundScript({ id, sent }: ScriptedChannel, accepted: Outside["accepted"]): Outside {
  const shown = sent.map(({ address, idempotencyKey: key, content }) => ({ address, key, text: content.text }));
  return { channelId: id, accepted, shown };
}

/**
 * All promises that can be looked up once the desk has nothing left to do: what its own check says of its records, and
 * its records beside what those outside know.
 */
export async function audit(service: CustomerService, outside: Outside): Promise<readonly Finding[]> {
  const { violations } = await service.check();
  const findings: Finding[] = violations.map(({ rule, sentence }) => broken(`${rule}: ${sentence}`));
  const { jobs } = await service.health();
  const left = jobs === null ? "an unknown number of" : jobs.ready + jobs.claimed;
  if (left !== 0) findings.push(broken(`There are ${left} jobs left to do.`));
  for (const address of new Set(outside.accepted.map((event) => event.address))) {
    const events = outside.accepted.filter((event) => event.address === address).map(({ eventId }) => eventId);
    const shown = outside.shown.filter((message) => message.address === address);
    const conversation = await service.conversations.find(outside.channelId, address);
    if (conversation === null) {
      findings.push({ harm: "lost", sentence: `${address} has no conversation, with ${events.length} messages.` });
      continue;
    }
    const messages = await messagesOf(service, conversation);
    const decided = await decisionsOf(service, conversation);
    findings.push(
      ...numbering(conversation, messages),
      ...arrivals(messages, events),
      ...effects(messages, decided),
      ...departures(messages, shown),
    );
  }
  return findings;
}

/** All messages of a conversation. */
export async function messagesOf(service: CustomerService, { id }: Conversation): Promise<readonly Message[]> {
  const messages: Message[] = [];
  for (;;) {
    const found = await service.conversations.messages(id, { limit: 1_000, after: messages.at(-1) });
    messages.push(...found);
    if (found.length < 1_000) return messages;
  }
}

/** The ids of the messages that turns dealt with: once for each turn that names one. */
async function decisionsOf(service: CustomerService, { id }: Conversation): Promise<readonly string[]> {
  const tickets = await service.tickets.list({ conversationId: id }, { limit: 1_000 });
  const logs = [await service.conversations.history(id)];
  for (const ticket of tickets) logs.push(await service.tickets.history(ticket.id));
  return logs.flat().flatMap(({ fact }) => (fact.kind === "decided" ? fact.messageIds : []));
}

function numbering(conversation: Conversation, messages: readonly Message[]): readonly Finding[] {
  const expected = Array.from({ length: conversation.lastSequence }, (_, index) => index + 1).join();
  const numbers = messages.map(({ sequence }) => sequence).join();
  if (numbers === expected) return [];
  return [{ harm: "broken", sentence: `Messages of ${conversation.address} are numbered ${numbers}.` }];
}

/** Each acknowledged message is kept once, in the order in which they were written. */
function arrivals(messages: readonly Message[], events: readonly string[]): readonly Finding[] {
  const kept = messages.flatMap(({ direction, externalId }) => (direction === "inbound" ? [externalId ?? ""] : []));
  const findings: Finding[] = [];
  for (const event of events) {
    const times = kept.filter((id) => id === event).length;
    if (times === 0) findings.push({ harm: "lost", sentence: `${event} was acknowledged and is not kept.` });
    if (times > 1) findings.push({ harm: "done twice", sentence: `${event} is kept ${times} times.` });
  }
  const order = kept.filter((id) => events.includes(id));
  const written = events.filter((id) => kept.includes(id));
  if (order.join() !== written.join()) {
    findings.push({ harm: "out of order", sentence: `Written: ${written}; kept: ${order}.` });
  }
  return findings;
}

/** Each message is dealt with in one turn. */
function effects(messages: readonly Message[], decided: readonly string[]): readonly Finding[] {
  return messages.flatMap(({ id, direction, externalId }): readonly Finding[] => {
    if (direction !== "inbound") return [];
    const times = decided.filter((messageId) => messageId === id).length;
    if (times === 0) return [{ harm: "lost", sentence: `No turn dealt with ${externalId}.` }];
    return times === 1 ? [] : [{ harm: "done twice", sentence: `${times} turns dealt with ${externalId}.` }];
  });
}

/** What the records call sent was shown once, whole and in order; and nothing else was shown. */
function departures(messages: readonly Message[], shown: Outside["shown"]): readonly Finding[] {
  const outbound = messages.filter(({ direction }) => direction === "outbound");
  const places = new Map(outbound.map(({ id }, place) => [id, place]));
  const findings: Finding[] = [];
  let last = -1;
  for (const [index, { key, text }] of shown.entries()) {
    const [, id = "", part = "0"] = /^(.+?)(?::(\d+))?$/.exec(key) ?? [];
    const place = places.get(id);
    if (place === undefined) {
      findings.push({ harm: "broken", sentence: `${brief(text)} was shown, and is no message.` });
      continue;
    }
    if (shown.findIndex((other) => other.key === key) < index) {
      findings.push({ harm: "sent twice", sentence: `${brief(text)} was shown again.` });
      continue;
    }
    // Of one message there are far fewer parts.
    const order = place * 1_000 + Number(part);
    if (order < last) findings.push({ harm: "out of order", sentence: `${brief(text)} was shown too late.` });
    last = Math.max(last, order);
  }
  const seen = new Set(shown.map(({ key }) => key.split(":")[0]));
  for (const { id, status, content } of outbound) {
    const text = brief(content.text);
    if (status === "pending") findings.push({ harm: "lost", sentence: `${text} was never sent.` });
    const isShown = status === "sent" || status === "delivered" || status === "read";
    if (isShown && !seen.has(id)) findings.push({ harm: "lost", sentence: `${text} is ${status}, but nobody saw it.` });
  }
  return findings;
}

function brief(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}...` : text);
}
