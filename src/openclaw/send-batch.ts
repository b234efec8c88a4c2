import * as z from "zod/mini";
import { ChannelError } from "../errors.ts";
import type { MessageContent } from "../model/message.ts";
import { sendFailure } from "./send-failure.ts";
import type { GatewayThread } from "./thread-address.ts";

/** What the gateway is asked to send: the parameters of its `sendDurableMessageBatch`. */
export interface MessageBatch {
  /** The gateway's configuration as it is now. */
  readonly cfg: unknown;
  readonly channel: string;
  readonly accountId: string;
  readonly to: string;
  readonly payloads: readonly object[];
  readonly signal: AbortSignal;
  /**
   * The desk tries again what certainly was not sent, so the gateway must not, too. (`DeliverOutboundPayloadsCoreParams` in
   * openclaw 2026.9.6: "The caller resends proven-not-sent payloads itself, so recovery must not.")
   */
  readonly deliveryRetryOwner: "caller";
}

/** The gateway's way out: `sendDurableMessageBatch` of `openclaw/plugin-sdk/channel-outbound`. */
export type SendBatch = (batch: MessageBatch) => Promise<unknown>;

/** Values of the desk's buttons begin with it, by which the gateway brings presses back to the desk. */
export const buttonNamespace = "kefu";

const sent = z.object({
  receipt: z.catch(z.object({ platformMessageIds: z.array(z.string()) }), { platformMessageIds: [] }),
  results: z.catch(z.array(z.object({ messageId: z.string() })), []),
});

/** Sends one message; resolves with the channel's id of it, `null` when it has none. Throws a `ChannelError`. */
export async function sendThrough(
  send: SendBatch,
  thread: GatewayThread,
  content: MessageContent,
  { config, signal }: { readonly config: unknown; readonly signal: AbortSignal },
): Promise<string | null> {
  const { channelId: channel, accountId, conversationId: to } = thread;
  const payloads = [payloadOf(content)];
  const batch = { cfg: config, channel, accountId, to, payloads, signal, deliveryRetryOwner: "caller" } as const;
  let result: unknown;
  try {
    result = await send(batch);
  } catch (error) {
    throw sendFailure(channel, { status: "failed", error });
  }
  if (z.object({ status: z.literal("sent") }).safeParse(result).data === undefined) throw sendFailure(channel, result);
  const { receipt, results } = sent.parse(result);
  return receipt.platformMessageIds.at(-1) ?? results.at(-1)?.messageId ?? null;
}

function payloadOf({ text, options, media }: MessageContent): object {
  const [file] = media ?? [];
  // The gateway also reads files of its own machine by their path.
  if (file !== undefined && !/^https:\/\//.test(file.id)) {
    throw new ChannelError("invalid", "A file goes out through OpenClaw by its https address only.");
  }
  const buttons = options?.map(({ id, title }) => ({
    label: title,
    action: { type: "callback", value: `${buttonNamespace}:${id}` },
  }));
  return {
    text,
    ...(file === undefined ? {} : { mediaUrl: file.id }),
    ...(buttons === undefined ? {} : { presentation: { blocks: [{ type: "buttons", buttons }] } }),
  };
}

/** Loads the way out from the gateway that runs this plugin. Throws a `ChannelError` where there is none. */
export async function gatewaySend(batch: MessageBatch): Promise<unknown> {
  let module: { sendDurableMessageBatch: SendBatch };
  try {
    module = (await import(outboundModule)) as typeof module;
  } catch {
    throw new ChannelError(
      "auth",
      "The package openclaw is not there: run this plugin inside an OpenClaw gateway, or npm install openclaw.",
    );
  }
  return module.sendDurableMessageBatch(batch);
}

// Typed as no more than a text, so that neither compilers nor bundlers look for a package that only gateways have.
const outboundModule: string = "openclaw/plugin-sdk/channel-outbound";
