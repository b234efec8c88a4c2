import type { Role } from "./protocol.ts";

/** Who is signed in, as your backend knows them. */
export interface SignedIn {
  /** An agent of the desk; who is none is refused with 403. Who only looks on is one with a `capacity` of 0. */
  readonly agentId: string;
  readonly role: Role;
}

/** Who asks: an agent of the desk, in their role. */
export interface Person extends SignedIn {
  readonly teams: readonly string[];
}

const ranks: Readonly<Record<Role, number>> = { agent: 0, supervisor: 1, admin: 2 };

/** A role that is none has no rights at all. */
export function isAtLeast({ role }: SignedIn, least: Role): boolean {
  return ranks[role] >= ranks[least];
}
