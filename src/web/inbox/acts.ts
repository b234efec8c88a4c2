import type { TicketActName } from "../../http/inbox/protocol.ts";

/** What is asked before an act is done. */
export interface ActForm {
  readonly to?: "assign" | "transfer" | "merge";
  readonly reason: "required" | "optional" | "none";
}

/** Acts that ask something; the others are done at once. */
export const actForms: Partial<Readonly<Record<TicketActName, ActForm>>> = {
  decline: { reason: "optional" },
  assign: { to: "assign", reason: "none" },
  transfer: { to: "transfer", reason: "optional" },
  escalate: { reason: "required" },
  deescalate: { reason: "optional" },
  resolve: { reason: "optional" },
  close: { reason: "optional" },
  reopen: { reason: "optional" },
  merge: { to: "merge", reason: "optional" },
};

/** Acts that have a button, what is next first. The others stand where they belong: in composer, facts and messages. */
const offered = [
  "accept",
  "decline",
  "take",
  "acknowledge",
  "resolve",
  "reopen",
  "escalate",
  "deescalate",
  "pending",
  "assign",
  "transfer",
  "hand-back",
  "merge",
  "close",
] as const satisfies readonly TicketActName[];

const mostButtons = 3;

/** Which acts are buttons, and which stand in the menu. */
export function offeredActs(may: readonly TicketActName[]): {
  readonly buttons: readonly TicketActName[];
  readonly menu: readonly TicketActName[];
} {
  const all = offered.filter((act) => may.includes(act));
  return { buttons: all.slice(0, mostButtons), menu: all.slice(mostButtons) };
}
