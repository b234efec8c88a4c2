import type { OpenclawPluginOptions } from "./plugin-options.ts";
import { peerOf } from "./thread-address.ts";

/** Who on the gateway's channels is no customer. */
export interface Staff {
  /** Whether this peer is an agent or an operator. */
  has(channelId: string, peerId: string): boolean;
  /** The agent of the desk who writes as this peer; `null` for anybody else. */
  agentOf(channelId: string, peerId: string): string | null;
}

/** The people of the options. */
export function staffOf({ agents = {}, operators = [] }: Pick<OpenclawPluginOptions, "agents" | "operators">): Staff {
  const agentOf = (channelId: string, peerId: string) => {
    const peer = peerOf(channelId, peerId);
    return Object.hasOwn(agents, peer) ? (agents[peer] ?? null) : null;
  };
  return {
    agentOf,
    has: (channelId, peerId) => agentOf(channelId, peerId) !== null || operators.includes(peerOf(channelId, peerId)),
  };
}
