import type { ServiceContext } from "../context.ts";
import { type ConversationState, conversationMoves } from "../model/conversation.ts";
import { type Finding, type JobsByName, standing, type Violation } from "../model/integrity.ts";
import type { JobRecord } from "../model/job.ts";
import type { IndexKey, IndexName } from "../model/records.ts";
import { ticketStatuses } from "../model/ticket.ts";
import type { StoreTransaction } from "../ports/ticket-store.ts";
import { type InspectedKind, inspect, inspectJob, jobsFor, type Look } from "./inspect.ts";
import { jobPages, pages, unhurried } from "./reading.ts";

/** What was looked at, and what is wrong with it. */
export interface CheckReport {
  /** How many of each. What changed while the check ran may be counted twice, or not at all. */
  readonly checked: Readonly<
    Record<"identities" | "conversations" | "messages" | "tickets" | "surveys" | "agents" | "jobs", number>
  >;
  readonly violations: readonly Violation[];
}

/** A record or job with which something seems to be wrong. */
type Suspect =
  | { readonly kind: InspectedKind; readonly id: string }
  | { readonly kind: "job"; readonly job: JobRecord };

const counted = {
  identity: "identities",
  conversation: "conversations",
  ticket: "tickets",
  survey: "surveys",
  agent: "agents",
} as const satisfies Record<InspectedKind, string>;

/** Doubts that are kept before all live jobs are read to clear them. */
const doubtsAtOnce = 10_000;

/**
 * Looks at everything the store keeps, page by page, while the desk works. What is read so is not of one moment; therefore
 * whatever seems wrong is looked at again in one transaction, and only what is wrong there is told.
 */
export function check(service: ServiceContext): Promise<CheckReport> {
  return new Checker(service).check();
}

class Checker {
  readonly #service: ServiceContext;
  readonly #look: Look;
  readonly #checked = { identities: 0, conversations: 0, messages: 0, tickets: 0, surveys: 0, agents: 0, jobs: 0 };
  readonly #violations: Violation[] = [];
  #doubts: { readonly finding: Finding; readonly suspect: Suspect }[] = [];

  constructor(service: ServiceContext) {
    this.#service = service;
    const passed = () => {
      this.#checked.messages += 1;
    };
    this.#look = { read: unhurried(service), lock: false, terms: service.policy, passed };
  }

  async check(): Promise<CheckReport> {
    for (const verified of [true, false]) await this.#walk("identity", "byVerified", { verified });
    for (const state of Object.keys(conversationMoves) as ConversationState[]) {
      await this.#walk("conversation", "byState", { state });
    }
    for (const status of ticketStatuses) await this.#walk("ticket", "byStatus", { status });
    for (const status of ["scheduled", "sent", "answered", "suppressed"] as const) {
      await this.#walk("survey", "byStatus", { status });
    }
    for (const presence of ["online", "away", "offline"] as const) {
      await this.#walk("agent", "byPresence", { presence });
    }
    for await (const page of jobPages(this.#look.read, "live")) {
      this.#checked.jobs += page.length;
      for (const job of page) await this.#doubt({ kind: "job", job }, inspectJob(job));
    }
    await this.#clearDoubts();
    return { checked: this.#checked, violations: this.#violations };
  }

  async #walk<K extends InspectedKind, I extends IndexName<K>>(kind: K, index: I, key: IndexKey<K, I>): Promise<void> {
    for await (const page of pages(this.#look.read, kind, index, key)) {
      this.#checked[counted[kind]] += page.length;
      for (const record of page) await this.#doubt({ kind, id: record.id }, await inspect[kind](this.#look, record));
    }
  }

  async #doubt(suspect: Suspect, findings: readonly Finding[]): Promise<void> {
    for (const finding of findings) this.#doubts.push({ finding, suspect });
    if (this.#doubts.length >= doubtsAtOnce) await this.#clearDoubts();
  }

  async #clearDoubts(): Promise<void> {
    const doubts = this.#doubts;
    this.#doubts = [];
    const findings = doubts.map(({ finding }) => finding);
    const wrong = new Set(standing(findings, await jobsFor(this.#look.read, findings)));
    // One that several rules doubt is looked at once.
    const suspects = new Set(doubts.flatMap(({ finding, suspect }) => (wrong.has(finding) ? [suspect] : [])));
    for (const suspect of suspects) this.#violations.push(...(await this.#lookAgain(suspect)));
  }

  #lookAgain(suspect: Suspect): Promise<readonly Violation[]> {
    const { store, tenant, policy } = this.#service;
    return store.transact(tenant, async (tx) => {
      // A transaction that only reads might else be taken for one that need not keep anything from others.
      await tx.lock("check");
      const look: Look = { read: (work) => work(tx), lock: true, terms: policy };
      const findings =
        suspect.kind === "job" ? inspectJob(suspect.job) : await inspectAgain(look, tx, suspect.kind, suspect.id);
      const jobs = await jobsFor(look.read, findings);
      const wrong = standing(findings, jobs);
      // Jobs are not kept from others: two that were there both before and after were there at the same time.
      const stayed = inBoth(jobs, await jobsFor(look.read, wrong));
      return standing(wrong, stayed).map(({ rule, subject, sentence }) => ({ rule, subject, sentence }));
    });
  }
}

function inBoth(some: JobsByName, others: JobsByName): JobsByName {
  return new Map(
    [...others].map(([name, jobs]) => [name, new Set([...jobs].filter((job) => some.get(name)?.has(job)))]),
  );
}

/** The record as it is now, kept from others. What is gone by now is not wrong. */
async function inspectAgain<K extends InspectedKind>(
  look: Look,
  tx: StoreTransaction,
  kind: K,
  id: string,
): Promise<readonly Finding[]> {
  // As everywhere, a conversation is taken before its ticket.
  const ticket = kind === "ticket" ? await tx.get("ticket", id) : null;
  if (ticket !== null) await tx.get("conversation", ticket.conversationId, { lock: true });
  const record = await tx.get(kind, id, { lock: true });
  return record === null ? [] : inspect[kind](look, record);
}
