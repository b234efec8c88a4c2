import type { CustomerService } from "kefu";
import type { Screen } from "./screen.ts";

/** Where the person sits who plays the customer and the agents. */
export interface Seat {
  readonly service: CustomerService;
  readonly screen: Screen;
  /** The ticket last spoken of. */
  ticketId: string | null;
  /** The agent to play; `null`: whoever has the ticket, or could. */
  agentId: string | null;
}
