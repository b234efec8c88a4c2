import type { HeardSignal, Signal } from "./signals.ts";

/** What escalates a ticket without anybody's doing. */
export interface EscalationTriggers {
  /** The bot gave up so often in one conversation; `null`: never. */
  readonly botFailures: number | null;
  readonly anger: boolean;
  readonly complaint: boolean;
  /** Tiers of customers whose tickets escalate as soon as they are opened. */
  readonly tiers: readonly string[];
  readonly keywords: readonly (string | RegExp)[];
}

/** What is known when a customer has written about a ticket. */
export interface EscalationFacts {
  readonly text: string;
  readonly tier: string;
  readonly signals: readonly HeardSignal[];
  readonly botFailures: number;
}

/** Why a ticket escalates by itself. `cause` is the same each time, so that it happens once. */
export interface EscalationCause {
  readonly cause: string;
  readonly reason: string;
}

/** Every cause that holds. Pure: the same facts give the same causes. */
export function escalationCauses(
  { text, tier, signals, botFailures }: EscalationFacts,
  triggers: EscalationTriggers,
): readonly EscalationCause[] {
  const causes: EscalationCause[] = [];
  const listened: Readonly<Record<Signal, boolean>> = triggers;
  if (triggers.tiers.includes(tier)) causes.push({ cause: `tier:${tier}`, reason: `the customer is ${tier}` });
  for (const { signal, evidence } of signals) {
    if (listened[signal]) causes.push({ cause: signal, reason: `${signal}, from: ${evidence}` });
  }
  for (const keyword of triggers.keywords) {
    const word = wordOf(keyword, text);
    if (word !== null) causes.push({ cause: `keyword:${String(keyword)}`, reason: `the customer wrote: ${word}` });
  }
  if (triggers.botFailures !== null && botFailures >= triggers.botFailures) {
    causes.push({ cause: "bot_failures", reason: `the bot gave up ${botFailures} times` });
  }
  return causes;
}

/** `search` keeps no state in a pattern with the flag `g`, as `exec` would. */
function wordOf(keyword: string | RegExp, text: string): string | null {
  if (typeof keyword === "string") return text.toLowerCase().includes(keyword.toLowerCase()) ? keyword : null;
  return text.search(keyword) < 0 ? null : (text.match(keyword)?.[0] ?? null);
}
