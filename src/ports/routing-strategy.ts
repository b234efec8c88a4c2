import type { Agent } from "../model/agent.ts";
import type { Ticket } from "../model/ticket.ts";

/** The strategies that come with kefu. */
export const routingStrategies = ["skill_based", "round_robin", "least_busy", "manual"] as const;

/** The name of a strategy that comes with kefu. */
export type RoutingStrategyName = "skill_based" | "round_robin" | "least_busy" | "manual";

/** What a strategy may look at besides the agents. */
export interface RoutingRequest {
  readonly queue: string;
  readonly ticket: Ticket;
  /**
   * The ticket's agent before it was reopened, or the customer's last agent while the queue prefers them. They are put
   * first after the strategy has ordered, unless it leaves them out.
   */
  readonly lastAgentId: string | null;
  /** Who was chosen last in this queue. */
  readonly lastAssignedId: string | null;
  readonly now: Date;
}

/**
 * Decides who of those that could take a ticket is asked first. Who could, is not its to decide: presence, channel, team,
 * skills, language and capacity were looked at before.
 */
export interface RoutingStrategy {
  /** Stands in the explanation of every decision. */
  readonly name: string;
  /**
   * The agents, best first; those left out are not asked. Pure: the same agents and request give the same order. Called
   * inside a transaction, so it awaits nothing.
   */
  order(suitable: readonly Agent[], request: RoutingRequest): readonly Agent[];
}
