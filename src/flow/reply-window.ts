import type { ServiceContext } from "../context.ts";
import type { MessageTemplate } from "../model/message.ts";
import { replyWindowEnd } from "../model/reply-window.ts";
import type { Delivery } from "./send-parts.ts";

type About = Omit<Delivery, "content" | "isInstead">;

/**
 * What may go out now: the message while its customer may be written to freely, a template in its place afterwards; or
 * why nothing may.
 */
export function contentFor(
  service: ServiceContext,
  about: About,
): Pick<Delivery, "content" | "isInstead"> | { refusal: string } {
  const { message, channel, conversation } = about;
  const { replyWindowHours } = channel.capabilities;
  const end = replyWindowEnd(conversation, replyWindowHours);
  if (end === null) return { content: message.content, isInstead: false };
  if (service.clock.now().getTime() < end.getTime()) {
    return { content: { ...message.content, template: undefined }, isInstead: false };
  }
  const template = templateFor(service, about);
  if (template !== undefined) return { content: { text: "", template }, isInstead: true };
  const why = `the customer wrote last more than ${replyWindowHours} hours ago, and there is no template`;
  return { refusal: `window_closed: ${why} (option templateOutsideWindow).` };
}

/** The message's own template, or the one that the desk has for such messages. One who chooses and throws has none. */
export function templateFor(
  service: ServiceContext,
  { message, channel, language }: About,
): MessageTemplate | undefined {
  if (!channel.capabilities.templates) return undefined;
  if (message.content.template !== undefined) return message.content.template;
  try {
    return service.policy.templateOutsideWindow?.(message, { channel, language });
  } catch (error) {
    service.logger.error(
      { message: message.id, error },
      "The option templateOutsideWindow threw; there is no template.",
    );
    return undefined;
  }
}
