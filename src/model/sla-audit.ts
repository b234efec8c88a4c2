import type { Calendars } from "./calendar.ts";
import type { LogEntry } from "./decision.ts";
import type { Actor } from "./message.ts";
import { elapsedMsAt, type SlaClock, type SlaMetric, targetMsOf } from "./sla-clock.ts";
import { isSlaEntry, ledgerMs, type SlaEntry, type SlaInterval } from "./sla-ledger.ts";
import { isResponse } from "./sla-policy.ts";
import type { TicketStatus } from "./ticket.ts";

/** Something about a ticket's clocks that a supervisor should look at. */
export interface SlaFinding {
  /**
   * - `paused_before_answer`: set pending while the customer waited for an answer.
   * - `paused_after_answer`: the customer wrote, and the clock went on standing still.
   * - `paused_over_deadline`: paused shortly before the deadline, resumed after it, without a word from the customer.
   * - `response_cancelled`: an agent's act ended a response clock without an answer, and the customer went on under no other
   *   ticket. It goes on where an answer is owed again.
   * - `clock_disagrees`: the clock counts otherwise than the ticket's log.
   */
  readonly rule:
    | "paused_before_answer"
    | "paused_after_answer"
    | "paused_over_deadline"
    | "response_cancelled"
    | "clock_disagrees";
  readonly metric: SlaMetric;
  readonly instance: number;
  readonly at: Date;
  readonly by: Actor;
  readonly sentence: string;
}

/** From this share of a target on, a pause is shortly before the deadline. */
const nearlyUsedUp = 0.8;
/** Processes that share a store may read the time before they wait for each other. */
const toleranceMs = 1_000;

/** What is wrong with the clocks of a ticket, or was done to them that looks like a trick. */
export function auditSla(
  {
    log,
    intervals,
    clocks,
  }: { log: readonly LogEntry[]; intervals: readonly SlaInterval[]; clocks: readonly SlaClock[] },
  now: Date,
  calendars: Calendars,
): readonly SlaFinding[] {
  const audit = new Audit();
  for (const entry of log) audit.read(entry);
  const disagreeing = clocks.flatMap((clock) => {
    const counted = elapsedMsAt(clock, now, calendars);
    const logged = ledgerMs(intervals, clock, now, calendars);
    if (Math.abs(counted - logged) <= toleranceMs) return [];
    const sentence = `The clock counts ${seconds(counted)} s, and the log ${seconds(logged)} s.`;
    return [findingOf(clock, "clock_disagrees", now, { kind: "system" }, sentence)];
  });
  return [...audit.findings, ...disagreeing];
}

/** Reads a log once from its beginning. */
class Audit {
  readonly findings: SlaFinding[] = [];
  #status: TicketStatus = "open";
  #customerWaits = false;
  #isMerged = false;
  #customerWroteAt: Date | null = null;
  /** What stands still, by metric. */
  readonly #pauses = new Map<SlaMetric, SlaEntry>();

  read(entry: LogEntry): void {
    if (isSlaEntry(entry)) this.#readClock(entry);
    else this.#readAct(entry);
  }

  #readAct({ at, fact }: LogEntry): void {
    switch (fact.kind) {
      case "opened":
      case "handed_over":
        this.#customerWaits = true;
        return;
      case "customer_wrote":
        this.#customerWaits = true;
        this.#customerWroteAt = at;
        return;
      case "merged":
      case "unmerged":
        this.#isMerged = fact.kind === "merged";
        return;
      case "replied":
        this.#customerWaits = false;
        return;
      case "moved":
        this.#status = fact.to;
        if (fact.to === "resolved" || fact.to === "closed" || fact.toBot) this.#customerWaits = false;
        if (fact.to === "open") this.#customerWaits = true;
        return;
      default:
        return;
    }
  }

  #readClock(entry: SlaEntry): void {
    const { at, by, fact } = entry;
    const { metric } = fact;
    // Whoever waits under a merged ticket goes on waiting under the other.
    if (fact.deed === "cancelled" && isResponse(metric) && by.kind === "agent" && !this.#isMerged) {
      const sentence = `It was stopped without an answer: ${fact.reason}.`;
      this.findings.push(findingOf(fact, "response_cancelled", at, by, sentence));
    }
    if (fact.deed === "paused") {
      this.#pauses.set(metric, entry);
      if (!this.#customerWaits || this.#status !== "pending") return;
      const sentence = "It was set pending while the customer waited for an answer.";
      this.findings.push(findingOf(fact, "paused_before_answer", at, by, sentence));
      return;
    }
    const paused = this.#pauses.get(metric);
    if (paused === undefined || fact.deed === "retargeted") return;
    this.#pauses.delete(metric);
    this.#judgePause(paused, entry);
  }

  /** A pause is over. */
  #judgePause(paused: SlaEntry, { at, fact }: SlaEntry): void {
    const { elapsedMs, dueAt } = paused.fact;
    const wroteAt = this.#customerWroteAt !== null && this.#customerWroteAt > paused.at ? this.#customerWroteAt : null;
    const judge = (rule: SlaFinding["rule"], sentence: string) =>
      this.findings.push(findingOf(paused.fact, rule, paused.at, paused.by, sentence));
    if (wroteAt !== null && wroteAt < at) {
      judge(
        "paused_after_answer",
        `The customer wrote at ${wroteAt.toISOString()}; it stood still to ${at.toISOString()}.`,
      );
    }
    const left = targetMsOf(paused.fact) - elapsedMs;
    const wasNear = left > 0 && elapsedMs >= targetMsOf(paused.fact) * nearlyUsedUp;
    const isPast = dueAt !== null && at.toISOString() > dueAt;
    if (wroteAt === null && wasNear && isPast && fact.deed === "resumed") {
      judge("paused_over_deadline", `It was paused with ${seconds(left)} s left, to ${at.toISOString()}.`);
    }
  }
}

function findingOf(
  { metric, instance }: Pick<SlaFinding, "metric" | "instance">,
  rule: SlaFinding["rule"],
  at: Date,
  by: Actor,
  sentence: string,
): SlaFinding {
  return { rule, metric, instance, at, by, sentence };
}

function seconds(milliseconds: number): number {
  return Math.round(milliseconds / 1_000);
}
