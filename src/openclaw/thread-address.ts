/** Where a message of the gateway belongs: a conversation of one of the accounts of a channel. */
export interface GatewayThread {
  readonly channelId: string;
  readonly accountId: string;
  /** Without the channel's name before it: some hooks give `telegram:777001`, others `777001`. */
  readonly conversationId: string;
}

/** The thread that a hook names. An account without a name is the host's `default` one. */
export function threadOf(channelId: string, accountId: string | undefined, conversationId: string): GatewayThread {
  return { channelId, accountId: accountId ?? "default", conversationId: plainId(channelId, conversationId) };
}

/** The address of the thread in the desk: `<account>/<conversation>`. */
export function addressOf({ accountId, conversationId }: GatewayThread): string {
  return `${encodeURIComponent(accountId)}/${conversationId}`;
}

/** The thread behind an address. */
export function threadAt(channelId: string, address: string): GatewayThread {
  const slash = address.indexOf("/");
  return {
    channelId,
    accountId: decodeURIComponent(address.slice(0, slash)),
    conversationId: address.slice(slash + 1),
  };
}

/** A peer as options and hooks name it alike: `telegram:777001`. */
export function peerOf(channelId: string, id: string): string {
  return `${channelId}:${plainId(channelId, id)}`;
}

/** An id without the channel's name before it. */
export function plainId(channelId: string, id: string): string {
  const bare = id.startsWith(`${channelId}:`) ? id.slice(channelId.length + 1) : id;
  return bare.replace(/^(?:group|direct|dm|channel):/, "");
}
