import * as z from "zod/mini";
import { isApology } from "./apology.ts";
import type { OpenclawHeldBack } from "./openclaw-api.ts";
import type { PluginParts } from "./plugin-parts.ts";
import { addressOf, threadOf } from "./thread-address.ts";

const outgoing = z.object({ to: z.string(), content: z.catch(z.string(), "") });
const outgoingContext = z.object({ channelId: z.string(), accountId: z.catch(z.optional(z.string()), undefined) });

/** How the host's own notices begin: "⚠️ Authentication failed…", "⚙️ Agent was aborted." (seen with openclaw 2026.9.6). */
const hostNotice = /^\s*[\u26A0\u2699]/u;

/** Holds back what somebody else than the desk would say to its customers. When in doubt, it is held back. */
export function customersGuard({
  desk,
  staff,
  assistant,
  logger,
  options,
}: PluginParts): (event: unknown, context: unknown) => Promise<OpenclawHeldBack> {
  const isLetThrough = async (channelId: string, address: string, content: string) => {
    const channel = desk.channel(channelId);
    if (isApology(content, options.apology)) return true;
    // While there is no desk, nobody knows its customers: what is no notice may be for somebody else.
    if (channel === null) return !hostNotice.test(content);
    const own = channel.sendingTo(address);
    if (own.includes(content.trim())) return true;
    // The host may have changed the desk's text a little on its way, but never into a notice.
    if (own.length > 0) return !hostNotice.test(content);
    if (assistant.hasLast(channelId, address)) return !hostNotice.test(content);
    return (await desk.service().conversations.find(channelId, address)) === null;
  };
  return async (event, context) => {
    const [text, where] = [outgoing.safeParse(event).data, outgoingContext.safeParse(context).data];
    if (text === undefined || where === undefined) return undefined;
    const { channelId, accountId } = where;
    if (!desk.mayHave(channelId) || staff.has(channelId, text.to)) return undefined;
    const address = addressOf(threadOf(channelId, accountId, text.to));
    try {
      if (await isLetThrough(channelId, address, text.content)) return undefined;
    } catch (error) {
      logger.error({ channel: channelId, error }, "Nobody could tell whether a text goes to a customer.");
    }
    logger.warn({ channel: channelId }, "A text to a customer was held back: the desk did not write it.");
    return { cancel: true, cancelReason: "kefu: the desk did not write it" };
  };
}
