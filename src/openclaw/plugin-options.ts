import type { CustomerService } from "../customer-service.ts";
import type { Clock } from "../ports/clock.ts";
import type { SendBatch } from "./send-batch.ts";

/** What the gateway gives to whoever makes the desk. */
export interface OpenclawSurroundings {
  /** A folder that outlives the gateway's process: the place for a SQLite file. */
  readonly stateDir: string;
  /** The gateway's configuration. */
  readonly config: unknown;
}

/**
 * The desk, or how to make one. A desk that was stopped is not started again: where the gateway restarts its plugins, give
 * a function.
 */
export type OpenclawDesk =
  | CustomerService
  | ((surroundings: OpenclawSurroundings) => CustomerService | Promise<CustomerService>);

/** What {@link openclawPlugin} is given. */
export interface OpenclawPluginOptions {
  /** As in `openclaw.plugin.json`. */
  readonly id: string;
  /** Default: the id. */
  readonly name?: string;
  readonly description?: string;
  /**
   * The gateway's channels that the desk has, while no desk is made yet, or none could be: only there are customers told to
   * come again then. Give the names that `openclawChannels` gets. Default: all but `webchat`, which is the operator's.
   */
  readonly channels?: readonly string[];
  /**
   * Which agent of the desk writes as which peer: `{ "telegram:9001": "li" }`. They have the commands /tickets, /take, /reply
   * and /close; what else they write is for the gateway's assistant. Default: nobody.
   */
  readonly agents?: Readonly<Record<string, string>>;
  /** Peers that are no customers, and may ask the assistant about tickets: `["telegram:9000"]`. Default: none. */
  readonly operators?: readonly string[];
  /** Whether groups are the desk's, too; else they stay the assistant's. Default: false. */
  readonly groups?: boolean;
  /**
   * Who answers what the desk's bot cannot. `claim` (default): people, by a ticket. `assistant`: the gateway's model, as long
   * as nothing speaks for a human: no human has the conversation or is waited for, no ticket or survey is open in it, the
   * text is readable, asks for no human, is no issue for agents by kefu's rules, and the knowledge has nothing for it.
   */
  readonly onUnhandled?: "claim" | "assistant";
  /** Of `onUnhandled: "assistant"`: from this score on, from 0 to 1, knowledge has an answer. Give the desk's. Default: 0.5. */
  readonly answerThreshold?: number;
  /**
   * Whether texts to the desk's customers that the desk did not write are held back: errors of models, notices of the host.
   * With `onUnhandled: "assistant"` the assistant's answers go out where it was left the message; notices do not. Default: true.
   */
  readonly guard?: boolean;
  /** What customers are told when the desk cannot take their message. Default: a sentence in Chinese or English. */
  readonly apology?: string;
  /** Where requests arrive on the gateway's port. Default: `/<id>`. */
  readonly path?: string;
  /**
   * Answers requests under `path`, for web chat and survey pages. Webhooks of channels, `<path>/channels/<channel id>`, go to
   * their channel. Default: 404.
   */
  readonly fetch?: (request: Request) => Response | Promise<Response>;
  /** How messages go out. Default: `sendDurableMessageBatch` of the gateway that runs the plugin. */
  readonly send?: SendBatch;
  /** Give the desk's, if it has one. Default: the machine's. */
  readonly clock?: Clock;
}
